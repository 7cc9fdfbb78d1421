"""The front between productivity and cost: the cheapest plan at each productivity, by continuation from both ends."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from processes.errors import FrontTooShort
from processes.optimise import Optimiser, Solution, weights_of

Progress = Callable[[str], None]
SAME = 1e-5  # relative difference of cost or rate below which two plans are the same
LEAST_POINTS = 8
ROUNDS = 3  # the whole walk again from ends that an inner point has bettered


def front(
    optimiser: Optimiser,
    cheapest: Solution,
    fastest: Solution,
    points: int = 10,
    progress: Progress | None = None,
    least: int = LEAST_POINTS,
) -> list[Solution]:
    """``points`` plans from the cheapest to the fastest, none dominated, in order of productivity.

    Each inner point starts from its slower neighbour; then the walk comes back from the fastest plan for as long as it
    finds better ones. Cold starts with a productivity floor mostly fail. Where an inner point leads to a cheaper or a
    faster plan than the ends that were given, it takes their place and the walk is done again: the caller takes the
    first of the list for its least-cost plan, and the last for its fastest. Points that fail or are dominated are made
    up for in the widest gaps. Raises FrontTooShort when fewer than ``least`` remain; ValueError for too few ``points``.
    """
    if points < max(3, least):
        raise ValueError(f"a front of {points} points; expected {max(3, least)} or more")
    before = optimiser.problem, optimiser.parameters
    try:
        for _ in range(ROUNDS):
            asked = _spaced(_rate(optimiser, cheapest), _rate(optimiser, fastest), points)
            inner = _upward(optimiser, cheapest, asked, progress)
            _downward(optimiser, fastest, asked, inner, progress)
            found = [solution for solution in inner if solution is not None]
            ends = _bettered(optimiser, cheapest, fastest, found)
            if ends == (cheapest, fastest):
                break
            cheapest, fastest = ends
            if progress:
                progress("an inner point led to a better end: the front is walked again")
        kept = _filled(optimiser, undominated(optimiser, [cheapest, *found, fastest]), points, progress)
    finally:
        optimiser.problem, optimiser.parameters = before
    if len(kept) < least:
        raise FrontTooShort(_too_short(optimiser, asked, inner, kept, least))
    return kept


def _rate(optimiser: Optimiser, solution: Solution) -> float:
    return optimiser.value(optimiser.model.rate, solution)


def _bettered(
    optimiser: Optimiser, cheapest: Solution, fastest: Solution, found: Sequence[Solution]
) -> tuple[Solution, Solution]:
    """The ends, or better ones that the cheapest and the fastest inner plans lead to when nothing more is asked."""
    if not found:
        return cheapest, fastest
    m = optimiser.model
    least = min(found, key=lambda solution: optimiser.value(m.cost, solution))
    if optimiser.value(m.cost, least) < optimiser.value(m.cost, cheapest) * (1.0 - SAME):
        cheapest = _freed(optimiser, least, cheapest)
    most = max(found, key=lambda solution: _rate(optimiser, solution))
    return cheapest, _freed(optimiser, most, fastest)


def _freed(optimiser: Optimiser, inner: Solution, end: Solution) -> Solution:
    """The better of an end of the front and what an inner plan becomes under the end's own question and objective."""
    optimiser.problem, optimiser.parameters = end.problem, dict(end.parameters)
    freed = optimiser.again(replace(inner, weights=end.weights), from_batch=False)
    if freed is None:
        return end
    freed = optimiser.improve(freed)
    if freed.objective >= end.objective - SAME * abs(end.objective):
        return end
    return optimiser.improve(freed, thorough=True)  # as the ends were


def _filled(optimiser: Optimiser, kept: list[Solution], points: int, progress: Progress | None) -> list[Solution]:
    """The front with further plans in its widest gaps, until it has all its points or as many trials have been made."""
    tried: set[float] = set()
    for _ in range(points):
        gap = _widest(optimiser, kept, tried)
        if len(kept) >= points or gap is None:
            break
        place, rate = gap
        tried.add(rate)
        for near in (kept[place], kept[place + 1]):
            solution = _at(optimiser, near, rate, progress)
            if solution is not None:
                kept = undominated(optimiser, [*kept, solution])
                break
    return kept


def _widest(optimiser: Optimiser, kept: Sequence[Solution], tried: set[float]) -> tuple[int, float] | None:
    """(place of its slower plan, productivity in its middle) of the widest gap that has not been tried."""
    rates = [_rate(optimiser, solution) for solution in kept]
    gaps = [(high - low, place, (low + high) / 2.0) for place, (low, high) in enumerate(itertools.pairwise(rates))]
    left = [(place, middle) for width, place, middle in sorted(gaps, reverse=True) if middle not in tried]
    return left[0] if left else None


def _too_short(
    optimiser: Optimiser, asked: Sequence[float], inner: Sequence[Solution | None], kept: Sequence[Solution], least: int
) -> str:
    """Which points are missing, and why."""
    rates = [_rate(optimiser, solution) for solution in kept]
    failed = [rate for rate, solution in zip(asked, inner, strict=True) if solution is None]
    lost = [rate for rate, solution in zip(asked, inner, strict=True) if solution is not None and solution not in kept]
    said = [
        *_reason(failed, "the solver ended without a plan"),
        *_reason(lost, "the plan is beaten by another in productivity and cost"),
    ]
    return (
        f"the front between productivity and cost has {len(kept)} of at least {least} points, from {min(rates):.3g} to "
        f"{max(rates):.3g} g/L/h: {'; '.join(said) or 'its ends are too near to each other'}; lower "
        "limits.least_productivity, or refine the study's mesh"
    )


def _reason(rates: Sequence[float], why: str) -> Iterator[str]:
    if rates:
        yield f"at {', '.join(f'{rate:.3g}' for rate in rates)} g/L/h {why}"


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
