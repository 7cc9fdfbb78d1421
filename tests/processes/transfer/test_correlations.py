"""Every correlation: a range and a source, plain arithmetic on floats, arrays and Pyomo expressions, and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyomo.environ import ConcreteModel, Var, value

from processes.transfer import flooding, gas, heat, hold_up, kla, mixing, power, solubility
from processes.transfer.correlation import Correlation, Span

CORRELATIONS = [
    one
    for module in (flooding, hold_up, kla, mixing, power, solubility)
    for one in vars(module).values()
    if isinstance(one, Correlation)
]
CALLS = {
    "kla_stirred_tank": (1500.0, 0.05),
    "kla_non_coalescing": (1500.0, 0.05),
    "kla_figueiredo_calderbank": (1500.0, 0.01),
    "viscosity_factor": (10.0,),
    "kla_bubble_column": (0.05, 32.0),
    "kla_airlift": (0.05, 0.3),
    "gas_hold_up": (1500.0, 0.05),
    "hold_up_bubble_column": (0.05,),
    "impeller_power": (2.0, 0.5, 5.0, 0.5),
    "gassed_power_michel_miller": (1250.0, 2.0, 0.5, 0.01),
    "gassed_ratio_hughmark": (2.0, 0.5, 0.01, 3.0, 0.1),
    "mixing_time": (1.0, 1.0, 0.4),
    "mixing_time_multiple": (2.0, 8.0, 1.4, 5.0),
    "mixing_time_bubble_column": (0.05, 10.0, 3.0),
    "flooding_flow_number": (0.3, 0.4),
    "dispersion_flow_number": (0.3, 0.4),
    "oxygen_solubility": (37.0,),
    "carbon_dioxide_solubility": (37.0,),
    "water_vapour_pressure": (37.0,),
}


@pytest.mark.parametrize("one", CORRELATIONS, ids=lambda one: one.name)
class TestCorrelation:
    def test_says_where_it_is_from_and_where_it_holds(self, one: Correlation) -> None:
        assert len(one.source) > 20
        assert one.ranges
        for quantity, span in one.ranges.items():
            assert span.low < span.high, quantity

    def test_tells_what_lies_outside(self, one: Correlation) -> None:
        for quantity, span in one.ranges.items():
            inside = span.low + 1.0 if math.isinf(span.high) else 0.5 * (span.low + span.high)
            assert not one.outside(**{quantity: inside})
            beyond = span.low - 1.0 if math.isinf(span.high) else span.high * 1.01
            (found,) = one.outside(**{quantity: np.array([inside, beyond])})
            assert found.value == pytest.approx(beyond)
            assert quantity.replace("_", " ") in str(found)

    def test_takes_arrays_and_expressions(self, one: Correlation) -> None:
        if one.function.__name__ == "glucose_solubility":  # a table: of floats only
            return
        arguments = CALLS[one.function.__name__]
        plain = one.function(*arguments)
        assert one.function(*(np.array([x, x]) for x in arguments)) == pytest.approx([plain, plain], rel=1e-12)
        m = ConcreteModel()
        m.x = Var(range(len(arguments)), initialize=dict(enumerate(arguments)))
        assert value(one.function(*m.x.values())) == pytest.approx(plain, rel=1e-12)


def test_a_misspelt_quantity_is_not_judged_silently() -> None:
    with pytest.raises(KeyError):
        kla.KLA_COALESCING.outside(volumen=100.0)
    assert str(Span(1.0, 2.0, "")) == "1 to 2"


def test_kla_by_hand() -> None:
    # 3600 · 0.002 · 1000^0.7 · 0.05^0.2 = 7.2 · 125.9 · 0.5493; 3600 · 0.32 · 0.05^0.7 = 1152 · 0.12282
    assert kla.kla_non_coalescing(1000.0, 0.05) == pytest.approx(497.9, rel=1e-3)
    assert kla.kla_bubble_column(0.05) == pytest.approx(141.5, rel=1e-3)
    assert kla.kla_bubble_column(0.05, 30.0) == pytest.approx(141.5 * 1.022**10, rel=1e-3)
    # 3600 · 0.76 / 1.25² · 0.05^0.8 = 1751 · 0.09103
    assert kla.kla_airlift(0.05, 0.25) == pytest.approx(159.4, rel=1e-3)
    assert kla.viscosity_factor(100.0, 0.5) == pytest.approx(0.1)


def test_glucose_dissolves_as_was_measured() -> None:
    # Jackson and Silsbee 1922: 54.6 % at 30 °C, 70.9 % at 50 °C; 120 g per 100 g of water at 30 °C
    assert solubility.glucose_saturation(30.0) == pytest.approx(0.546)
    assert solubility.glucose_saturation(30.0) / (1.0 - solubility.glucose_saturation(30.0)) == pytest.approx(
        1.20, rel=0.01
    )
    assert solubility.glucose_solution_density(0.5, 20.0) == pytest.approx(1231.0, rel=0.005)
    assert 700.0 < solubility.glucose_solubility(37.0) < 850.0


@given(st.floats(1.0, 80.0), st.floats(0.5, 8.0))
def test_more_glucose_dissolves_in_warmer_water(celsius: float, warmer: float) -> None:
    assert solubility.glucose_solubility(celsius + warmer) > solubility.glucose_solubility(celsius)


@given(st.floats(0.02, 1.0))
def test_water_boils_where_its_vapour_has_the_pressure(pressure: float) -> None:
    assert solubility.water_vapour_pressure(solubility.boiling_temperature(pressure)) == pytest.approx(pressure)


def test_water_boils_at_a_hundred_degrees() -> None:
    assert solubility.boiling_temperature(1.01325) == pytest.approx(100.0, abs=0.1)
    assert solubility.water_vapour_pressure(37.0) == pytest.approx(0.0628, rel=0.01)


@given(st.floats(0.05, 2.0), st.floats(0.2, 5.0))
def test_log_mean_lies_between_geometric_and_arithmetic(one: float, ratio: float) -> None:
    other = one * ratio
    exact = one if abs(ratio - 1.0) < 1e-6 else (other - one) / math.log(ratio)
    assert gas.log_mean(one, other) == pytest.approx(exact, rel=0.01)


def test_pressure_of_carbon_dioxide_by_hand() -> None:
    # 5 % of 1.5 bar, and 100 mmol/L/h through 200 1/h at 0.025 mol/L/bar: 0.075 + 0.02
    assert gas.carbon_dioxide_pressure(100.0, 200.0, 0.025, 0.05, 1.5) == pytest.approx(0.095)


def test_enrichment_by_hand() -> None:
    assert gas.enriched_oxygen(100.0, 25.0, 0.2) == pytest.approx(0.36)


def test_transfer_by_hand() -> None:
    assert gas.transfer_rate(100.0, 0.5, 0.5, 0.1) == pytest.approx(40.0)


def test_flow_through_a_jacket_by_hand() -> None:
    # 37 °C against water of 10 to 20 °C: 10/ln(27/17) = 21.6 K; 500 · 10 · 21.6 = 108 kW, 2.59 kg/s
    difference = heat.log_mean_difference(37.0, 10.0, 20.0)
    assert difference == pytest.approx(21.62, rel=1e-3)
    duty = heat.cooling_duty(500.0, 10.0, difference)
    assert heat.coolant_flow(duty, 10.0, 20.0) == pytest.approx(2.586, rel=1e-3)


def test_evaporation_by_hand() -> None:
    # 1000 mol/h of dry gas that leaves at 1 bar with 0.0628 bar of water: 67.0 mol/h · 43.6 kJ/mol = 812 W
    assert heat.evaporation(1000.0, 0.0628, 1.0) == pytest.approx(811.5, rel=1e-3)


@given(st.floats(0.5, 5.0), st.floats(1.0, 10.0), st.floats(0.2, 2.0))
def test_speed_of_a_mixing_time_is_its_inverse(speed: float, height: float, diameter: float) -> None:
    seconds = mixing.mixing_time_multiple(speed, height, diameter, 5.0)
    assert mixing.speed_of_mixing_time(seconds, height, diameter, 5.0) == pytest.approx(speed)
    assert mixing.circulation_time(seconds) == pytest.approx(seconds / 4.0)


def test_circulation_by_pumping() -> None:
    assert mixing.pumping_time(6.0, 2.0, 1.0, 0.75) == pytest.approx(4.0)
