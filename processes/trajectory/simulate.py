"""A dynamic problem integrated by SciPy, anew at each step of an input: the judge of every collocation.

Independent of the optimiser: the same Python functions, called with numbers, LSODA at a relative tolerance of 1e-10.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from processes.collocation import radau
from processes.trajectory.errors import SimulationFailed
from processes.trajectory.mesh import Array, Mesh, Path
from processes.trajectory.problem import DynamicProblem, Phase
from processes.trajectory.values import End, Values

EXACT = 1e-10
SETTLING = 2000.0  # h that a continuous process is watched after its steady state
_MOST_STEPS = 20_000

Slope = Callable[[float, Array], list[float]]


def simulate(
    problem: DynamicProblem, mesh: Mesh, inputs: Array, hours: Array, decisions: Array, initial: Array,
    parameters: Mapping[str, Mapping[str, float]] | None = None, tolerance: float = EXACT,
) -> Path:  # fmt: skip
    """The trajectory of these inputs (E, U), from initial states (S, N), on the nodes of a mesh.

    Raises SimulationFailed with the time and the state where the integration ends.
    """
    scenarios = problem.scenario_names
    states = np.empty((len(scenarios), initial.shape[1], mesh.elements, mesh.points + 1))
    for place, scenario in enumerate(scenarios):
        given = (parameters or {}).get(scenario) or problem.parameters_of(scenario)
        run = _Run(problem, mesh, inputs, decisions, given)
        states[place] = (
            run.settle(initial[place]) if problem.steady else run.integrate(initial[place], hours, tolerance)
        )
    return Path(mesh, states, inputs, hours, decisions)


class _Run:
    """One scenario."""

    def __init__(
        self, problem: DynamicProblem, mesh: Mesh, inputs: Array, decisions: Array, parameters: Mapping[str, float]
    ) -> None:
        self.problem, self.mesh, self.inputs = problem, mesh, inputs
        self.decisions = dict(zip(problem.decisions, decisions.tolist(), strict=True))
        self.p = Values.of(parameters)

    def u(self, element: int) -> Values:
        """Inputs and decisions in one element."""
        phase = self.problem.phases[self.mesh.phase_of[element]]
        row = dict(zip(self.problem.inputs, self.inputs[element].tolist(), strict=True))
        return Values.of({**{name: row[name] for name in phase.inputs}, **self.decisions})

    def integrate(self, initial: Array, hours: Array, tolerance: float) -> Array:
        """(N, E, K + 1)."""
        nodes = np.concatenate([[0.0], radau(self.mesh.points).points])
        lengths, firsts = self.mesh.lengths(hours), self.mesh.firsts
        now, begin = np.array(initial), 0.0
        states = np.empty((len(initial), self.mesh.elements, self.mesh.points + 1))
        size = np.maximum(np.abs(now), 1e-2)
        for first, count in self._stretches():
            phase = self.problem.phases[self.mesh.phase_of[first]]
            if first in firsts and phase.jump is not None:
                now = self.jumped(phase, now)
            slope = slope_of(self.problem, phase, self.u(first), self.p)
            some = lengths[first : first + count]
            edges = np.concatenate([[0.0], np.cumsum(some)])
            times = (edges[:-1, None] + some[:, None] * nodes).ravel()
            values = self._stretch(slope, now, begin, times, tolerance, size)
            states[:, first : first + count] = values.reshape(count, len(nodes), len(now)).transpose(2, 0, 1)
            now, begin = values[-1].copy(), begin + edges[-1]
            size = np.maximum(size, np.abs(now))
        return states

    def _stretches(self) -> list[tuple[int, int]]:
        """First element and number of elements of every stretch with the same inputs: the integration starts anew."""
        begins = [e for e, leader in enumerate(self.mesh.leaders) if e == leader]
        return [(a, b - a) for a, b in zip(begins, [*begins[1:], self.mesh.elements], strict=True)]

    def settle(self, initial: Array) -> Array:
        """The states after a long time with constant inputs: a steady state that cannot be held shows itself."""
        slope = slope_of(self.problem, self.problem.phases[0], self.u(0), self.p)
        times = np.array([0.0, SETTLING])
        end = self._stretch(slope, initial, 0.0, times, 1e-9, np.maximum(np.abs(initial), 1e-3))[-1]
        return np.repeat(end[:, None], self.mesh.points + 1, axis=1)[:, None, :]

    def jumped(self, phase: Phase, now: Array) -> Array:
        """States after the jump at the beginning of a phase."""
        names = tuple(self.problem.states)
        if phase.jump is None:
            return now
        changed = phase.jump(Values(names, now[: len(names)].tolist()), Values.of(self.decisions), self.p)
        after = now.copy()
        for name, value in changed.items():
            after[names.index(name)] = value
        return after

    def _stretch(self, slope: Slope, now: Array, begin: float, times: Array, tolerance: float, size: Array) -> Array:
        from scipy.integrate import ODEintWarning, odeint

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ODEintWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            try:
                values, told = odeint(  # type: ignore[call-overload]
                    slope, now, times, tfirst=True, rtol=tolerance, atol=tolerance * size * 1e-2 + 1e-14,
                    mxstep=_MOST_STEPS, full_output=True,
                )  # fmt: skip
            except (ArithmeticError, ValueError, TypeError) as error:
                raise SimulationFailed(self._failed(now, begin, str(error))) from error
        if told["message"] != "Integration successful." or not np.isfinite(values).all():
            raise SimulationFailed(self._failed(now, begin, "the integrator gave up"))
        result: Array = values
        return result

    def _failed(self, now: Array, begin: float, why: str) -> str:
        told = ", ".join(f"{name} = {value:.4g}" for name, value in zip(self.problem.states, now, strict=False))
        return f"{self.problem.name}: the integration stops after {begin:.4g} h at {told}: {why}"


def slope_of(problem: DynamicProblem, phase: Phase, u: Values, p: Values) -> Slope:
    """d (states, integrals) / d hour of one element, for SciPy."""
    names, integrals = tuple(problem.states), problem.integrals
    count, rates = len(names), phase.rates
    x = Values(names, [0.0] * count)
    write = x.__dict__
    extra = [phase.integrals.get(name) for name in integrals]

    def slope(_: float, y: Array) -> list[float]:
        write.update(zip(names, y.tolist(), strict=False))
        found = rates(x, u, p)
        values = [found[name] for name in names]
        return values + [0.0 if one is None else one(x, u, p) for one in extra] if extra else values

    return slope


def end_of(problem: DynamicProblem, path: Path, scenario: int, parameters: Mapping[str, float]) -> End:
    """The end of a trajectory in numbers."""
    names, count = tuple(problem.states), len(problem.states)
    last, first = path.last[scenario].tolist(), path.initial[scenario].tolist()
    inputs = dict(zip(problem.inputs, path.inputs[-1].tolist(), strict=True))
    u = {name: inputs[name] for name in problem.phases[-1].inputs}
    u |= dict(zip(problem.decisions, path.decisions.tolist(), strict=True))
    return End(
        Values(names, last[:count]), Values(names, first[:count]), Values.of(u), Values.of(parameters),
        Values(problem.integrals, last[count:]), float(path.hours.sum()),
        Values([phase.name for phase in problem.phases], path.hours.tolist()),
    )  # fmt: skip


def objective_of(
    problem: DynamicProblem, path: Path, parameters: Mapping[str, Mapping[str, float]] | None = None,
    objective: Callable[[End], Any] | None = None,
) -> float:  # fmt: skip
    """The objective of a trajectory: the mean or the worst of the scenarios."""
    values = []
    for place, scenario in enumerate(problem.scenario_names):
        given = (parameters or {}).get(scenario) or problem.parameters_of(scenario)
        values.append(float((objective or problem.objective)(end_of(problem, path, place, given))))
    if problem.over == "mean":
        return float(np.mean(values))
    return min(values) if problem.maximise else max(values)
