"""Transfer correlations against worked examples, and the way they scale."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.transfer.compressor import compressor_energy
from processes.transfer.constants import AIR_OXYGEN, GAS, NORMAL_VOLUME
from processes.transfer.gas import gas_velocity, mean_pressure
from processes.transfer.hold_up import gas_hold_up
from processes.transfer.kla import kla_stirred_tank
from processes.transfer.power import impeller_power, impeller_speed
from processes.transfer.shape import liquid_height
from processes.transfer.solubility import carbon_dioxide_solubility, oxygen_solubility

positive = st.floats(0.1, 10.0)


def test_oxygen_in_air_saturated_water() -> None:
    # 8.263 mg/L at 25 °C and 6.73 mg/L at 37 °C under moist air at 1 atm: Benson and Krause, Limnol. Oceanogr. 29
    # (1984) 620. Water's vapour takes 3.13 and 6.20 % of the pressure.
    for celsius, vapour, milligrams in ((25.0, 0.0313, 8.263), (37.0, 0.0620, 6.73)):
        oxygen = oxygen_solubility(celsius) * AIR_OXYGEN * 1.01325 * (1.0 - vapour) * 32000.0
        assert oxygen == pytest.approx(milligrams, rel=0.05)


def test_henry_constants_at_reference_temperature() -> None:
    assert oxygen_solubility(25.0) == 0.0013
    assert carbon_dioxide_solubility(25.0) == 0.035


@given(st.floats(5.0, 60.0), st.floats(0.5, 5.0))
def test_gases_dissolve_less_in_warmer_water(celsius: float, warmer: float) -> None:
    assert oxygen_solubility(celsius + warmer) < oxygen_solubility(celsius)
    assert carbon_dioxide_solubility(celsius + warmer) < carbon_dioxide_solubility(celsius)


def test_kla_by_hand() -> None:
    # van't Riet 1979 at 1000 W/m3 and 0.05 m/s: 0.026 · 15.849 · 0.22361 = 0.09214 1/s
    assert kla_stirred_tank(1000.0, 0.05) == pytest.approx(331.7, rel=1e-3)


@given(positive, positive)
def test_kla_exponents(power: float, velocity: float) -> None:
    base = kla_stirred_tank(1000.0, 0.05)
    assert kla_stirred_tank(1000.0 * power, 0.05) == pytest.approx(base * power**0.4)
    assert kla_stirred_tank(1000.0, 0.05 * velocity) == pytest.approx(base * velocity**0.5)
    assert kla_stirred_tank(1000.0, 0.05, 0.7) == pytest.approx(0.7 * base)


def test_hold_up_by_hand() -> None:
    # 0.13 · 1000^(1/3) · 0.05^(2/3) = 0.13 · 10 · 0.13572
    assert gas_hold_up(1000.0, 0.05) == pytest.approx(0.17644, rel=1e-4)


def test_pressure_at_half_height() -> None:
    # 10 m of water over the sparger are 0.980665 bar; half of it at the mean bubble
    assert mean_pressure(1.4, 10.0) == pytest.approx(1.4 + 0.4903325)


def test_gas_velocity_by_hand() -> None:
    # 3600 m3/h at 0 °C, 1 atm in a vessel of 1 m2: 1 m/s there, more when warm, less under pressure
    diameter = math.sqrt(4.0 / math.pi)
    assert gas_velocity(3600.0, 0.0, 1.01325, diameter) == pytest.approx(1.0)
    assert gas_velocity(3600.0, 37.0, 2.0265, diameter) == pytest.approx(310.15 / 273.15 / 2.0)


def test_compressor_by_hand() -> None:
    # 3.5 · 8.31446 · 293.15 · (3^(2/7) − 1) = 3146 J/mol, 0.0390 kWh per m3 at 0 °C, 1 atm
    assert compressor_energy(1.0, 3.0, 1.0) == pytest.approx(0.0390, rel=2e-3)
    assert compressor_energy(1.0, 3.0, 0.5) == pytest.approx(2.0 * compressor_energy(1.0, 3.0, 1.0))


@given(st.floats(1.001, 10.0))
def test_adiabatic_work_exceeds_isothermal(ratio: float) -> None:
    isothermal = GAS * 293.15 * math.log(ratio) / NORMAL_VOLUME / 3.6e6
    assert compressor_energy(1.0, ratio, 1.0) > isothermal
    assert compressor_energy(1.0, 1.0 + 1e-6, 1.0) == pytest.approx(
        GAS * 293.15 * 1e-6 / NORMAL_VOLUME / 3.6e6, rel=1e-4
    )


def test_impeller_by_hand() -> None:
    # Po ρ N³ D⁵ with a Rushton turbine (Po 5) of 0.5 m at 120 1/min: 5 · 1000 · 8 · 0.03125 = 1250 W, half when gassed
    assert impeller_power(2.0, 0.5, 5.0, 1.0) == pytest.approx(1250.0)
    assert impeller_power(2.0, 0.5, 5.0, 0.5) == pytest.approx(625.0)


@given(st.floats(0.1, 20.0), st.floats(0.05, 3.0))
def test_impeller_speed_is_the_inverse(speed: float, diameter: float) -> None:
    power = impeller_power(speed, diameter, 5.0, 0.5)
    assert impeller_speed(power, diameter, 5.0, 0.5) == pytest.approx(speed)


def test_no_power_no_speed() -> None:
    assert impeller_speed(-1.0, 1.0, 5.0, 0.5) == 0.0


def test_height_of_a_liquid() -> None:
    assert liquid_height(math.pi, 2.0) == pytest.approx(1.0)
