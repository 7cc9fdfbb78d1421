"""A tag's own conditions."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from plant_io.tags import Alarms, Tag

GIVEN = {"name": "F-1.pH", "role": "ph", "node_id": "ns=2;s=F-1.pH", "unit": "pH", "range": (2, 12)}


def test_the_equipment_is_the_first_part_of_the_name() -> None:
    assert Tag.model_validate(GIVEN).equipment == "F-1"


@pytest.mark.parametrize("name", ["pH", "F-1.pH.x", "F 1.pH", ".pH", "F-1."])
def test_a_name_is_equipment_and_quantity(name: str) -> None:
    with pytest.raises(ValidationError):
        Tag.model_validate(GIVEN | {"name": name})


def test_limits_are_for_writable_tags() -> None:
    with pytest.raises(ValidationError, match="only a writable tag has limits"):
        Tag.model_validate(GIVEN | {"limits": (3, 4)})


def test_alarms_are_in_order() -> None:
    assert Alarms(low=1, high_high=2).high_high == 2
    with pytest.raises(ValidationError, match="low_low < low < high < high_high"):
        Alarms(low_low=1, high=1)
