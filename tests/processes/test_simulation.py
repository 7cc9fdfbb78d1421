"""The integration: nothing is lost, closed forms come out, oxygen is never used twice."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.kinetics import Kinetics
from processes.problem import Problem
from processes.simulation import Inputs, Laws, MapCell, outcome, simulate
from processes.transfer.constants import AIR_OXYGEN, NORMAL_VOLUME
from processes.transfer.kla import kla_stirred_tank

feeds = st.lists(st.floats(0.0, 0.05), min_size=4, max_size=4)


@dataclass(frozen=True)
class Steady:
    """A cell that turns what it takes up into fixed shares, or grows at a fixed rate whatever there is."""

    share: tuple[float, ...] = (0.05, 1.0, 0.0, 1.2, -0.5, 3.0, 0.6)
    fixed: tuple[float, ...] | None = None

    def rates(self, phase: str, qg: float, qo: float) -> tuple[float, ...]:
        return self.fixed if self.fixed is not None else tuple(part * qg for part in self.share)


def batch(feed: list[float], hours: tuple[float, float] = (3.0, 4.0), **other: float) -> Inputs:
    values = {"v0": 0.6, "g0": 0.2, "air": 40.0, "co2": 5.0} | other
    return Inputs(
        growth_hours=hours[0],
        production_hours=hours[1],
        feed=np.array(feed),
        power=np.full(len(feed), 1000.0),
        growth_elements=len(feed) // 2,
        **values,
    )


@pytest.fixture(scope="session")
def laws(kinetics: Kinetics, ask: Callable[..., Problem]) -> Laws:
    return Laws(kinetics, ask().parameters())


def test_edges() -> None:
    assert batch([0.0] * 4).edges() == pytest.approx([0.0, 1.5, 3.0, 5.0, 7.0])


def test_exponential_growth_in_closed_form(laws: Laws) -> None:
    cell = Steady(fixed=(0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    run = simulate(laws, batch([0.0] * 4), cell, np.array([0.5, 1.0]))
    start = 0.6 * laws.parameters["inoculum"]
    assert run.states[:, 1] == pytest.approx(start * np.exp(0.3 * run.times), rel=1e-6)
    assert run.states[:, 0] == pytest.approx(0.6)


def test_product_of_a_growing_cell_in_closed_form(laws: Laws) -> None:
    # dP/dt = q X with X exponential: P = q M X0 (exp(µ t) − 1)/µ
    cell = Steady(fixed=(0.2, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0))
    run = simulate(laws, batch([0.0] * 4), cell)
    start = 0.6 * laws.parameters["inoculum"]
    assert run.end[3] == pytest.approx(2.0 * 0.11809 * start * (math.exp(0.2 * 7.0) - 1.0) / 0.2, rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(feed=feeds, v0=st.floats(0.3, 0.7), g0=st.floats(0.0, 0.5))
def test_balances_close(laws: Laws, feed: list[float], v0: float, g0: float) -> None:
    cell, inputs = Steady(), batch(feed, v0=v0, g0=g0)
    end = simulate(laws, inputs, cell).end
    poured = float(np.sum(inputs.feed * np.diff(inputs.edges())))
    sugar = g0 * v0 + poured * laws.parameters["feed_concentration"] / laws.kinetics.substrate_molar_mass
    used = 1000.0 * (sugar - end[2])  # mmol per litre of working volume
    start = laws.parameters["inoculum"] * v0
    assert end[1] - start == pytest.approx(0.05 * used, rel=1e-5, abs=1e-6)
    assert end[3] == pytest.approx(1.2 * used * laws.kinetics.product_molar_mass / 1000.0, rel=1e-5, abs=1e-6)
    assert end[4] == pytest.approx(0.6 * used, rel=1e-5, abs=1e-5)
    base = 3.0 * used / 1000.0 / laws.parameters["base_concentration"]
    assert end[0] == pytest.approx(v0 + poured + base, rel=1e-7)


@settings(max_examples=15, deadline=None)
@given(feed=feeds)
def test_carbon_of_the_real_cell_closes(laws: Laws, feed: list[float]) -> None:
    """Carbon in sugar used = product + acetate + biomass + CO2 given off, CO2 from the rates along the way."""
    inputs, cell = batch(feed), MapCell(laws.kinetics)
    places = np.linspace(0.02, 1.0, 50)
    run = simulate(laws, inputs, cell, places)
    given_off = []
    for state, e in zip(run.states, run.element, strict=True):
        phase = "growth" if e < inputs.growth_elements else "production"
        gas = inputs.air if phase == "growth" else inputs.co2
        _, rates = laws.derivatives(phase, state, feed[e], 1000.0, gas, cell)
        given_off.append(rates[4] * state[1])
    co2 = float(np.trapezoid(given_off, run.times))
    poured = float(np.sum(inputs.feed * np.diff(inputs.edges()))) * laws.parameters["feed_concentration"]
    used = 0.2 * 0.6 + poured / laws.kinetics.substrate_molar_mass - run.end[2]
    product = run.end[3] / laws.kinetics.product_molar_mass * 1000.0
    biomass = 41.0 * (run.end[1] - 0.6 * laws.parameters["inoculum"])
    assert 4.0 * product + 2.0 * run.end[4] + biomass + co2 == pytest.approx(6000.0 * used, rel=0.02, abs=0.5)


vessel = {
    "v": st.floats(0.3, 1.0),
    "X": st.floats(0.1, 60.0),
    "power": st.floats(200.0, 3500.0),
    "air": st.floats(1.0, 60.0),
}


@given(**vessel)
def test_oxygen_is_quasi_steady(laws: Laws, v: float, X: float, power: float, air: float) -> None:
    qo, dissolved = laws.oxygen_offered(v, X, power, air)
    p = laws.parameters
    kla = kla_stirred_tank(power / v, p["velocity_per_flow"] * air, p["kla_factor"])
    bubble = AIR_OXYGEN - 0.5 * qo * X * NORMAL_VOLUME / air
    assert kla * v * (p["oxygen_solubility"] * bubble - dissolved) == pytest.approx(qo * X, rel=1e-6)
    assert qo == pytest.approx(p["oxygen_uptake_max"] * dissolved / (p["oxygen_saturation"] + dissolved), rel=1e-9)
    assert laws.dissolved_oxygen(v, qo * X, power, air) == pytest.approx(dissolved, rel=1e-5, abs=1e-9)


@given(**vessel)
def test_no_more_oxygen_than_there_is(laws: Laws, v: float, X: float, power: float, air: float) -> None:
    qo, dissolved = laws.oxygen_offered(v, X, power, air)
    assert 0.0 < dissolved <= laws.parameters["oxygen_solubility"] * AIR_OXYGEN
    assert qo * X <= 2.0 * AIR_OXYGEN * air / NORMAL_VOLUME
    assert qo <= laws.parameters["oxygen_uptake_max"]


@given(**vessel, qg=st.floats(0.05, 12.0))
def test_oxygen_used_is_at_most_offered(laws: Laws, v: float, X: float, power: float, air: float, qg: float) -> None:
    qo, dissolved = laws.oxygen_offered(v, X, power, air)
    used = MapCell(laws.kinetics).rates("growth", qg, qo)[2]
    assert used <= qo * (1.0 + 1e-9) + 1e-9
    assert laws.dissolved_oxygen(v, float(used) * X, power, air) >= dissolved - 1e-9


@given(**vessel)
def test_stirring_and_air_help(laws: Laws, v: float, X: float, power: float, air: float) -> None:
    base = laws.oxygen_offered(v, X, power, air)[0]
    assert laws.oxygen_offered(v, X, 1.2 * power, air)[0] >= base
    assert laws.oxygen_offered(v, X, power, 1.2 * air)[0] >= base
    assert laws.oxygen_offered(v, 1.2 * X, power, air)[0] <= base


@given(st.floats(0.01, 15.0), st.floats(0.0, 25.0))
def test_one_cell_as_the_map_sees_it(laws: Laws, qg: float, qo: float) -> None:
    cell, one = laws.kinetics.growth, MapCell(laws.kinetics)
    many = cell.evaluate(np.array([[qg, qo]]))[0]
    rates = dict(zip(one.outputs, one.rates("growth", qg, qo), strict=True))
    assert [rates[name] for name in cell.outputs] == pytest.approx(many, rel=1e-6, abs=1e-7)


def test_uptake_by_hand(laws: Laws) -> None:
    # half saturated (1 mmol/L), half of the tolerance: a quarter of 10
    half = laws.uptake_limit("production", 0.8, 0.8e-3, 52.0 * 0.8)
    assert half == pytest.approx(2.5)
    assert laws.uptake_limit("production", 1.0, 0.1, 110.0) == 0.0
    assert laws.uptake_limit("growth", 1.0, -1e-9, 0.0) == 0.0


def test_outcome_by_hand(laws: Laws) -> None:
    inputs = batch([0.0, 0.01, 0.01, 0.0], hours=(4.0, 6.0))
    run = simulate(laws, inputs, Steady())
    result = outcome(laws, inputs, run)
    sugar = 0.2 * 0.6 * 180.156 + 0.01 * (2.0 + 3.0) * 700.0
    assert result.titre == pytest.approx(run.end[3] / run.end[0])
    assert result.rate == pytest.approx(result.titre / 20.0)
    assert result.yield_ == pytest.approx(run.end[3] / sugar)
