"""A dynamic problem as a user writes it: states, phases with their rates, inputs and limits, and an objective.

Every function is plain Python and is called with numbers as well as with expressions: use + − × ÷ ** and the functions
of `processes.arithmetic`, no `if`. Rates and path limits take `(x, u, p)`: states, inputs with decisions,
parameters, each by attribute. Objectives and terminal limits take one `End` (`processes.trajectory.values`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cards.nearness import nearest
from processes.trajectory.checks import check
from processes.trajectory.errors import ProblemInvalid
from processes.trajectory.values import End, Values

PathFunction = Callable[[Values, Values, Values], Any]
EndFunction = Callable[[End], Any]
INFINITY = math.inf


@dataclass(frozen=True)
class State:
    """A quantity with a rate. `initial` is a number, or (least, most) when the optimiser may choose it."""

    initial: float | tuple[float, float]
    lower: float = 0.0
    upper: float = INFINITY
    unit: str = ""

    @property
    def free(self) -> bool:
        """Whether the beginning is a choice."""
        return isinstance(self.initial, tuple)

    @property
    def first(self) -> tuple[float, float]:
        """Bounds of the beginning; equal where it is given."""
        return self.initial if isinstance(self.initial, tuple) else (self.initial, self.initial)


@dataclass(frozen=True)
class Input:
    """What is set in steps over a phase (a feed, a temperature), or once for all of it (a decision)."""

    lower: float
    upper: float
    unit: str = ""


@dataclass(frozen=True)
class Limit:
    """A function that has to stay between bounds, along a phase or at the end. The name is its key.

    `size` is what counts as a unit of it in rows and easings; the bound itself where none is given.
    """

    of: Callable[..., Any]
    lower: float | None = None
    upper: float | None = None
    unit: str = ""
    size: float | None = None


@dataclass(frozen=True)
class Phase:
    """A stretch of time with its own rates, inputs and limits.

    `rates` returns d state / d hour for every state, by name. `hours` is a number, or (least, most). `integrals` are
    rates whose integral over all phases `End.integral` holds. `jump` changes states at once at the beginning of the
    phase: it takes (x, u, p), u being the decisions, and returns the new values of the states it changes. A `steady`
    phase has no time: its rates are zero, and its states are what the vessel settles at.
    """

    name: str
    rates: Callable[[Values, Values, Values], Mapping[str, Any]]
    hours: float | tuple[float, float] = 1.0
    inputs: Mapping[str, Input] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    integrals: Mapping[str, PathFunction] = field(default_factory=dict)
    jump: Callable[[Values, Values, Values], Mapping[str, Any]] | None = None
    steady: bool = False

    @property
    def span(self) -> tuple[float, float]:
        """Bounds of the hours; equal where they are given."""
        return self.hours if isinstance(self.hours, tuple) else (self.hours, self.hours)


@dataclass(frozen=True)
class DynamicProblem:
    """The whole question.

    `scenarios` change parameters by name: the same inputs have to serve all of them, every limit is kept in each, and
    the objective counts by its mean or its worst (`over`). `repeat` gives the states at which the next cycle begins
    from the end of this one; states with a free beginning then begin there. `decisions` are chosen once and stand
    beside the inputs. Raises ProblemInvalid for what contradicts itself.
    """

    name: str
    states: Mapping[str, State]
    phases: tuple[Phase, ...]
    objective: EndFunction
    maximise: bool = True
    objective_unit: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    decisions: Mapping[str, Input] = field(default_factory=dict)
    terminal: Mapping[str, Limit] = field(default_factory=dict)
    scenarios: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    over: str = "mean"
    repeat: Callable[[End], Mapping[str, Any]] | None = None

    def __post_init__(self) -> None:
        check(self)

    @property
    def scenario_names(self) -> tuple[str, ...]:
        """The scenarios; one, `nominal`, where none is given."""
        return tuple(self.scenarios) or ("nominal",)

    @property
    def integrals(self) -> tuple[str, ...]:
        """Names of the integrals of all phases."""
        return tuple(dict.fromkeys(name for phase in self.phases for name in phase.integrals))

    @property
    def inputs(self) -> dict[str, Input]:
        """The inputs of all phases."""
        return {name: given for phase in self.phases for name, given in phase.inputs.items()}

    @property
    def steady(self) -> bool:
        """Whether this is a continuous process at its steady state."""
        return self.phases[0].steady

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return 1.0 if self.maximise else -1.0

    def parameters_of(self, scenario: str) -> dict[str, float]:
        """Parameters in a scenario."""
        return {**self.parameters, **self.scenarios.get(scenario, {})}

    def with_parameters(self, **changes: float) -> DynamicProblem:
        """The same problem with other parameters. Raises ProblemInvalid for an unknown name."""
        for name in changes:
            if name not in self.parameters:
                raise ProblemInvalid(f"{self.name}: no parameter is named '{name}'{nearest(name, self.parameters)}")
        return replace(self, parameters={**self.parameters, **changes})
