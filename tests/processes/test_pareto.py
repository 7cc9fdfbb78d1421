"""The front between productivity and cost."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from processes.design import figures_of
from processes.optimise import Optimiser, Solution
from processes.pareto import front, undominated
from processes.problem import Problem

Ask = Callable[..., Problem]


@pytest.fixture(scope="session")
def plans(compiled: Optimiser, cheapest: Solution, fastest: Solution, ask: Ask) -> list[Solution]:
    compiled.pose(ask())
    return front(compiled, cheapest, fastest, 5)


def test_none_is_dominated(optimiser: Optimiser, plans: list[Solution]) -> None:
    figures = [figures_of(optimiser, plan) for plan in plans]
    for one, other in itertools.permutations(figures, 2):
        assert not (other.rate >= one.rate and other.cost <= one.cost)


def test_in_order_of_rate_and_of_cost(optimiser: Optimiser, plans: list[Solution]) -> None:
    figures = [figures_of(optimiser, plan) for plan in plans]
    assert len(figures) >= 4
    assert np.all(np.diff([figure.rate for figure in figures]) > 0.0)
    assert np.all(np.diff([figure.cost for figure in figures]) > 0.0)


def test_the_ends_are_the_single_optima(
    optimiser: Optimiser, plans: list[Solution], cheapest: Solution, fastest: Solution
) -> None:
    first, last = figures_of(optimiser, plans[0]), figures_of(optimiser, plans[-1])
    assert first.cost == pytest.approx(figures_of(optimiser, cheapest).cost, rel=1e-5)
    assert last.rate == pytest.approx(figures_of(optimiser, fastest).rate, rel=1e-5)


def test_the_question_is_left_as_it_was(optimiser: Optimiser, cheapest: Solution, fastest: Solution, ask: Ask) -> None:
    front(optimiser, cheapest, fastest, 3)
    assert optimiser.parameters == ask().parameters()


def test_too_few_points(optimiser: Optimiser, cheapest: Solution, fastest: Solution) -> None:
    with pytest.raises(ValueError, match="expected 3 or more"):
        front(optimiser, cheapest, fastest, 2)


def test_equals_are_kept_once(optimiser: Optimiser, cheapest: Solution, fastest: Solution) -> None:
    kept = undominated(optimiser, [fastest, cheapest, cheapest])
    assert [plan is cheapest for plan in kept] == [True, False]
