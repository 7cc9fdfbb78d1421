"""A transcribed problem, compiled once: paths in, paths out, numbers changed between solves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from processes.trajectory.errors import ProblemInvalid
from processes.trajectory.mesh import Array, Mesh, Path
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.transcription import Builder

if TYPE_CHECKING:
    from processes.solvers.compiled import CompiledResult

ITERATIONS = 1000
OPTIONS: Mapping[str, object] = {"tol": 1e-8, "bound_relax_factor": 1e-10}

Changes = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Solve:
    """One solve: its path, the solver's result and the parameter and limit values it was for."""

    path: Path
    result: CompiledResult
    changes: dict[str, float]

    @property
    def success(self) -> bool:
        """At an optimum of the collocation."""
        return self.result.success


class Collocated:
    """A problem on one mesh. `model` is the Pyomo model: change it, then `compile` again."""

    def __init__(self, problem: DynamicProblem, mesh: Mesh, sizes: Array, elastic: bool = False) -> None:
        names = (*problem.states, *problem.integrals)
        self.problem, self.mesh = problem, mesh
        self.builder = Builder(problem, mesh, dict(zip(names, sizes.tolist(), strict=True)), elastic)
        self.model = self.builder.model
        self.names = names
        self.calm = 0.0
        self.compile()

    def compile(self) -> None:
        """Read the model as it is now, with whatever a user added."""
        from processes.solvers.compiled import CompiledNLP

        m = self.model
        self.nlp = CompiledNLP(m, self.builder.parameters, options=OPTIONS)
        self._place = {id(variable): place for place, variable in enumerate(self.nlp.variables)}
        grid = (len(self.builder.scenarios), len(self.names), self.mesh.elements, self.mesh.points)
        order = [
            self._at(m.state[name, s, e, k])
            for s in self.builder.scenarios for name in self.names
            for e in range(self.mesh.elements) for k in range(1, self.mesh.points + 1)
        ]  # fmt: skip
        self._states = np.array(order, dtype=np.intp).reshape(grid)
        every = [(name, e) for e in self.mesh.leaders for name in self.problem.inputs]
        flat = [self._at(m.input[key]) if key in m.input else -1 for key in every]
        self._inputs = np.array(flat, dtype=np.intp).reshape(self.mesh.elements, len(self.problem.inputs))

    def _at(self, variable: Any) -> int:
        return self._place.get(id(variable), -1)

    def vector(self, path: Path) -> Array:
        """The start of a solve from a path on this mesh, kept inside the bounds of the variables."""
        x = self.nlp.initial
        x[np.isnan(x)] = 0.0
        self._put(x, self._states, path.states[..., 1:])
        self._put(x, self._inputs, path.inputs)
        m = self.model
        scalars = [(m.hours[phase.name], path.hours[place]) for place, phase in enumerate(self.problem.phases)]
        scalars += [(m.decision[name], path.decisions[place]) for place, name in enumerate(self.problem.decisions)]
        scalars += [(m.initial[n, s], path.initial[self._scenario(s), self.names.index(n)]) for n, s in m.initial]
        for variable, value in scalars:
            if (at := self._at(variable)) >= 0:
                x[at] = value
        return x

    def _scenario(self, name: str) -> int:
        return self.builder.scenarios.index(name)

    @staticmethod
    def _put(x: Array, index: Any, values: Array) -> None:
        known = index >= 0
        x[index[known]] = values[known]

    def changed(self, changes: Changes) -> Array:
        """Values of all parameters with these changes; names are parameters (in every scenario) or limits."""
        m, values = self.model, []
        limits = {one.name for one in self.builder.limits}
        for name in changes:
            if name not in self.problem.parameters and name not in limits:
                from cards.nearness import nearest

                known = [*self.problem.parameters, *limits]
                raise ProblemInvalid(f"no parameter or limit is named '{name}'{nearest(name, known)}")
        for name, s in m.parameter:
            told = self.problem.scenarios.get(s, {})
            values.append(changes[name] if name in changes and name not in told else m.parameter[name, s].value)
        values += [changes.get(name, m.bound[name].value) for name in m.bound]
        return np.array([*values, self.calm], dtype=float)

    def solve(
        self, start: Path | Array | CompiledResult, changes: Changes | None = None, *, warm: bool = False,
        iterations: int = ITERATIONS, time_limit: float | None = None, barrier: float | None = None,
    ) -> Solve:  # fmt: skip
        """One solve. `changes` are parameters and limits by name; `barrier` is where IPOPT's barrier begins."""
        self._bounds_of_states(changes or {})
        begin: Any = self.vector(start) if isinstance(start, Path) else start
        limit = None if time_limit is None else max(time_limit, 0.05)
        result = self.nlp.solve(
            self.changed(changes or {}), begin, warm_duals=warm, max_iter=iterations, time_limit=limit,
            options=None if barrier is None else {"mu_init": barrier},
        )  # fmt: skip
        return Solve(self.path(result), result, dict(changes or {}))

    def _bounds_of_states(self, changes: Changes) -> None:
        """Limits that are bounds of variables: of states and of hours."""
        m = self.model
        for one in self.builder.limits if not self.builder.elastic else ():
            if one.kind not in ("state", "hours"):
                continue
            value = changes.get(one.name, one.value)
            if one.kind == "hours":
                if self._at(m.hours[one.key]) >= 0:
                    self.nlp.set_bounds(m.hours[one.key], self.problem.phases[one.phase].span[0], value)
                continue
            lower, upper = self.builder.state_bounds(one.key)
            members = [v for v in m.state[one.key, :, :, :] if self._at(v) >= 0]
            if value != (upper if one.sign > 0 else lower) or one.name in getattr(self, "_moved", set()):
                self._moved = {*getattr(self, "_moved", set()), one.name}
                self.nlp.set_bounds(members, lower if one.sign > 0 else value, value if one.sign > 0 else upper)

    def path(self, result: CompiledResult) -> Path:
        """The path of a result."""
        m, x = self.model, result.x
        shape = self._states.shape
        states = np.zeros((*shape[:3], shape[3] + 1))
        states[..., 1:] = np.where(self._states >= 0, x[self._states], 0.0)
        states[:, :, 1:, 0] = states[:, :, :-1, -1]
        states[:, :, 0, 0] = [[self._first(n, s, x) for n in self.names] for s in self.builder.scenarios]
        if self.problem.steady:
            states[..., 0] = states[..., 1]
        inputs = np.where(self._inputs >= 0, x[self._inputs], np.nan)
        hours = np.array([self._value(m.hours[phase.name], x) for phase in self.problem.phases])
        decisions = np.array([self._value(m.decision[name], x) for name in self.problem.decisions])
        return Path(self.mesh, states, inputs, hours, decisions)

    def _first(self, name: str, s: str, x: Array) -> float:
        first = self.builder.first(name, s)
        return first if isinstance(first, float) else self._value(first, x)

    def _value(self, variable: Any, x: Array) -> float:
        at = self._at(variable)
        return float(x[at]) if at >= 0 else float(variable.value if variable.value is not None else variable.lb or 0.0)
