"""The vessel card: geometry, what it can do, what it costs, and how wrong ones are refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cards.quantity import Quantity
from processes import library
from processes.scale import ScaleCard, impeller_speed, tip_speed

LARGE = library.scale("production_100m3")


def quantity(value: float, unit: str) -> Quantity:
    return Quantity(value=value, unit=unit, source="test")


def changed(**values: tuple[float, str]) -> ScaleCard:
    return LARGE.with_changes({name: quantity(*value) for name, value in values.items()})


def test_working_volume_and_pressure() -> None:
    assert LARGE.working_volume == pytest.approx(85.0)
    height = 85.0 / (math.pi * 3.5**2 / 4.0)
    assert LARGE.mean_pressure() == pytest.approx(1.4 + 1000.0 * 9.80665 * height / 2.0 / 1e5)


def test_cooling_is_area_times_difference() -> None:
    # 600 W/m2/K · 75 m2 · (37 − 12) K = 1.125 MW
    assert LARGE.cooling_power(37.0) == pytest.approx(1.125e6)


def test_gas_is_limited_by_supply_or_velocity() -> None:
    assert LARGE.gas_flow_max(10.0, 37.0) == 10.0
    most = LARGE.gas_flow_max(1e9, 37.0)
    area = math.pi * 3.5**2 / 4.0
    actual = most / 3600.0 * 310.15 / 273.15 * 1.01325 / LARGE.mean_pressure() / area
    assert actual == pytest.approx(LARGE.vessel.gas_velocity_max.value)


def test_air_costs_more_energy_under_more_pressure() -> None:
    assert changed(head_pressure=(2.0, "bar")).air_energy() > LARGE.air_energy()
    assert 0.02 < LARGE.air_energy() < 0.1  # kWh/m3; 0.05 at 2 bar above the atmosphere is a plant's rule of thumb


def test_capital_follows_the_power_law() -> None:
    own = LARGE.ownership
    assert own.capital(200.0) / own.capital(100.0) == pytest.approx(2.0**own.fermenter_cost_exponent.value)
    share = own.capital_charge.value / own.maintenance.value
    hourly = LARGE.owning_per_hour()
    assert hourly["capital"] == pytest.approx(share * hourly["maintenance"])
    assert hourly["maintenance"] * LARGE.operation.hours_per_year.value == pytest.approx(0.03 * own.capital(100.0))


@given(st.floats(1e3, 3e5))
def test_stirrer_speed_draws_the_power(power: float) -> None:
    per_minute = impeller_speed(LARGE, power)
    drawn = 0.5 * 15.0 * 1000.0 * (per_minute / 60.0) ** 3 * 1.4**5
    assert drawn == pytest.approx(power)
    assert tip_speed(LARGE, per_minute) == pytest.approx(math.pi * 1.4 * per_minute / 60.0)


def test_changes_find_their_part_and_convert_units() -> None:
    card = changed(motor_power=(250e3, "W"), turn_round=(720, "min"), recovery=(80, "percent"))
    assert card.vessel.motor_power.value == pytest.approx(250.0)
    assert card.operation.turn_round.value == pytest.approx(12.0)
    assert card.ownership.recovery.value == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"impeller_diameter": (4.0, "m")}, "less than diameter"),
        ({"diameter": (2.0, "m"), "volume": (200.0, "m^3")}, "expected 0.5 to 10"),
        ({"fill": (1.2, "dimensionless")}, "out of bounds"),
        ({"turn_round": (10.0, "kg")}, "cannot be turned into 'h'"),
    ],
)
def test_wrong_vessels_are_refused(values: dict[str, tuple[float, str]], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        changed(**values)


def test_unknown_change_is_refused() -> None:
    with pytest.raises(ValueError, match="no value 'volum'"):
        changed(volum=(1.0, "m^3"))
