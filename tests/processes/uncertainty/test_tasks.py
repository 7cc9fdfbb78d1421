from __future__ import annotations

import pickle

import pytest

from processes.design import figures_of
from processes.optimise import Optimiser, Solution
from processes.uncertainty.fixed_plan import figures_of_fixed
from processes.uncertainty.numbers import spreads
from processes.uncertainty.running import Where, run
from processes.uncertainty.sampling import samples
from processes.uncertainty.tasks import FixedPlan, Replanned


def test_the_plan_as_it_stands_costs_what_the_optimiser_says(optimiser: Optimiser, cheapest: Solution) -> None:
    """Two independent sums: the model's by collocation, and the integrated batch's."""
    planned = figures_of(optimiser, cheapest)
    found = figures_of_fixed(cheapest.problem, optimiser.inputs(cheapest), optimiser.mesh.points)
    for name, value in {"cost": planned.cost, "titre": planned.titre, "yield": planned.yield_}.items():
        assert found[name] == pytest.approx(value, rel=2e-3), name
    for name in ("over_residual", "over_volume", "over_cooling"):
        assert found[name] < 5e-3, name


def test_knowing_the_numbers_costs_no_more_than_not_knowing(optimiser: Optimiser, cheapest: Solution) -> None:
    """Whoever plans anew is at least as cheap, where the old plan still keeps its limits."""
    row = {"price_glucose": 0.6, "product_tolerance": 110.0, "recovery": 0.93}
    inputs = optimiser.inputs(cheapest)
    fixed = FixedPlan(cheapest.problem, inputs, optimiser.mesh.points).prepared()(row)
    anew = Replanned.of(optimiser, cheapest).on(optimiser)(row)
    assert max(fixed["over_residual"], fixed["over_volume"], fixed["over_cooling"]) < 5e-3
    assert anew["cost"] < fixed["cost"] * 1.002


def test_a_sample_is_the_same_whatever_was_solved_before(optimiser: Optimiser, cheapest: Solution) -> None:
    drawn = samples(spreads(cheapest.problem), 4, 1)
    evaluate = Replanned.of(optimiser, cheapest).on(optimiser)
    forward = [evaluate(drawn.row(i)) for i in range(4)]
    backward = [evaluate(drawn.row(i)) for i in reversed(range(4))]
    assert forward == backward[::-1]


def test_a_task_is_known_by_its_question_and_can_be_sent(optimiser: Optimiser, cheapest: Solution) -> None:
    task = Replanned.of(optimiser, cheapest)
    assert pickle.loads(pickle.dumps(task)).identity() == task.identity()
    assert Replanned.of(optimiser, cheapest, thorough=True).identity() != task.identity()


@pytest.mark.slow
def test_two_processes_plan_as_one(optimiser: Optimiser, cheapest: Solution) -> None:
    drawn = samples(spreads(cheapest.problem), 8, 3)
    rows = {i: drawn.row(i) for i in range(8)}
    task = Replanned.of(optimiser, cheapest)
    assert run(task, rows, Where(2)) == run(task, rows)
