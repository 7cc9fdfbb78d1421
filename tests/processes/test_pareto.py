"""The front between productivity and cost."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from processes import pareto
from processes.design import figures_of
from processes.errors import FrontTooShort, NoPlan
from processes.optimise import Optimiser, Solution
from processes.pareto import LEAST_POINTS, front, undominated
from processes.problem import Problem

Ask = Callable[..., Problem]


@pytest.fixture(scope="session")
def plans(compiled: Optimiser, cheapest: Solution, fastest: Solution, ask: Ask) -> list[Solution]:
    compiled.pose(ask())
    return front(compiled, cheapest, fastest, 5, least=4)


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
    front(optimiser, cheapest, fastest, 3, least=3)
    assert optimiser.parameters == ask().parameters()


def test_too_few_points(optimiser: Optimiser, cheapest: Solution, fastest: Solution) -> None:
    with pytest.raises(ValueError, match="expected 3 or more"):
        front(optimiser, cheapest, fastest, 2, least=0)
    with pytest.raises(ValueError, match=f"expected {LEAST_POINTS} or more"):
        front(optimiser, cheapest, fastest, LEAST_POINTS - 1)


def test_equals_are_kept_once(optimiser: Optimiser, cheapest: Solution, fastest: Solution) -> None:
    kept = undominated(optimiser, [fastest, cheapest, cheapest])
    assert [plan is cheapest for plan in kept] == [True, False]


def test_an_inner_point_that_is_cheaper_becomes_the_least_cost_plan(
    optimiser: Optimiser, plans: list[Solution], cheapest: Solution, fastest: Solution
) -> None:
    """Begun from a least-cost plan that is none, the front has the true one as its first, nothing more being asked."""
    poor = replace(plans[2], weights=cheapest.weights, parameters=cheapest.parameters)
    poor = replace(poor, result=replace(poor.result, objective=figures_of(optimiser, fastest).cost))
    low, high = pareto._bettered(optimiser, poor, fastest, [plans[1]])
    assert figures_of(optimiser, low).cost == pytest.approx(figures_of(optimiser, cheapest).cost, rel=1e-5)
    assert low.parameters["least_productivity"] == cheapest.parameters["least_productivity"]
    assert figures_of(optimiser, high).rate >= figures_of(optimiser, fastest).rate * (1.0 - 1e-6)


@pytest.mark.slow
def test_a_faster_plan_becomes_the_fastest_end(
    optimiser: Optimiser, plans: list[Solution], cheapest: Solution, fastest: Solution
) -> None:
    """Begun from a fastest plan that is none, the whole front reaches further than that."""
    slow = replace(plans[-2], weights=fastest.weights, parameters=fastest.parameters)
    slow = replace(slow, result=replace(slow.result, objective=fastest.objective + 0.2))
    found = front(optimiser, cheapest, slow, 4, least=3)
    assert figures_of(optimiser, found[-1]).rate == pytest.approx(figures_of(optimiser, fastest).rate, rel=1e-3)


def test_a_short_front_is_an_error_that_names_the_points(
    optimiser: Optimiser, cheapest: Solution, fastest: Solution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pareto, "_at", lambda *_: None)
    with pytest.raises(
        FrontTooShort, match=r"has 2 of at least 8 points.* at [\d., ]+ g/L/h the solver ended"
    ) as caught:
        front(optimiser, cheapest, fastest, 10)
    assert len(re.findall(r"\d\.\d+,", str(caught.value))) == 7
    assert isinstance(caught.value, NoPlan)  # ends a command as any solver's failure does


def test_gaps_are_filled(
    optimiser: Optimiser, cheapest: Solution, fastest: Solution, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A point that fails on both walks is made up for by another."""
    real, calls = pareto._at, itertools.count()
    monkeypatch.setattr(pareto, "_at", lambda *arguments: None if next(calls) in (1, 4) else real(*arguments))
    assert len(front(optimiser, cheapest, fastest, 5, least=5)) == 5
