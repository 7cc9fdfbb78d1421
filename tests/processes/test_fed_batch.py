"""The Pyomo model at its optimum, checked row by row by arithmetic of our own."""

from __future__ import annotations

import numpy as np
import pytest

from processes.design import figures_of
from processes.fed_batch import FIGURES
from processes.optimise import OBJECTIVES, Optimiser, Solution
from processes.simulation import Laws, MapCell

TIGHT = 1e-5


class Plan:
    """A solution as arrays over (element, point)."""

    def __init__(self, optimiser: Optimiser, solution: Solution) -> None:
        self._optimiser, self._solution = optimiser, solution
        self.p = optimiser.parameters
        self.inputs = optimiser.inputs(solution)
        self.growing = optimiser.mesh.growth

    def __getattr__(self, name: str) -> np.ndarray:
        values = self._optimiser.values(getattr(self._optimiser.model, name), self._solution)
        return values.reshape(-1, self._optimiser.mesh.points)


@pytest.fixture
def plan(optimiser: Optimiser, cheapest: Solution) -> Plan:
    return Plan(optimiser, cheapest)


@pytest.fixture
def laws(optimiser: Optimiser) -> Laws:
    return optimiser.laws()


def test_glucose_limit_is_filled(plan: Plan, laws: Laws) -> None:
    for e in range(len(plan.v)):
        phase = "growth" if e < plan.growing else "production"
        for k in range(plan.v.shape[1]):
            limit = laws.uptake_limit(phase, plan.v[e, k], plan.G[e, k], plan.P[e, k])
            assert plan.qg[e, k] == pytest.approx(limit, rel=1e-4)


def test_oxygen_is_what_the_vessel_transfers(plan: Plan, laws: Laws) -> None:
    for e in range(plan.growing):
        for k in range(plan.v.shape[1]):
            qo, dissolved = laws.oxygen_offered(plan.v[e, k], plan.X[e, k], plan.inputs.power[e], plan.inputs.air)
            assert plan.qo[e, k] == pytest.approx(qo, rel=1e-4)
            assert plan.dissolved[e, k] == pytest.approx(dissolved, rel=1e-3, abs=1e-7)


def test_growth_adds_up(optimiser: Optimiser, plan: Plan) -> None:
    """The logarithm of X rises by the integral of µ, by Radau's own weights."""
    weights = np.array([0.376403062700467, 0.512485826188421, 0.111111111111111])
    cell = MapCell(optimiser.problem.kinetics)
    total = 0.0
    hours = np.diff(plan.inputs.edges())
    for e, length in enumerate(hours):
        phase = "growth" if e < plan.growing else "production"
        qo = plan.qo[e] if e < plan.growing else np.zeros(3)
        growth = [cell.rates(phase, qg, o)[0] for qg, o in zip(plan.qg[e], qo, strict=True)]
        total += length * float(weights @ growth)
    start = optimiser.parameters["inoculum"] * plan.inputs.v0
    assert np.log(plan.X[-1, -1] / start) == pytest.approx(total, rel=2e-3)


def test_vessel_limits_are_kept(plan: Plan) -> None:
    p, inputs = plan.p, plan.inputs
    assert inputs.power.max() <= p["power_max"] * (1.0 + TIGHT)
    assert inputs.feed.max() <= p["feed_max"] * (1.0 + TIGHT) + 1e-7
    assert inputs.air <= p["air_flow_max"] * (1.0 + TIGHT)
    assert inputs.co2 <= p["co2_flow_max"] * (1.0 + TIGHT)
    assert (inputs.power[:, None] >= p["mixing_power"] * plan.v * (1.0 - TIGHT)).all()
    gas = np.where(np.arange(len(plan.v)) < plan.growing, inputs.air, inputs.co2)[:, None]
    hold_up = 0.13 * (inputs.power[:, None] / plan.v) ** (1 / 3) * (p["velocity_per_flow"] * gas) ** (2 / 3)
    assert (plan.v <= p["volume_max"] * (1.0 - hold_up) * (1.0 + 1e-3)).all()


def test_heat_is_carried_away(optimiser: Optimiser, plan: Plan) -> None:
    cell = MapCell(optimiser.problem.kinetics)
    for e in range(plan.growing):
        for k in range(plan.v.shape[1]):
            used = cell.rates("growth", plan.qg[e, k], plan.qo[e, k])[2] * plan.X[e, k]  # mmol/L/h = mol/m3/h
            watts = plan.inputs.power[e] + used * 460.0 / 3.6  # kJ/mol, W/m3
            assert watts <= plan.p["cooling_max"] * (1.0 + 1e-4)


def test_carbon_dioxide_is_supplied(optimiser: Optimiser, plan: Plan) -> None:
    cell = MapCell(optimiser.problem.kinetics)
    supplied = plan.p["co2_utilisation"] * plan.inputs.co2 / 0.022414  # mol/m3/h
    for qg, X in zip(plan.qg[plan.growing :].ravel(), plan.X[plan.growing :].ravel(), strict=True):
        assert -cell.rates("production", qg, 0.0)[4] * X <= supplied * (1.0 + 1e-4) + 1e-4


def test_asked_limits_are_kept(plan: Plan) -> None:
    p = plan.p
    assert plan.G[-1, -1] * 180.156 <= p["residual_glucose"] * plan.v[-1, -1] * (1.0 + TIGHT) + 1e-6
    assert plan.inputs.g0 * 180.156 <= p["glucose_charge"] * (1.0 + TIGHT)
    assert plan.v[-1, -1] >= p["least_fill"] * (1.0 - TIGHT)


def test_figures_by_hand(optimiser: Optimiser, cheapest: Solution, plan: Plan) -> None:
    figures, inputs = figures_of(optimiser, cheapest), plan.inputs
    hours = inputs.growth_hours + inputs.production_hours + plan.p["turn_round"]
    fed = float(np.sum(inputs.feed * np.diff(inputs.edges()))) * plan.p["feed_concentration"]
    assert figures.titre == pytest.approx(plan.P[-1, -1] / plan.v[-1, -1])
    assert figures.rate == pytest.approx(figures.titre / hours)
    assert figures.yield_ == pytest.approx(plan.P[-1, -1] / (inputs.g0 * inputs.v0 * 180.156 + fed))
    output = optimiser.value(optimiser.model.output, cheapest)
    assert output == pytest.approx(plan.P[-1, -1] / hours)


def test_glucose_and_base_by_hand(optimiser: Optimiser, cheapest: Solution, plan: Plan) -> None:
    """The two largest material costs from balances over the batch."""
    from pyomo.environ import value

    optimiser.load(cheapest)
    m, inputs = optimiser.model, plan.inputs
    poured = float(np.sum(inputs.feed * np.diff(inputs.edges())))
    sugar = inputs.g0 * inputs.v0 * 180.156 + 700.0 * poured
    assert value(m.cost_line["glucose"]) == pytest.approx(0.45 * sugar, rel=1e-6)
    litres = plan.v[-1, -1] - inputs.v0 - poured
    assert value(m.cost_line["base"]) == pytest.approx(0.006 * litres * 10.0 * 1000.0, rel=1e-6)
    # two equivalents a mole of succinate and one of acetate, a little more for ammonium
    product, acetate = plan.P[-1, -1] / 118.09, plan.B[-1, -1] / 1000.0
    assert litres * 10.0 == pytest.approx(2.0 * product + acetate, rel=0.15)


def test_every_objective_can_be_weighed() -> None:
    assert set(OBJECTIVES) <= set(FIGURES)
