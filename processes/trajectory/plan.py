"""The answer to a dynamic problem, as an independent integration gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from processes.trajectory.limits import limits_of
from processes.trajectory.mesh import Array, Path
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.simulate import end_of, objective_of, simulate
from processes.trajectory.values import Values

KEPT_ASIDE = 1e-3  # of a limit's size, that a plan may pass it in the re-integration


@dataclass(frozen=True, eq=False)
class LimitValue:
    """What one more unit of a limit is worth, in units of the objective per unit of the limit.

    `value` is the change of the objective when the limit's number rises by one; `over_time` (P,) the parts of it at
    `times` (P,), which sum to it. `active` if it holds the plan back.
    """

    name: str
    unit: str
    value: float
    times: Array
    over_time: Array

    @property
    def active(self) -> bool:
        """Whether the plan would be another without it."""
        return abs(self.value) > 0.0


@dataclass(frozen=True, eq=False)
class Plan:
    """A trajectory with its verdict.

    `objective` is that of the re-integrated inputs, `collocated` what the optimiser believed, `gap` the largest
    difference of any state between both, relative to the state's largest value; `excess` the most that a limit is
    passed in the re-integration, between the optimiser's points too, relative to its size. `status` is `verified`,
    `not verified` (the gap is above the tolerance, or a limit passed by more than 1e-3 of its size, on the finest mesh
    allowed), `time limit` or `interrupted`: the last two hold the best found until then.
    `path` is the re-integrated trajectory, `collocation` the optimiser's.
    """

    problem: DynamicProblem
    objective: float
    collocated: float
    gap: float
    excess: float
    status: str
    path: Path
    collocation: Path
    limits: tuple[LimitValue, ...]
    changes: Mapping[str, float]
    seconds: float = 0.0
    starts: int = 0

    @property
    def hours(self) -> float:
        """The whole time."""
        return float(self.path.hours.sum())

    @property
    def times(self) -> Array:
        """(E, K + 1) h."""
        return self.path.mesh.times(self.path.hours)

    def state(self, name: str, scenario: int = 0) -> Array:
        """(E, K + 1) of a state or an integral, re-integrated."""
        values: Array = self.path.states[scenario, [*self.problem.states, *self.problem.integrals].index(name)]
        return values

    def input(self, name: str) -> Array:
        """(E,) of an input; nan in phases without it."""
        values: Array = self.path.inputs[:, list(self.problem.inputs).index(name)]
        return values

    def decision(self, name: str) -> float:
        """What was chosen."""
        return float(self.path.decisions[list(self.problem.decisions).index(name)])

    def limit(self, name: str) -> LimitValue:
        """The value of one limit."""
        return next(one for one in self.limits if one.name == name)

    def say(self) -> str:
        """One sentence."""
        unit = f" {self.problem.objective_unit}" if self.problem.objective_unit else ""
        return (
            f"{self.problem.name}: {self.objective:.7g}{unit} after {self.hours:.4g} h, re-integrated "
            f"(the collocation says {self.collocated:.7g}; states agree to {self.gap:.1e}), {self.status}"
        )


def parameters_with(problem: DynamicProblem, changes: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Parameters of every scenario with changes, which do not move what a scenario sets itself."""
    told = {name: value for name, value in changes.items() if name in problem.parameters}
    return {s: {**problem.parameters, **told, **problem.scenarios.get(s, {})} for s in problem.scenario_names}


def reintegrated(problem: DynamicProblem, path: Path, changes: Mapping[str, float]) -> Path:
    """The inputs of a path integrated by SciPy from the path's own beginning."""
    parameters = parameters_with(problem, changes)
    return simulate(problem, path.mesh, path.inputs, path.hours, path.decisions, path.initial, parameters)


def differences(path: Path, simulated: Path) -> Array:
    """(E, K + 1) largest difference of any state, relative to its largest value."""
    size = np.maximum(np.abs(simulated.states).max(axis=(2, 3), keepdims=True), 1e-9)
    found: Array = (np.abs(path.states - simulated.states) / size).max(axis=(0, 1))
    return found


def excess_of(problem: DynamicProblem, path: Path, changes: Mapping[str, float]) -> float:
    """How far any limit is passed at any node or at the end, relative to its size; 0 where all are kept."""
    worst, parameters = float(excess_along(problem, path, changes).max()), parameters_with(problem, changes)
    for place, scenario in enumerate(problem.scenario_names):
        end = end_of(problem, path, place, parameters[scenario])
        for one in limits_of(problem):
            if one.kind in ("terminal", "hours"):
                value = problem.terminal[one.key].of(end) if one.kind == "terminal" else path.hours[one.phase]
                worst = max(worst, one.sign * (float(value) - changes.get(one.name, one.value)) / one.size)
    return worst


def excess_along(problem: DynamicProblem, path: Path, changes: Mapping[str, float], first: int = 0) -> Array:
    """(E,) how far any limit of a state or along a phase is passed at the nodes of an element, in its sizes.

    ``first``: the node to begin with, 1 for those alone at which the collocation keeps its limits.
    """
    worst, names = np.zeros(path.mesh.elements), tuple(problem.states)
    parameters = parameters_with(problem, changes)
    for place, scenario in enumerate(problem.scenario_names):
        for one in limits_of(problem):
            if one.kind == "state":
                values = path.states[place, names.index(one.key)]
            elif one.kind == "path":
                values = _along(problem, path, place, one.key, one.phase, Values.of(parameters[scenario]))
            else:
                continue
            passed = one.sign * (values - changes.get(one.name, one.value)) / one.size
            worst = np.fmax(worst, passed[:, first:].max(axis=1))
    return worst


def _along(problem: DynamicProblem, path: Path, scenario: int, key: str, phase: int, p: Values) -> Array:
    """(E, K + 1) a path limit's function at the nodes of a phase; nan in other phases."""
    given, names = problem.phases[phase], tuple(problem.states)
    values = np.full((path.mesh.elements, path.mesh.points + 1), np.nan)
    chosen = dict(zip(problem.decisions, path.decisions.tolist(), strict=True))
    for e in (e for e, place in enumerate(path.mesh.phase_of) if place == phase):
        row = dict(zip(problem.inputs, path.inputs[e].tolist(), strict=True))
        u = Values.of({**{name: row[name] for name in given.inputs}, **chosen})
        for k in range(path.mesh.points + 1):
            x = Values(names, path.states[scenario, : len(names), e, k].tolist())
            values[e, k] = float(given.limits[key].of(x, u, p))
    return values


def objective_with(problem: DynamicProblem, path: Path, changes: Mapping[str, float]) -> float:
    """The objective of a path under changed parameters."""
    return objective_of(problem, path, parameters_with(problem, changes))
