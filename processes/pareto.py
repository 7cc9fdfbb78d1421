"""The front between productivity and cost: the cheapest plan at each productivity, by continuation from both ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from processes.optimise import Optimiser, Solution, weights_of

Progress = Callable[[str], None]
SAME = 1e-5  # relative difference of cost below which two plans are the same


def front(
    optimiser: Optimiser, cheapest: Solution, fastest: Solution, points: int = 10, progress: Progress | None = None
) -> list[Solution]:
    """``points`` plans from the cheapest to the fastest, none dominated, in order of productivity.

    Each inner point starts from its slower neighbour; then the walk comes back from the fastest plan for as long as it
    finds better ones. Cold starts with a productivity floor mostly fail.
    """
    if points < 3:
        raise ValueError(f"a front of {points} points; expected 3 or more")
    rate = optimiser.model.rate
    asked = _spaced(optimiser.value(rate, cheapest), optimiser.value(rate, fastest), points)
    before = optimiser.problem, optimiser.parameters
    try:
        inner = _upward(optimiser, cheapest, asked, progress)
        _downward(optimiser, fastest, asked, inner, progress)
    finally:
        optimiser.problem, optimiser.parameters = before
    return undominated(optimiser, [cheapest, *(solution for solution in inner if solution is not None), fastest])


def _spaced(low: float, high: float, points: int) -> list[float]:
    """Inner productivities, closer together at the fast end, where the cost climbs."""
    share = np.sin(np.linspace(0.0, np.pi / 2.0, points))[1:-1]
    return [float(low + (high - low) * part) for part in share]


def _upward(
    optimiser: Optimiser, start: Solution, asked: Sequence[float], progress: Progress | None
) -> list[Solution | None]:
    last, found = start, []
    for rate in asked:
        solution = _at(optimiser, last, rate, progress)
        last = solution or last
        found.append(solution)
    return found


def _downward(
    optimiser: Optimiser,
    start: Solution,
    asked: Sequence[float],
    inner: list[Solution | None],
    progress: Progress | None,
) -> None:
    """Replace points of ``inner``, from the fast end on, until the upward walk's are as good."""
    last = start
    for place in reversed(range(len(asked))):
        solution = _at(optimiser, last, asked[place], progress)
        if solution is None or _cost(solution) > _cost(inner[place]) * (1.0 - SAME):
            return
        inner[place] = last = solution


def _at(optimiser: Optimiser, near: Solution, rate: float, progress: Progress | None) -> Solution | None:
    """The cheapest plan at one productivity, from a neighbour on the front."""
    optimiser.problem, optimiser.parameters = near.problem, dict(near.parameters) | {"least_productivity": rate}
    solution = optimiser.again(replace(near, weights=weights_of("cost")), from_batch=False)
    solution = None if solution is None else optimiser.improve(solution)
    if progress:
        progress(f"productivity {rate:.2f} g/L/h: {'no plan' if solution is None else 'solved'}")
    return solution


def _cost(solution: Solution | None) -> float:
    return np.inf if solution is None else solution.objective


def undominated(optimiser: Optimiser, solutions: Sequence[Solution]) -> list[Solution]:
    """Those that no other beats in both productivity and cost, by rising productivity."""
    m = optimiser.model
    figures = [(optimiser.value(m.rate, s), optimiser.value(m.cost, s)) for s in solutions]
    kept = []
    for i, (rate, cost) in enumerate(figures):
        beaten = any(
            (other_rate >= rate and other_cost <= cost) and (other_rate > rate or other_cost < cost or j < i)
            for j, (other_rate, other_cost) in enumerate(figures)
            if j != i
        )
        if not beaten:
            kept.append((rate, i))
    return [solutions[i] for _, i in sorted(kept)]
