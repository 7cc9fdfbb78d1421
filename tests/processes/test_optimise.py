"""The search: better with every move, the same answer however often and in whatever order it is asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from processes.design import figures_of, region_gap
from processes.optimise import Optimiser, Solution, best, gain, weights_of
from processes.problem import Problem

Ask = Callable[..., Problem]


def test_the_least_cost_plan(optimiser: Optimiser, cheapest: Solution) -> None:
    figures = figures_of(optimiser, cheapest)
    assert cheapest.result.success
    assert cheapest.result.max_constraint_violation < 1e-6
    assert region_gap(optimiser, cheapest) < 1e-6
    assert figures.cost == pytest.approx(1.9862, rel=0.002)  # the same question on a mesh twice as fine


def test_the_fastest_plan_is_faster_and_dearer(optimiser: Optimiser, cheapest: Solution, fastest: Solution) -> None:
    cheap, fast = figures_of(optimiser, cheapest), figures_of(optimiser, fastest)
    assert fast.rate > 1.05 * cheap.rate
    assert fast.cost > cheap.cost


def test_the_same_question_has_the_same_answer(
    optimiser: Optimiser, cheapest: Solution, fastest: Solution, ask: Ask
) -> None:
    """Whatever was asked in between."""
    once = optimiser.solve(cheapest.weights, cheapest.regions, cheapest.result)
    optimiser.pose(ask("pilot_300l"))
    optimiser.solve(fastest.weights, fastest.regions, fastest.result)
    optimiser.pose(ask())
    again = optimiser.solve(cheapest.weights, cheapest.regions, cheapest.result)
    assert np.array_equal(once.result.x, again.result.x)
    assert once.objective == pytest.approx(cheapest.objective, rel=1e-7)


def test_improving_never_worsens(optimiser: Optimiser, cheapest: Solution) -> None:
    regions = np.zeros_like(cheapest.regions)
    held = optimiser.solve(cheapest.weights, regions, cheapest.result)
    assert held.result.success
    improved = optimiser.improve(held)
    assert held.objective >= improved.objective >= cheapest.objective * (1.0 - 1e-3)


def test_a_move_leads_to_another_region(optimiser: Optimiser, cheapest: Solution) -> None:
    held = optimiser.solve(cheapest.weights, np.zeros_like(cheapest.regions), cheapest.result)
    moves = optimiser.moves(held)
    assert moves, "held away from its best regions, a plan must press against them"
    for element, region in moves:
        assert region != held.regions[element]
        assert 0 <= region < 4


def test_the_model_can_be_loaded_and_read(optimiser: Optimiser, cheapest: Solution) -> None:
    from pyomo.environ import value

    optimiser.load(cheapest)
    m = optimiser.model
    last = (m.mesh.elements - 1, m.mesh.points)
    assert value(m.P[last]) / value(m.v[last]) == pytest.approx(figures_of(optimiser, cheapest).titre)
    assert value(m.objective) == pytest.approx(cheapest.objective)


def test_inputs_are_those_of_the_model(optimiser: Optimiser, cheapest: Solution) -> None:
    inputs = optimiser.inputs(cheapest)
    assert len(inputs.feed) == len(inputs.power) == optimiser.mesh.elements
    assert inputs.feed.min() >= -1e-7
    assert inputs.edges()[-1] == pytest.approx(inputs.growth_hours + inputs.production_hours)


def test_unknown_objective() -> None:
    with pytest.raises(ValueError, match="unknown objective 'costs'; did you mean 'cost'"):
        weights_of("costs")


def test_best_of_those_that_succeeded(cheapest: Solution, fastest: Solution) -> None:
    assert best([None]) is None
    assert best([None, cheapest]) is cheapest
    assert gain(cheapest, cheapest) == 0.0


@pytest.mark.slow
def test_starts_agree(optimiser: Optimiser, cheapest: Solution) -> None:
    """Each of five cold starts ends within 1.5 % of the best; the best of them on it."""
    costs = [figures_of(optimiser, optimiser.optimise("cost", starts=(start,))).cost for start in range(5)]
    least = figures_of(optimiser, cheapest).cost
    assert min(costs) == pytest.approx(least, rel=1e-3)
    assert max(costs) < 1.015 * least
