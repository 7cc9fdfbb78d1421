"""Quantities: unit round trips, bounds that hold in any unit, and nothing that is no number."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cards.quantity import In, Quantity

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
POSITIVE = st.floats(0, 1e6, allow_nan=False)


def quantity(value: float = 1.0, unit: str = "g/L", **more: Any) -> Quantity:
    return Quantity(value=value, unit=unit, source="a test", **more)


@given(NUMBERS, POSITIVE, NUMBERS)
def test_round_trip_keeps_value_uncertainty_and_range(value: float, sd: float, low: float) -> None:
    given = quantity(value, sd=sd, low=low)
    back = given.to("mg/mL").to("kg/m^3").to("g/L")
    assert (back.value, back.sd, back.low) == pytest.approx((value, sd, low), rel=1e-12, abs=1e-12)
    assert back.high is None
    assert back.source == given.source


@given(NUMBERS, POSITIVE)
def test_uncertainty_of_a_temperature_is_a_difference(value: float, sd: float) -> None:
    assert quantity(value, "celsius", sd=sd).to("kelvin").sd == pytest.approx(sd, abs=1e-9)


@given(NUMBERS)
def test_plain_data_gives_the_same_quantity_back(value: float) -> None:
    given = quantity(value, sd=0.5, high=3.0)
    assert Quantity.model_validate(given.model_dump()) == given
    assert Quantity.model_validate_json(given.model_dump_json()) == given


@given(st.floats(-1e3, 1e3, allow_nan=False), st.sampled_from(["g/L", "mg/L", "kg/m^3", "ug/mL"]))
def test_bounds_hold_in_the_unit_of_the_field(value: float, unit: str) -> None:
    bounded = TypeAdapter(Annotated[Quantity, In("g/L", ge=0, le=0.5)])
    held = quantity(value, unit).to("g/L").value
    if 0 <= held <= 0.5:
        assert bounded.validate_python(quantity(value, unit)).value == held
    else:
        with pytest.raises(ValidationError, match=r"out of bounds; expected ≥ 0, ≤ 0.5"):
            bounded.validate_python(quantity(value, unit))


def test_bound_above_zero_refuses_zero() -> None:
    with pytest.raises(ValidationError, match=r"0 bar is out of bounds; expected > 0"):
        TypeAdapter(Annotated[Quantity, In("bar", gt=0)]).validate_python(quantity(0.0, "Pa"))


@pytest.mark.parametrize("value", [True, "5", None, float("nan"), float("inf"), [1.0]])
def test_value_must_be_a_number(value: Any) -> None:
    with pytest.raises(ValidationError):
        Quantity.model_validate({"value": value, "unit": "g/L", "source": "a test"})


@pytest.mark.parametrize("change", [{"source": ""}, {"sd": -1.0}, {"unti": "g"}])
def test_source_and_uncertainty_are_checked(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Quantity.model_validate({"value": 1.0, "unit": "g/L", "source": "a test"} | change)


def test_scaled_says_why() -> None:
    scaled = quantity(2.0).scaled(1.5, "half as much again")
    assert (scaled.value, scaled.source) == (3.0, "a test; half as much again")


def test_schema_names_unit_and_bounds() -> None:
    schema = TypeAdapter(Annotated[Quantity, In("g/L", gt=0, le=5)]).json_schema()
    assert schema["description"] == "in g/L > 0, ≤ 5"
