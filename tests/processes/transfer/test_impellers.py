"""The table of impellers."""

from __future__ import annotations

import pytest

from processes.transfer.impellers import impeller, impellers


@pytest.mark.parametrize("name", sorted(impellers()))
def test_every_impeller_is_one(name: str) -> None:
    one = impeller(name)
    assert 0.2 < one.power_number < 6.0
    assert 0.4 <= one.gassed <= 1.0
    assert one.power_number > 2.0 or not one.radial
    assert len(one.source) > 20


def test_a_wrong_name_gets_the_right_one() -> None:
    with pytest.raises(ValueError, match="did you mean 'rushton'"):
        impeller("ruston")
