"""A dynamic problem as a Pyomo model: Radau collocation, inputs constant on each element.

`m.state[name, s, e, k]` is a state in scenario s at point k of element e, `m.input[name, e]`, `m.decision[name]`,
`m.hours[phase]`, `m.initial[name, s]`; `m.parameter[name, s]` and `m.bound[limit]` are numbers of a solve.
`m.balance`, `m.path`, `m.terminal`, `m.again` are the constraints, `m.value[s]` the objective of a scenario.
A positive `m.give[limit]` eases a limit in the elastic form, which asks how far limits would have to give.
"""

from __future__ import annotations

import math
from typing import Any

from processes.collocation import radau
from processes.trajectory.limits import NamedLimit, limits_of
from processes.trajectory.mesh import Mesh
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.values import End, Values


class Builder:
    """Builds `model`. `sizes` are typical magnitudes of the states with the integrals, by which rows are divided."""

    def __init__(self, problem: DynamicProblem, mesh: Mesh, sizes: dict[str, float], elastic: bool = False) -> None:
        from pyomo.environ import ConcreteModel

        self.problem, self.mesh, self.sizes, self.elastic = problem, mesh, sizes, elastic
        self.names = (*problem.states, *problem.integrals)
        self.leaders = mesh.leaders
        self.scenarios, self.limits = problem.scenario_names, limits_of(problem)
        self.model = ConcreteModel(problem.name)
        self._variables()
        self._balances()
        self._path_limits()
        self._ends()
        self._objective()

    @property
    def parameters(self) -> list[Any]:
        """What changes between solves without a new model."""
        m = self.model
        return [*m.parameter.values(), *m.bound.values(), *m.weight.values()]

    def _variables(self) -> None:
        from pyomo.environ import Var

        m, mesh, problem = self.model, self.mesh, self.problem
        elements, points = range(mesh.elements), range(1, mesh.points + 1)
        values = {(name, s): v for s in self.scenarios for name, v in problem.parameters_of(s).items()}
        m.parameter = Var(list(values), initialize=values)
        m.bound = Var([one.name for one in self.limits], initialize={one.name: one.value for one in self.limits})
        m.weight = Var(["moves"], initialize=0.0)
        m.parameter.fix(), m.bound.fix(), m.weight.fix()
        steady = [phase.name for phase in problem.phases if phase.steady]
        spans = {phase.name: phase.span for phase in problem.phases}
        m.hours = Var(list(spans), bounds=lambda _, n: (spans[n][0], None if self.elastic else spans[n][1]),
                      initialize=lambda _, n: sum(spans[n]) / 2.0)  # fmt: skip
        for name in spans:
            if name in steady or (spans[name][0] == spans[name][1] and not self.elastic):
                m.hours[name].fix(spans[name][0])
        m.decision = Var(list(problem.decisions), bounds=lambda _, n: _box(problem.decisions[n]))
        pairs = [(n, e) for e in sorted(set(mesh.leaders)) for n in problem.phases[mesh.phase_of[e]].inputs]
        m.input = Var(pairs, bounds=lambda _, n, e: _box(problem.phases[mesh.phase_of[e]].inputs[n]))
        m.state = Var(list(self.names), list(self.scenarios), list(elements), list(points),
                      bounds=lambda _m, n, _s, _e, _k: self.state_bounds(n), initialize=1.0)  # fmt: skip
        chosen = [n for n, state in problem.states.items() if state.free and not problem.steady]
        own = self.scenarios if problem.repeat else self.scenarios[:1]
        m.initial = Var([(n, s) for n in chosen for s in own], bounds=lambda _m, n, _s: problem.states[n].first)
        m.give = Var([one.name for one in self.limits] if self.elastic else [], bounds=(0.0, None), initialize=0.0)

    def state_bounds(self, name: str) -> tuple[float | None, float | None]:
        """Bounds of a state's variables; the elastic form keeps only what is physics."""
        state = self.problem.states.get(name)
        if state is None:
            return None, None
        low = state.lower if math.isfinite(state.lower) else None
        high = state.upper if math.isfinite(state.upper) else None
        if self.elastic:
            return (0.0 if low is not None and low >= 0.0 else None), None
        return low, high

    # -- what functions are given ----------------------------------------------------------------------------------

    def x(self, s: str, e: int, k: int) -> dict[str, Any]:
        """States at a point, or at the start of an element (k = 0)."""
        m = self.model
        if k > 0:
            return {name: m.state[name, s, e, k] for name in self.names}
        if e > 0:
            before = self.x(s, e - 1, self.mesh.points)
            phase = self.problem.phases[self.mesh.phase_of[e]]
            if e in self.mesh.firsts and phase.jump is not None:
                states = Values.of({name: before[name] for name in self.problem.states})
                before.update(phase.jump(states, self.u(None), self.p(s)))
            return before
        return {name: self.first(name, s) for name in self.names}

    def first(self, name: str, s: str) -> Any:
        """A state at the beginning."""
        state = self.problem.states.get(name)
        if state is None:
            return 0.0
        if state.free and not self.problem.steady:
            return self.model.initial[name, s if self.problem.repeat else self.scenarios[0]]
        return float(state.first[0])

    def u(self, e: int | None) -> Values:
        """Inputs and decisions in an element; decisions alone without one."""
        m, leader = self.model, -1 if e is None else self.leaders[e]
        names = [] if e is None else list(self.problem.phases[self.mesh.phase_of[e]].inputs)
        chosen = {name: m.decision[name] for name in self.problem.decisions}
        return Values.of({**{name: m.input[name, leader] for name in names}, **chosen})

    def p(self, s: str) -> Values:
        """Parameters in a scenario."""
        return Values.of({name: self.model.parameter[name, s] for name in self.problem.parameters})

    def states(self, s: str, e: int, k: int) -> Values:
        """Without the integrals."""
        at = self.x(s, e, k)
        return Values.of({name: at[name] for name in self.problem.states})

    def end(self, s: str) -> End:
        """The end in a scenario."""
        m, last = self.model, (self.mesh.elements - 1, self.mesh.points)
        at = self.x(s, *last)
        hours = {phase.name: m.hours[phase.name] for phase in self.problem.phases}
        start = Values.of({name: self.first(name, s) for name in self.problem.states})
        integral = Values.of({name: at[name] for name in self.problem.integrals})
        total = sum(hours.values())
        return End(self.states(s, *last), start, self.u(last[0]), self.p(s), integral, total, Values.of(hours))

    # -- constraints -----------------------------------------------------------------------------------------------

    def _balances(self) -> None:
        from pyomo.environ import Constraint

        m, mesh, base = self.model, self.mesh, radau(self.mesh.points)
        weights = base.derivative.tolist()
        shares, points = mesh.shares.tolist(), range(1, mesh.points + 1)
        m.balance = Constraint(list(self.names), list(self.scenarios), range(mesh.elements), points)
        for s in self.scenarios:
            for e in range(mesh.elements):
                phase = self.problem.phases[mesh.phase_of[e]]
                u, p, length = self.u(e), self.p(s), shares[e] * m.hours[phase.name]
                columns = [self.x(s, e, k) for k in range(mesh.points + 1)]
                for k in points:
                    x = Values.of({name: columns[k][name] for name in self.problem.states})
                    rates = dict(phase.rates(x, u, p))
                    rates |= {
                        n: phase.integrals[n](x, u, p) if n in phase.integrals else 0.0 for n in self.problem.integrals
                    }
                    for name in self.names:
                        scale = 1.0 / self.sizes[name]
                        if phase.steady:
                            m.balance[name, s, e, k] = scale * rates[name] == 0.0
                            continue
                        slope = sum(scale * weights[j][k - 1] * columns[j][name] for j in range(mesh.points + 1))
                        m.balance[name, s, e, k] = slope - length * scale * rates[name] == 0.0

    def _row(self, limit: NamedLimit, value: Any) -> Any:
        """value within the limit, with what it gives."""
        m = self.model
        give = limit.size * m.give[limit.name] if self.elastic else 0.0
        return limit.sign * (value - m.bound[limit.name]) / limit.size - give / limit.size <= 0.0

    def _path_limits(self) -> None:
        from pyomo.environ import Any as AnyKey
        from pyomo.environ import Constraint

        m, mesh, problem = self.model, self.mesh, self.problem
        m.path = Constraint(AnyKey)
        for s in self.scenarios:
            for e in range(mesh.elements):
                place = mesh.phase_of[e]
                phase, u, p = problem.phases[place], self.u(e), self.p(s)
                here = [one for one in self.limits if one.kind == "path" and one.phase == place]
                here += [one for one in self.limits if one.kind == "state" and self.elastic]
                for k in range(1, mesh.points + 1) if here else ():
                    x = self.states(s, e, k)
                    for one in here:
                        value = x[one.key] if one.kind == "state" else phase.limits[one.key].of(x, u, p)
                        m.path[one.name, s, e, k] = self._row(one, value)

    def _ends(self) -> None:
        from pyomo.environ import Any as AnyKey
        from pyomo.environ import Constraint

        m, problem = self.model, self.problem
        m.terminal, m.again = Constraint(AnyKey), Constraint(AnyKey)
        for s in self.scenarios:
            end = self.end(s)
            for one in self.limits:
                if one.kind == "terminal":
                    m.terminal[one.name, s] = self._row(one, problem.terminal[one.key].of(end))
                elif one.kind == "hours" and self.elastic and s == self.scenarios[0]:
                    m.terminal[one.name, s] = self._row(one, m.hours[one.key])
            if problem.repeat is not None:
                after = {name: end.x[name] for name in problem.states} | dict(problem.repeat(end))
                for name, state in problem.states.items():
                    if state.free:
                        m.again[name, s] = (self.first(name, s) - after[name]) / self.sizes[name] == 0.0

    def _objective(self) -> None:
        from pyomo.environ import Constraint, Expression, Objective, Var, maximize, minimize

        m, problem = self.model, self.problem
        m.value = Expression(list(self.scenarios), rule=lambda _, s: problem.objective(self.end(s)))
        if problem.over == "worst" and len(self.scenarios) > 1:
            m.worst = Var(initialize=0.0)
            m.worse = Constraint(list(self.scenarios), rule=lambda _, s: problem.sign * (m.value[s] - m.worst) >= 0.0)
            total = m.worst
        else:
            total = sum(m.value[s] for s in self.scenarios) / len(self.scenarios)
        if self.elastic:
            m.ease = Var([one.name for one in self.limits], initialize=1.0)
            m.ease.fix()
            given = sum(m.ease[one.name] * m.give[one.name] for one in self.limits)
            m.objective = Objective(expr=given, sense=minimize)
        else:
            calm = problem.sign * m.weight["moves"] * self._moves()
            m.objective = Objective(expr=total - calm, sense=maximize if problem.maximise else minimize)

    def _moves(self) -> Any:
        """Sum of the squared steps of the inputs within phases, in their ranges."""
        m, phase_of, found = self.model, self.mesh.phase_of, []
        for name, e in m.input:
            given = self.problem.phases[phase_of[e]].inputs[name]
            if e > 0 and phase_of[e - 1] == phase_of[e] and given.upper > given.lower:
                found.append(
                    ((m.input[name, e] - m.input[name, self.leaders[e - 1]]) / (given.upper - given.lower)) ** 2
                )
        return sum(found)


def _box(given: Any) -> tuple[float, float]:
    return given.lower, given.upper
