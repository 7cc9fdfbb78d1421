"""Why there is no plan: the smallest set of limits that cannot be kept together, and how far each has to give.

Limits are eased one against the other (``processes.elastic``): those that press on the least sum of easings are the
candidates; one after the other is let go, and stays in the set only if there is a plan without it; at last each member
gives alone, all other limits kept. Searches are local: a way out is a plan that was found, a missing one is no proof.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from processes.contradictions import contradiction
from processes.easing import ALL, EASINGS, NAMED_ONLY
from processes.elastic import Elastic
from processes.errors import Infeasible, NoPlan
from processes.explanation import Conflict, Way, conflict, way
from processes.optimise import Optimiser, Progress, Solution

NOTHING = 1e-5  # sum of easings, in sizes of the limits, below which all are kept
NEARLY = 0.05  # below it the search is made thorough before anything is blamed
TAKES_PART = 0.01  # share of the sum of easings that one size of a limit must save to be looked at


def ask(
    optimiser: Optimiser,
    objective: str,
    starts: Sequence[int] = (0, 1, 2),
    near: Iterable[Solution] = (),
    progress: Progress | None = None,
) -> Solution:
    """The best plan for one objective. Raises Infeasible with the limits in conflict, else NoPlan."""
    if contradiction(optimiser.problem, optimiser.parameters) is None:
        with contextlib.suppress(NoPlan):
            return optimiser.optimise(objective, starts, near, progress)
    found = explain(optimiser)
    if isinstance(found, Conflict):
        raise Infeasible(found.message, found.limits)
    if found is None:
        raise NoPlan(f"no plan was found for {objective}: the solver ended without an answer, whatever limit gave")
    try:
        return optimiser.optimise(objective, (), [found], progress)
    except NoPlan:
        if objective != "cost":
            raise
        return optimiser.improve(found, progress, thorough=True)  # on the edge of what can be kept


def explain(optimiser: Optimiser) -> Conflict | Solution | None:
    """The conflict in the present question, or a plan that keeps every limit; None where no easing leads to a plan."""
    plain = contradiction(optimiser.problem, optimiser.parameters)
    if plain is not None and "cooling_max" in plain.limits and optimiser.parameters["cooling_max"] <= 0.0:
        return plain  # no area helps
    elastic = Elastic(optimiser)
    for names in (tuple(EASINGS), tuple(ALL)):
        elastic.pose_easing(names)
        eased = elastic.least()
        if eased is None:
            continue
        if _total(elastic, eased) < NEARLY:
            eased = elastic.improve(eased, thorough=True)
        if plain is not None:
            return _told(elastic, plain.limits, eased)
        if _total(elastic, eased) < NOTHING:
            plan = elastic.as_plan(optimiser, eased)
            return plan if plan.result.success else None
        return _told(elastic, _irreducible(elastic, eased, names), eased)
    return plain


def _total(elastic: Elastic, solution: Solution) -> float:
    return sum(elastic.gives(solution).values())


def _irreducible(elastic: Elastic, eased: Solution, names: Sequence[str]) -> tuple[str, ...]:
    """Limits in conflict of which none can be left out."""
    pressures, total = elastic.pressures(eased), _total(elastic, eased)
    order = sorted(names, key=lambda name: pressures[name])
    held = [name for name in order if pressures[name] > TAKES_PART * total]
    if _can_be_kept(elastic, held, names, eased):
        held = order
    for name in tuple(held):
        fewer = [other for other in held if other != name]
        if fewer and not _can_be_kept(elastic, fewer, names, eased):
            held = fewer
    return tuple(reversed(held))


def _can_be_kept(elastic: Elastic, held: Sequence[str], names: Sequence[str], near: Solution) -> bool:
    """Whether there is a plan that keeps these limits, all others let go."""
    elastic.pose_easing(held, drop=[name for name in names if name not in held])
    found = elastic.least([near])
    return found is not None and _total(elastic, found) < NOTHING


def _told(elastic: Elastic, limits: tuple[str, ...], eased: Solution) -> Conflict:
    problem, asked = elastic.problem, elastic.asked
    ways = [one for name in limits if (one := _alone(elastic, name, eased))]
    if ways:
        return conflict(problem, asked, limits, ways)
    elastic.pose_easing([name for name in eased.weights if name not in NAMED_ONLY])
    together = elastic.least([eased])
    gives = {} if together is None else elastic.gives(together)
    gives = {name: give for name, give in gives.items() if give > NOTHING}
    ways = [way(problem, asked, name, elastic.value_of(name, together)) for name in gives if together is not None]
    return conflict(problem, asked, tuple(dict.fromkeys((*limits, *gives))), ways, alone=len(ways) == 1)


def _alone(elastic: Elastic, name: str, near: Solution) -> Way | None:
    """The way out in which one limit gives and all others are kept."""
    if name in NAMED_ONLY:
        return None
    elastic.pose_easing((name,))
    found = elastic.least([near], thorough=True)
    if found is None:
        return None
    return way(elastic.problem, elastic.asked, name, elastic.value_of(name, found))
