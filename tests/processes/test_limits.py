"""What limits a plan: every elasticity must be what a re-made plan shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from processes.design import figures_of
from processes.limits import CONSTRAINTS, LIMITS, Limit, binding_hours, limits_of
from processes.optimise import Optimiser, Solution
from processes.problem import Problem

Ask = Callable[..., Problem]
STRONGEST = (
    "recovery",
    "product_tolerance",
    "price_glucose",
    "uptake_max_production",
    "capital_per_hour",
    "turn_round",
    "volume_max",
    "uptake_max_growth",
    "price_wage",
    "co2_utilisation",
)
STEP = 0.005


@pytest.fixture(scope="session")
def limits(compiled: Optimiser, cheapest: Solution, ask: Ask) -> dict[str, Limit]:
    compiled.pose(ask())
    return {limit.name: limit for limit in limits_of(compiled, cheapest)}


def cost_with(optimiser: Optimiser, problem: Problem, near: Solution, **changes: float) -> float:
    optimiser.pose(problem, changes)
    solution = optimiser.solve(near.weights, near.regions, near.result)
    assert solution.result.success
    return figures_of(optimiser, solution).cost


@pytest.mark.parametrize("name", STRONGEST)
def test_elasticity_of_cost(
    optimiser: Optimiser, cheapest: Solution, limits: dict[str, Limit], ask: Ask, name: str
) -> None:
    value = optimiser.parameters[name]
    more = cost_with(optimiser, ask(), cheapest, **{name: value * (1.0 + STEP)})
    less = cost_with(optimiser, ask(), cheapest, **{name: value * (1.0 - STEP)})
    measured = (more - less) / (2.0 * STEP) / figures_of(optimiser, cheapest).cost
    assert limits[name].elasticity == pytest.approx(measured, rel=0.05, abs=1e-3)
    assert limits[name].value == value


def test_elasticity_of_maintenance(
    optimiser: Optimiser, cheapest: Solution, limits: dict[str, Limit], ask: Ask
) -> None:
    def costlier(factor: float) -> float:
        question = ask()
        maps = {}
        for phase in ("growth", "production"):
            cell = getattr(question.kinetics, phase)
            alive = cell.alive.copy()
            alive[:, 0] *= factor
            maps[phase] = replace(cell, alive=alive)
        return cost_with(optimiser, replace(question, kinetics=replace(question.kinetics, **maps)), cheapest)

    measured = (costlier(1.0 + STEP) - costlier(1.0 - STEP)) / (2.0 * STEP) / figures_of(optimiser, cheapest).cost
    assert limits["maintenance"].elasticity == pytest.approx(measured, rel=0.05)
    assert limits["maintenance"].value == pytest.approx(3.15 / 1.08333, rel=1e-3)


def test_elasticity_of_the_fastest_rate(optimiser: Optimiser, fastest: Solution, ask: Ask) -> None:
    """An elasticity has the sense of the figure: more tolerance, more rate."""
    rate = figures_of(optimiser, fastest).rate
    found = {limit.name: limit.elasticity for limit in limits_of(optimiser, fastest)}
    assert found["product_tolerance"] > 0.0 > found["turn_round"]
    optimiser.pose(ask(), {"turn_round": 10.1})
    again = optimiser.solve(fastest.weights, fastest.regions, fastest.result)
    measured = (figures_of(optimiser, again).rate / rate - 1.0) / 0.01
    assert found["turn_round"] == pytest.approx(measured, rel=0.05)


def test_the_strongest_come_first(optimiser: Optimiser, cheapest: Solution) -> None:
    sizes = [abs(limit.elasticity) for limit in limits_of(optimiser, cheapest)]
    assert sizes == sorted(sizes, reverse=True)


def test_signs_that_an_engineer_expects(limits: dict[str, Limit]) -> None:
    for name in ("recovery", "product_tolerance", "uptake_max_production", "volume_max"):
        assert limits[name].elasticity < 0.0
    for name in ("price_glucose", "turn_round", "capital_per_hour", "price_wage", "maintenance"):
        assert limits[name].elasticity > 0.0


def test_binding_limits(optimiser: Optimiser, cheapest: Solution, limits: dict[str, Limit]) -> None:
    """Starvation ends the batch; the head-space is full at harvest; what binds stands at its limit."""
    hours = binding_hours(optimiser, cheapest)
    end = optimiser.inputs(cheapest).edges()[-1]
    assert hours["maintenance"][-1][1] == pytest.approx(end)
    assert hours["volume_max"][-1][1] == pytest.approx(end)
    assert limits["maintenance"].binding
    assert not limits["power_max"].binding
    assert all(0.0 <= start < stop <= end + 1e-9 for spans in hours.values() for start, stop in spans)


def test_asked_limits_bind_when_asked(optimiser: Optimiser, cheapest: Solution, ask: Ask) -> None:
    asked = figures_of(optimiser, cheapest).rate * 1.02
    optimiser.pose(ask(least_productivity=asked))
    solution = optimiser.solve(cheapest.weights, cheapest.regions, cheapest.result)
    assert solution.result.success
    found = {limit.name: limit for limit in limits_of(optimiser, solution)}
    assert found["least_productivity"].binding
    assert found["least_productivity"].elasticity > 0.0


def test_every_constraint_stands_for_a_limit(optimiser: Optimiser) -> None:
    assert set(CONSTRAINTS.values()) <= set(LIMITS)
    for constraint in CONSTRAINTS:
        assert hasattr(optimiser.model, constraint)


def test_plain_data(limits: dict[str, Limit]) -> None:
    data = limits["maintenance"].to_dict()
    assert data["name"] == "maintenance"
    assert all(len(span) == 2 for span in data["hours"])
