"""Cost of oxygen: its balance, its optimum, and no cost beyond the sizes that are known."""

from __future__ import annotations

import pytest

from processes.errors import OutOfRange
from processes.scale_up.oxygen_cost import KINDS, _Asked, delivery, oxygen_cost
from processes.transfer.kla import kla_non_coalescing


@pytest.mark.parametrize("kind", KINDS)
def test_parts_are_the_whole(kind: str) -> None:
    found = oxygen_cost(kind, 500.0, 80.0)
    oxygen = 80.0 * 400.0 * 0.032
    assert found.cost == pytest.approx(found.capital + found.electricity)
    assert found.electricity == pytest.approx(0.06 * (found.compressor + found.agitator + found.chiller) / oxygen)
    assert found.capital == pytest.approx(0.19 * 2.3 * found.purchase / 8400.0 / oxygen)


def test_stirring_is_the_cheapest_in_power() -> None:
    best = oxygen_cost("stirred", 500.0, 80.0)
    asked = _Asked("stirred", 500.0, 80.0, delivery())
    least = best.compressor + best.agitator + best.chiller
    for factor in (0.8, 0.95, 1.05, 1.25):
        power = factor * best.stirring
        velocity = asked.velocity(lambda v, power=power: kla_non_coalescing(power, v))
        assert sum(asked.drives(power, velocity)) > least


@pytest.mark.parametrize("kind", KINDS)
def test_beyond_the_known_sizes_nothing_is_told(kind: str) -> None:
    for volume in (199.0, 1001.0):
        with pytest.raises(OutOfRange, match="200 to 1000 m3"):
            oxygen_cost(kind, volume, 80.0)
    for volume, vessel in zip(delivery().volumes, (getattr(delivery(), kind)).cost, strict=True):
        assert delivery().bought(kind, volume)[0] == pytest.approx(vessel)


def test_more_gas_than_a_column_bears_is_refused() -> None:
    with pytest.raises(OutOfRange, match="0.3 m/s"):
        oxygen_cost("column", 200.0, 400.0)
    with pytest.raises(OutOfRange, match="no vessel 'tube'"):
        oxygen_cost("tube", 200.0, 100.0)
