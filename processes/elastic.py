"""The fed-batch model with its limits as unknowns: the least that limits have to give until there is a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.easing import ALL, Easing
from processes.fed_batch import build
from processes.optimise import ITERATIONS, Optimiser, Regions, Solution, best
from processes.region_coefficients import region_parameters

Array = NDArray[np.float64]
TIE = 1e-7  # weight of the cost: among plans that ask for the same easing one that makes sense
STARTS = (0, 1, 2)


class Elastic(Optimiser):
    """The present question of an optimiser, its limits unknowns that may give. Compiled anew, as other unknowns need.

    ``give`` says which limits are weighed, ``drop`` which are let go for nothing; all others are held.
    """

    def __init__(self, optimiser: Optimiser) -> None:
        from processes.solvers.compiled import CompiledNLP

        self.mesh, self.problem = optimiser.mesh, optimiser.problem
        self.parameters = dict(optimiser.parameters)
        self.asked = dict(optimiser.parameters)
        self.model = _elastic(build(self.problem.kinetics, self.parameters, self.mesh))
        m = self.model
        held = [m.p[name] for name in self.parameters if name not in ALL]
        eased = [*m.ease.values(), *m.asked.values()]
        self.nlp = CompiledNLP(m, [*held, *eased, m.weight["cost"], *m.C.values(), *m.D.values(), *m.A.values()])
        self.solves = 0

    def pose_easing(self, give: Collection[str], drop: Collection[str] = ()) -> None:
        """Let these limits give. Batches to start from are run as if they had given all they may."""
        self.parameters = dict(self.asked)
        for name, easing in ALL.items():
            value = self.asked[name]
            end = easing.furthest(value) if name in give or name in drop else value
            self.nlp.set_bounds(self.model.p[name], min(value, end), max(value, end))
            if name in give or name in drop:
                self.parameters[name] = _generous(easing, value)
        self.easing = {name: ALL[name].sign / size_of(ALL[name], self.asked[name]) for name in give}

    def solve(
        self,
        weights: Mapping[str, float],
        regions: Regions,
        start: Any,
        warm: bool = False,
        iterations: int = ITERATIONS,
    ) -> Solution:
        """One NLP with the given region in each element; ``weights`` are those of the limits that give."""
        blocks = region_parameters(self.problem.kinetics, self.mesh, self.outputs, regions)
        values = [self.asked[name] for name in self.parameters if name not in ALL]
        values += [weights.get(name, 0.0) for name in ALL] + [self.asked[name] for name in ALL]
        self.solves += 1
        every = np.concatenate([values, [TIE], blocks["C"], blocks["D"], blocks["A"]])
        if isinstance(start, np.ndarray):
            start = self._with_limits(start)
        result = self.nlp.solve(every, start, warm_duals=warm, max_iter=iterations)
        return Solution(result, np.asarray(regions, dtype=np.intp), dict(weights), self.problem, self.asked)

    def _with_limits(self, start: Array) -> Array:
        x = start.copy()
        for name in ALL:
            x[self.nlp.index_of(self.model.p[name])] = self.parameters[name]
        return x

    def least(self, near: Iterable[Solution] = (), thorough: bool = False) -> Solution | None:
        """The plan whose limits give least in sum, from near plans, else from first batches; None if there is none."""
        found = []
        for solution in near:
            tried = self.solve(self.easing, solution.regions, solution.result)
            if tried.result.success:
                found.append(self.improve(tried))
        for start in STARTS if not found else ():
            begun = self._from_batch(self.easing, start)
            if begun is not None and begun.result.success:
                found.append(self.improve(begun))
        least = best(found)
        return self.improve(least, thorough=True) if least is not None and thorough else least

    def value_of(self, name: str, solution: Solution) -> float:
        """A limit's value in a solution, in the model's unit."""
        return self.value(self.model.p[name], solution)

    def gives(self, solution: Solution) -> dict[str, float]:
        """How far each weighed limit gives, in its sizes."""
        return {
            name: weight * (self.value_of(name, solution) - self.asked[name])
            for name, weight in solution.weights.items()
        }

    def pressures(self, solution: Solution) -> dict[str, float]:
        """How much each weighed limit takes part: the sum of easings that one size more of it would save."""
        return {name: self._pressure(name, weight, solution) for name, weight in solution.weights.items()}

    def _pressure(self, name: str, weight: float, solution: Solution) -> float:
        index = self.nlp.index_of(self.model.p[name])
        slope = float(solution.result.zl[index] + solution.result.zu[index])
        return abs(weight - slope) / abs(weight)

    def as_plan(self, optimiser: Optimiser, solution: Solution) -> Solution:
        """The same batch as a solution of the ordinary model, for the least cost."""
        place = {variable.name: index for index, variable in enumerate(self.nlp.variables)}
        x = solution.result.x[[place[variable.name] for variable in optimiser.nlp.variables]]
        return optimiser.solve({"cost": 1.0}, solution.regions, x)


def size_of(easing: Easing, asked: float) -> float:
    """One unit of easing, in the model's unit: the limit itself or a usual one, whichever is larger."""
    return max(abs(asked), easing.size)


def _generous(easing: Easing, asked: float) -> float:
    """A value to start from: usual where that is easier than what is asked."""
    usual = easing.size if easing.sign > 0.0 else min(easing.size, easing.most)
    return max(asked, usual) if easing.sign > 0.0 else min(asked, usual)


def _elastic(m: Any) -> Any:
    """The model with the sum of easings as its objective and the limits scaled as unknowns."""
    from pyomo.environ import Objective, Suffix, Var, minimize

    m.ease = Var(list(ALL), initialize=0.0)
    m.asked = Var(list(ALL), initialize={name: m.p[name].value for name in ALL})
    m.del_component(m.objective)
    eased = sum(m.ease[name] * (m.p[name] - m.asked[name]) for name in ALL)
    m.objective = Objective(expr=eased + m.weight["cost"] * m.cost, sense=minimize)
    m.scaling_factor = Suffix(direction=Suffix.EXPORT)
    for name, easing in ALL.items():
        m.scaling_factor[m.p[name]] = 1.0 / easing.size
    return m
