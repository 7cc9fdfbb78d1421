"""Why there is no plan: the smallest set of asked limits that cannot be kept together, and how far they must give."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from processes.errors import Infeasible, NoPlan
from processes.optimise import Optimiser, Progress, Solution

# limit: (objective that serves it, its figure in the model, words, unit); zero asks nothing
ASKED = {
    "least_output": ("output", "output", "output", "g per litre of working volume and hour"),
    "least_productivity": ("rate", "rate", "productivity", "g/L/h"),
    "least_titre": ("titre", "titre", "titre", "g/L"),
    "least_yield": ("yield", "yield_", "yield", "g/g"),
}


@dataclass(frozen=True)
class Conflict:
    """Limits that cannot be kept together."""

    limits: tuple[str, ...]
    message: str


def ask(
    optimiser: Optimiser,
    objective: str,
    starts: Sequence[int] = (0, 1, 2),
    near: Iterable[Solution] = (),
    progress: Progress | None = None,
) -> Solution:
    """The best plan for one objective, or why there is none. Raises Infeasible with the conflict, else NoPlan."""
    try:
        return optimiser.optimise(objective, starts, near, progress)
    except NoPlan:
        found = explain(optimiser)
    if isinstance(found, Conflict):
        raise Infeasible(found.message, found.limits)
    return optimiser.optimise(objective, (), [] if found is None else [found], progress)


def explain(optimiser: Optimiser) -> Conflict | Solution | None:
    """The conflict among the asked limits of the present question, or a plan that keeps them all; None: none asked."""
    asked = {name: optimiser.parameters[name] for name in ASKED if optimiser.parameters[name] > 0.0}
    present = dict(optimiser.parameters)
    try:
        kept: dict[str, float] = {}
        plan: Solution | None = None
        for name, value in asked.items():
            plan, best = _best(optimiser, present, name, kept, plan)
            if best is None or best < value * (1.0 - 1e-6):
                return _shrunk(optimiser, present, name, value, kept, best)
            kept[name] = value
        return plan
    finally:
        optimiser.parameters = present


def _best(
    optimiser: Optimiser, present: dict[str, float], name: str, kept: dict[str, float], near: Solution | None = None
) -> tuple[Solution | None, float | None]:
    """The plan with the most of one figure when only the ``kept`` limits are asked for, and that figure."""
    objective, figure, _, _ = ASKED[name]
    optimiser.parameters = present | dict.fromkeys(ASKED, 0.0) | kept
    solution = optimiser.reach(objective, [] if near is None else [near])
    return solution, None if solution is None else optimiser.value(getattr(optimiser.model, figure), solution)


def _shrunk(
    optimiser: Optimiser,
    present: dict[str, float],
    name: str,
    value: float,
    kept: dict[str, float],
    best: float | None,
) -> Conflict:
    """Drop every kept limit that is not needed for the conflict."""
    for other in list(kept):
        fewer = {key: kept[key] for key in kept if key != other}
        _, without = _best(optimiser, present, name, fewer)
        if without is None or without < value * (1.0 - 1e-6):
            kept, best = fewer, without
    return Conflict((name, *kept, "vessel"), _message(optimiser, name, value, kept, best))


def _message(optimiser: Optimiser, name: str, value: float, kept: dict[str, float], best: float | None) -> str:
    _, _, words, unit = ASKED[name]
    if best is None:
        raise NoPlan(f"the solver could not tell how much {words} the vessel can give")
    with_them = "".join(f" with {ASKED[key][2]} ≥ {limit:.3g} {ASKED[key][3]}" for key, limit in kept.items())
    problem = optimiser.problem
    message = (
        f"{words} ≥ {value:.3g} {unit} cannot be reached{with_them}: at most {best:.3g} {unit} in {problem.scale.name}"
    )
    if name == "least_output" and problem.limits.demand:
        vessels = problem.scale.operation.vessels.value
        most = math.floor(problem.limits.demand * best / value)
        message = (
            f"the demand of {problem.limits.demand:,.0f} t/year is above what {vessels:.0f} vessel(s) of "
            f"{problem.scale.vessel.volume.value:g} m3 can make{with_them}: at most {most:,.0f} t/year "
            f"({best:.3g} {unit} where {value:.3g} is needed); lower limits.demand to {most:,.0f} t/year, or "
            f"give {problem.scale.name} {math.ceil(vessels * value / best)} vessels (operation.vessels)"
        )
    else:
        message += f"; ask for {best:.3g} {unit} or less, or ease the others"
    return message
