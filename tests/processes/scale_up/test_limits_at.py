"""What a vessel does at a point, and its nine limits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes import library
from processes.errors import OutOfRange
from processes.scale_up.comparison import usual_point
from processes.scale_up.limits_at import LIMIT_NAMES, limits_at
from processes.scale_up.operating_point import Culture, OperatingPoint, state_at

LARGE = library.scale("production_100m3")
SMALL = library.scale("pilot_300l")
POINT = OperatingPoint(volume=70.0, power=1e5, gas_flow=3000.0, culture=Culture(our=60.0))


def limit(name: str, point: OperatingPoint = POINT):
    return next(one for one in limits_at(LARGE, point) if one.name == name)


def test_there_are_nine() -> None:
    assert LIMIT_NAMES == (
        "oxygen_transfer", "power", "tip_speed", "flooding", "mixing", "cooling", "pco2", "hold_up", "head_pressure",
    )  # fmt: skip
    assert [one.name for one in limits_at(LARGE, POINT)] == list(LIMIT_NAMES)


def test_oxygen_balance_at_the_capacity() -> None:
    """At the capacity the kLa there is and the kLa that is needed are the same."""
    capacity = state_at(LARGE, POINT).oxygen_transfer
    state = state_at(LARGE, replace(POINT, culture=replace(POINT.culture, our=capacity)))
    assert state.kla_needed == pytest.approx(state.kla, rel=1e-6)
    assert limit("oxygen_transfer", state.point).kept


def test_heat_by_hand() -> None:
    """60 mmol/L/h in 70 m3 are 4,200 mol/h, 536.7 kW; stirring 100 kW; what evaporates takes some 4 % of it."""
    state = state_at(LARGE, POINT)
    assert 0.90 * 636.7e3 < state.heat < 636.7e3
    assert limit("cooling").limit == pytest.approx(1125.0)


def test_carbon_dioxide_by_hand() -> None:
    """4,200 mol/h in 133,845 mol/h of gas: 1.57 % in the mean bubble; the rest drives it out of the broth."""
    state = state_at(LARGE, POINT)
    gas = 4200.0 / (3000.0 / 0.022414) / 2.0 * state.mean_pressure
    assert gas < state.pco2 < gas + 0.02


def test_motor_and_tip_by_hand() -> None:
    assert limit("power").value == pytest.approx(1e5 / 70.0)
    assert limit("power").margin == pytest.approx(1.0 - 1e5 / 3e5)
    speed = (1e5 / (0.5 * 15.0 * 1000.0 * 1.4**5)) ** (1.0 / 3.0)
    assert limit("tip_speed").value == pytest.approx(3.14159265 * speed * 1.4)


def test_ranges_that_are_left_are_told() -> None:
    assert any("2.6 m3" in words for words in limit("oxygen_transfer").warnings)
    small = limits_at(SMALL, usual_point(SMALL, Culture(our=1.0), our=40.0))
    assert not any(one.warnings for one in small)


def test_an_impeller_without_a_flooding_constant_says_so() -> None:
    found = limits_at(LARGE.model_copy(update={"impeller": "bt6"}), POINT)
    assert any("none is published for 'bt6'" in words for one in found for words in one.warnings)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"volume": -1.0}, "broth of -1 m3"),
        ({"gas_flow": 0.0}, "gas of 0 m3/h"),
        ({"culture": Culture(our=60.0, celsius=110.0)}, "boils at 109"),
    ],
)
def test_what_cannot_be_is_refused(changes, words: str) -> None:
    with pytest.raises(OutOfRange, match=words):
        limits_at(LARGE, replace(POINT, **changes))


@settings(max_examples=40, deadline=None)
@given(st.floats(1.05, 3.0))
def test_directions(more: float) -> None:
    """What an engineer would bet on."""
    now = state_at(LARGE, POINT)
    stirred = state_at(LARGE, replace(POINT, power=POINT.power * more))
    gassed = state_at(LARGE, replace(POINT, gas_flow=POINT.gas_flow * more))
    enriched = state_at(LARGE, replace(POINT, oxygen_in_gas=min(1.0, 0.2095 * more)))
    busier = state_at(LARGE, replace(POINT, culture=Culture(our=60.0 * more)))
    assert stirred.oxygen_transfer > now.oxygen_transfer
    assert stirred.mixing_time < now.mixing_time
    assert stirred.dispersion.flow_number < now.dispersion.flow_number
    assert gassed.oxygen_transfer > now.oxygen_transfer
    assert gassed.pco2 < now.pco2
    assert gassed.hold_up > now.hold_up
    assert enriched.oxygen_transfer > now.oxygen_transfer
    assert busier.heat > now.heat
    assert busier.pco2 > now.pco2
    assert busier.oxygen_time < now.oxygen_time
