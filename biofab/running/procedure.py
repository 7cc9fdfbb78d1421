"""A recipe in ISA-88 words: procedure, unit procedure, operations and phases, as plain data that can be stored.

A phase writes its set-points when it begins and its steps at their hours (since inoculation); it ends by its end
condition. Phases that run ``together`` begin at the same time, and all of them end before the next begin.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

INOCULATION: Final = "inoculation"
Since = Literal["inoculation", "phase"]


@dataclass(frozen=True)
class SetPoint:
    """A value for the tag of a role, in the tag's unit."""

    role: str
    value: float
    unit: str


@dataclass(frozen=True)
class Step:
    """A set-point that changes within a phase, ``hour`` after inoculation."""

    hour: float
    role: str
    value: float
    unit: str


@dataclass(frozen=True)
class Bounds:
    """What a reading should keep while the phase runs; leaving it is noted, it stops nothing."""

    role: str
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class End:
    """A phase ends ``hours`` (process time) after inoculation or after its own begin, or at a reading.

    With a ``role``, it ends when that reading is within ``low`` and ``high``; not within ``hours`` is a failure.
    """

    hours: float
    since: Since = "phase"
    role: str | None = None
    low: float = 0.0
    high: float = 0.0
    unit: str = ""


@dataclass(frozen=True)
class Phase:
    """The smallest thing that a recipe orders."""

    name: str
    set_points: tuple[SetPoint, ...]
    end: End
    steps: tuple[Step, ...] = ()
    limits: tuple[Bounds, ...] = ()
    together: bool = False

    def ordered(self) -> list[SetPoint | Step]:
        """Everything that the phase writes."""
        return [*self.set_points, *self.steps]


@dataclass(frozen=True)
class Operation:
    """Phases that belong together."""

    name: str
    phases: tuple[Phase, ...]

    def groups(self) -> list[tuple[Phase, ...]]:
        """The phases in their order, those that run together in one group."""
        groups: list[list[Phase]] = []
        for phase in self.phases:
            if phase.together and groups:
                groups[-1].append(phase)
            else:
                groups.append([phase])
        return [tuple(group) for group in groups]


@dataclass(frozen=True)
class Recipe:
    """A procedure with one unit procedure, for one unit of one plant."""

    procedure: str
    plant: str
    unit: str
    scale: str
    operations: tuple[Operation, ...]

    def phases(self) -> Iterator[tuple[str, Phase]]:
        """(operation, phase) in order."""
        for operation in self.operations:
            for phase in operation.phases:
                yield operation.name, phase

    def hours(self) -> float:
        """From inoculation to the end of the production, h: the last end that is counted from inoculation."""
        return max(phase.end.hours for _, phase in self.phases() if phase.end.since == INOCULATION)

    def longest_hours(self) -> float:
        """The longest that the whole procedure may take, h of process time."""
        waits = (max(p.end.hours for p in group if p.end.since == "phase") for group in self._waiting())
        return self.hours() + sum(waits)

    def profile(self, role: str) -> list[tuple[float, float]]:
        """(hour since inoculation, value) of one role from the inoculation on, as the recipe orders it."""
        found: list[tuple[float, float]] = []
        value, hour, inoculated = 0.0, 0.0, False
        for operation in self.operations:
            for group in operation.groups():
                inoculated = inoculated or any(phase.end.since == INOCULATION for phase in group)
                points = [(hour, p.value) for phase in group for p in phase.set_points if p.role == role]
                points += [(step.hour, step.value) for phase in group for step in phase.steps if step.role == role]
                value = points[-1][1] if points else value
                found += points if inoculated else []
                hour = max([hour, *(p.end.hours for p in group if p.end.since == INOCULATION)])
        return found if found and found[0][0] == 0.0 else [(0.0, value), *found]

    def total(self, role: str) -> float:
        """Integral over the hours from inoculation of a set-point per hour, e.g. L of a feed in L/h."""
        profile = self.profile(role)
        return sum(value * (until - hour) for (hour, value), (until, _) in itertools.pairwise(profile))

    def to_dict(self) -> dict[str, Any]:
        """Plain data; ``from_dict`` gives the same recipe back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Recipe:
        """The recipe that ``to_dict`` wrote, also after JSON."""
        operations = tuple(
            Operation(operation["name"], tuple(_phase(phase) for phase in operation["phases"]))
            for operation in data["operations"]
        )
        return cls(data["procedure"], data["plant"], data["unit"], data["scale"], operations)

    def as_text(self) -> str:
        """The recipe as an operator reads it."""
        lines = [f"{self.procedure}", f"unit procedure on {self.plant} {self.unit} (scale {self.scale})"]
        for operation in self.operations:
            lines.append(f"\noperation {operation.name}")
            for phase in operation.phases:
                lines += _phase_lines(phase)
        return "\n".join(lines) + "\n"

    def _waiting(self) -> Iterator[tuple[Phase, ...]]:
        for operation in self.operations:
            for group in operation.groups():
                if any(phase.end.since == "phase" for phase in group):
                    yield group


def _phase(data: Mapping[str, Any]) -> Phase:
    return Phase(
        name=data["name"],
        set_points=tuple(SetPoint(**point) for point in data["set_points"]),
        end=End(**data["end"]),
        steps=tuple(Step(**step) for step in data["steps"]),
        limits=tuple(Bounds(**bounds) for bounds in data["limits"]),
        together=data["together"],
    )


def _phase_lines(phase: Phase) -> list[str]:
    lines = [f"  phase {phase.name}" + (" (together with the one before)" if phase.together else "")]
    lines += [f"    {point.role:26} {point.value:10.4g} {point.unit}" for point in phase.set_points]
    lines += [f"    {step.role:26} {step.value:10.4g} {step.unit} at {step.hour:.3f} h" for step in phase.steps]
    lines += [f"    keep {bounds.role} {bounds.low:g} to {bounds.high:g} {bounds.unit}" for bounds in phase.limits]
    lines.append(f"    until {_end_words(phase.end)}")
    return lines


def _end_words(end: End) -> str:
    start = "inoculation" if end.since == INOCULATION else "its begin"
    if end.role is None:
        return f"{end.hours:.4g} h after {start}"
    return f"{end.role} is {end.low:.4g} to {end.high:.4g} {end.unit}, at most {end.hours:.4g} h after {start}"
