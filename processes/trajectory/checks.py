"""What a dynamic problem must be before anything is built: bounds in order, names known, rates that are numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from cards.nearness import nearest
from processes.trajectory.errors import ProblemInvalid
from processes.trajectory.values import Values

# The classes of `problem` stand above this module, which sees them by their attributes only.
DynamicProblem: TypeAlias = Any
Phase: TypeAlias = Any
Limit: TypeAlias = Any


def check(problem: DynamicProblem) -> None:
    """Raises ProblemInvalid with the first thing that cannot be meant."""
    for wrong in _wrong(problem):
        raise ProblemInvalid(f"{problem.name}: {wrong}")
    for phase in problem.phases:
        _check_rates(problem, phase)


def _wrong(problem: DynamicProblem) -> Iterator[str]:
    if not problem.states:
        yield "has no state; give at least one"
    if not problem.phases:
        yield "has no phase; give at least one"
    yield from _crossed(problem)
    yield from _names(problem)
    if problem.over not in ("mean", "worst"):
        yield f"over is '{problem.over}'; expected 'mean' or 'worst'"
    if any(phase.steady for phase in problem.phases) and len(problem.phases) > 1:
        yield "a steady phase stands alone; remove the other phases"
    if any(phase.steady for phase in problem.phases) and (problem.repeat or problem.integrals):
        yield "a steady phase has no time, so neither repeat nor integrals mean anything in it"


def _crossed(problem: DynamicProblem) -> Iterator[str]:
    for name, state in problem.states.items():
        yield from _order(f"state {name}", state.lower, state.upper)
        yield from _order(f"the beginning of state {name}", *state.first)
        if not (state.lower <= state.first[1] and state.first[0] <= state.upper):
            yield f"state {name} begins at {state.first[0]:g}, outside its bounds {state.lower:g} to {state.upper:g}"
        if not all(math.isfinite(bound) for bound in state.first):
            yield f"the beginning of state {name} is not bounded; give a number or (least, most)"
    for kind, given in (("input", problem.inputs), ("decision", problem.decisions)):
        for name, one in given.items():
            yield from _order(f"{kind} {name}", one.lower, one.upper)
            if not (math.isfinite(one.lower) and math.isfinite(one.upper)):
                yield f"{kind} {name} is not bounded on both sides; give its least and its most"
    for phase in problem.phases:
        yield from _order(f"the hours of phase {phase.name}", *phase.span)
        if not (phase.span[0] > 0.0 and math.isfinite(phase.span[1])):
            yield f"phase {phase.name} lasts {phase.span[0]:g} to {phase.span[1]:g} h; expected more than 0 and finite"
        yield from _limits(phase.limits)
    yield from _limits(problem.terminal)


def _order(what: str, low: float, high: float) -> Iterator[str]:
    if not low <= high:
        yield f"{what} has bounds {low:g} to {high:g}; the lower one must not be above the upper one"


def _limits(limits: Mapping[str, Limit]) -> Iterator[str]:
    for name, limit in limits.items():
        if limit.lower is None and limit.upper is None:
            yield f"limit '{name}' has neither a lower nor an upper bound; give one"
        if limit.lower is not None and limit.upper is not None:
            yield from _order(f"limit '{name}'", limit.lower, limit.upper)


def _names(problem: DynamicProblem) -> Iterator[str]:
    phases = [phase.name for phase in problem.phases]
    if len(set(phases)) < len(phases):
        yield f"two phases have the same name ({', '.join(phases)})"
    groups: list[Mapping[str, Any]] = [problem.states, problem.inputs, problem.decisions, problem.parameters]
    for name in (*(name for group in groups for name in group), *problem.integrals, *phases):
        if not name.isidentifier():
            yield f"'{name}' is no name that Python can use after a dot; take letters, digits and _"
    for name in problem.decisions:
        if name in problem.inputs:
            yield f"'{name}' is both an input and a decision"
    limits = [name for phase in problem.phases for name in phase.limits] + list(problem.terminal)
    for name in limits:
        if limits.count(name) > 1:
            yield f"two limits are named '{name}'"
    for scenario, changes in problem.scenarios.items():
        for name in changes:
            if name not in problem.parameters:
                yield f"scenario {scenario}: no parameter is named '{name}'{nearest(name, problem.parameters)}"


def _check_rates(problem: DynamicProblem, phase: Phase) -> None:
    """The rates at the beginning, inputs in the middle of their bounds, are finite numbers for every state."""
    where = f"{problem.name}, phase {phase.name}"
    for scenario in problem.scenario_names:
        x = Values.of({name: float(sum(state.first)) / 2.0 for name, state in problem.states.items()})
        both = {**phase.inputs, **problem.decisions}
        u = Values.of({name: (given.lower + given.upper) / 2.0 for name, given in both.items()})
        p = Values.of(problem.parameters_of(scenario))
        try:
            rates = dict(phase.rates(x, u, p))
            values = {**rates, **{name: one(x, u, p) for name, one in phase.integrals.items()}}
        except (ArithmeticError, ValueError) as error:
            raise ProblemInvalid(f"{where}: the rates cannot be evaluated at the beginning ({error})") from error
        _check_names(where, problem, rates)
        for name, rate in values.items():
            if not math.isfinite(float(rate)):
                raise ProblemInvalid(
                    f"{where}: the rate of '{name}' is {float(rate):g} at the beginning "
                    f"({', '.join(f'{key} = {x[key]:g}' for key in problem.states)}); give values at which it is finite"
                )


def _check_names(where: str, problem: DynamicProblem, rates: Mapping[str, Any]) -> None:
    for name in rates:
        if name not in problem.states:
            raise ProblemInvalid(f"{where}: rates has '{name}', which is no state{nearest(name, problem.states)}")
    for name in problem.states:
        if name not in rates:
            raise ProblemInvalid(f"{where}: rates gives nothing for state '{name}'; every state needs a rate")
