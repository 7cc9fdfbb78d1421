"""Every limit of a dynamic problem under one name: path and terminal limits, bounds of states, longest times."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from processes.trajectory.problem import DynamicProblem, Limit


@dataclass(frozen=True)
class NamedLimit:
    """One side of a limit. kind: path, terminal, state or hours. sign: 1 for at most, -1 for at least."""

    name: str
    kind: str
    key: str
    phase: int
    sign: float
    value: float
    unit: str
    given_size: float | None = None

    @property
    def size(self) -> float:
        """What counts as one unit of easing."""
        return self.given_size or abs(self.value) or 1.0

    def say(self) -> str:
        """For a sentence."""
        side = "at most" if self.sign > 0 else "at least"
        return f"{self.name} ({side} {self.value:g}{f' {self.unit}' if self.unit else ''})"


def limits_of(problem: DynamicProblem) -> tuple[NamedLimit, ...]:
    """All of them, in the order of the problem. A state's lower bound of zero is physics, not a limit."""
    return tuple(_all(problem))


def _all(problem: DynamicProblem) -> Iterator[NamedLimit]:
    for place, phase in enumerate(problem.phases):
        for name, limit in phase.limits.items():
            yield from _sides(name, "path", place, limit)
    for name, limit in problem.terminal.items():
        yield from _sides(name, "terminal", -1, limit)
    for name, state in problem.states.items():
        lower = state.lower if math.isfinite(state.lower) and state.lower != 0.0 else None
        upper = state.upper if math.isfinite(state.upper) else None
        yield from _sides(name, "state", -1, Limit(lambda: None, lower, upper, state.unit))
    for place, phase in enumerate(problem.phases):
        if not phase.steady:
            name = "hours" if len(problem.phases) == 1 else f"hours of {phase.name}"
            yield NamedLimit(name, "hours", phase.name, place, 1.0, phase.span[1], "h")


def _sides(name: str, kind: str, phase: int, limit: Limit) -> Iterator[NamedLimit]:
    rest = (limit.unit, limit.size)
    both = limit.lower is not None and limit.upper is not None
    if limit.upper is not None:
        yield NamedLimit(f"{name}, most" if both else name, kind, name, phase, 1.0, limit.upper, *rest)
    if limit.lower is not None:
        yield NamedLimit(f"{name}, least" if both else name, kind, name, phase, -1.0, limit.lower, *rest)
