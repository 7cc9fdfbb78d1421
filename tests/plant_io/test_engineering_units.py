"""Numbers of units, against the OPC Foundation's own."""

from __future__ import annotations

import pytest

from plant_io.engineering_units import CODES, unit_id, unit_of
from plant_io.errors import PlantError
from plant_io.plant import plant, plants


# OPC Foundation, UNECE_to_OPCUA.csv (published with OPC UA Part 8): unitId of the code.
@pytest.mark.parametrize(
    ("unit", "number"), [("degC", 4408652), ("%", 20529), ("1/min", 4405556), ("1/h", 4731184), ("g/L", 18252)]
)
def test_known_numbers(unit: str, number: int) -> None:
    assert unit_id(unit) == number
    assert unit_of(number) == unit


def test_both_ways_for_every_unit() -> None:
    assert {unit_of(unit_id(unit)) for unit in CODES} == set(CODES)


def test_every_unit_of_a_card_has_a_number() -> None:
    for name in plants():
        for tag in plant(name).tags:
            assert unit_id(tag.unit) > 0, tag.name


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(PlantError, match="'furlong' has no UNECE code"):
        unit_id("furlong")
    assert unit_of(1) is None
