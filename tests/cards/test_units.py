"""Units: exact by definition, and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.units import convert

PAIRS = [
    ("g/L", "kg/m^3"),
    ("mg/L", "g/L"),
    ("bar", "Pa"),
    ("celsius", "kelvin"),
    ("USD/kg", "USD/t"),
    ("mmol/gDW/h", "mol/kg/s"),
    ("m^3/h", "L/min"),
    ("kWh", "MJ"),
    ("h", "s"),
    ("eq/L", "mmol/L"),
    ("gDW/L", "g/L"),
    ("t/year", "kg/h"),
]


@pytest.mark.parametrize(("unit", "to"), PAIRS)
@given(value=st.floats(-1e9, 1e9, allow_nan=False))
def test_there_and_back_is_the_same(value: float, unit: str, to: str) -> None:
    assert convert(convert(value, unit, to), to, unit) == pytest.approx(value, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (1.0, "bar", "Pa", 1e5),
        (37.0, "celsius", "kelvin", 310.15),
        (1.0, "kWh", "MJ", 3.6),
        (500.0, "mg/L", "g/L", 0.5),
        (1.0, "gDW/L", "g/L", 1.0),
        (1.0, "eq/L", "mol/L", 1.0),
        (450.0, "USD/t", "USD/kg", 0.45),
        (5.0, "percent", "dimensionless", 0.05),
    ],
)
def test_definitions(value: float, unit: str, to: str, expected: float) -> None:
    assert convert(value, unit, to) == pytest.approx(expected, rel=1e-12)


def test_units_that_do_not_fit_are_both_named() -> None:
    with pytest.raises(ValueError, match=r"'bar' cannot be turned into 'g/L'"):
        convert(1.0, "bar", "g/L")


@pytest.mark.parametrize("unit", ["furlongz", "g/", "5 g/L", "", "g per", "(("])
def test_unreadable_unit_names_the_expected_one(unit: str) -> None:
    with pytest.raises(ValueError, match=r"g/L"):
        convert(1.0, unit, "g/L")


@pytest.mark.parametrize("unit", ["EUR/kg", "€/kg", "euro/kg", "GBP/kg", "$/kg", "CHF/kg"])
def test_money_of_another_country_is_not_converted(unit: str) -> None:
    with pytest.raises(ValueError, match=r"currency '.*' in unit .* is not converted; expected 'USD/kg'"):
        convert(1.0, unit, "USD/kg")


@pytest.mark.parametrize("unit", ["USD/kg", "USD/t", "g/L", "cm", "centimeter"])
def test_no_other_unit_is_taken_for_money(unit: str) -> None:
    target = {"g/L": "kg/m^3", "cm": "m", "centimeter": "m"}.get(unit, "USD/kg")
    assert convert(1.0, unit, target) > 0
