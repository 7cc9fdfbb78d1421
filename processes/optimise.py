"""Find the best plan: solve with every finite element held in one region of the map, then move elements whose region
rows press against the objective, until no move helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.errors import IntegrationFailed, NoPlan
from processes.fed_batch import FIGURES, build
from processes.problem import Problem
from processes.region_coefficients import Mesh, region_parameters
from processes.simulation import Inputs, Laws
from processes.start import first_inputs, integrated, point, regions_along

Array = NDArray[np.float64]
Regions = NDArray[np.intp]

OBJECTIVES = ("titre", "rate", "yield", "cost")
TIE = 0.01  # weight of the cost beside another objective: among equals the cheaper plan
PRESSURE = 1e-6  # multiplier of a region row from which on a move is tried
BETTER = 1e-6  # relative improvement that counts
ROUNDS = 10
CANDIDATES = 3  # local optima that are improved thoroughly: not the best of the first search may be the best at last
ITERATIONS = 400  # counted, not timed: a busy machine must not change the answer
TRIAL_ITERATIONS = 80  # a move that helps is found in 20 to 60

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Solution:
    """One solved assignment of regions."""

    result: Any  # CompiledResult
    regions: Regions
    weights: Mapping[str, float]
    problem: Problem
    parameters: Mapping[str, float]  # of the question as it was posed

    @property
    def objective(self) -> float:
        """Value of the weighted objective; less is better."""
        return float(self.result.objective)

    def laws(self) -> Laws:
        """The rate and transfer laws with the numbers of its question."""
        return Laws(self.problem.kinetics, self.parameters)


class Optimiser:
    """One compiled model for any number of questions that share a strain's map and a mesh.

    ``model`` is an ordinary Pyomo ConcreteModel; ``load(solution)`` puts a solution's numbers into it, so that a
    constraint can be added and the model be solved again by ``SolverFactory('casadi_ipopt')``.
    """

    def __init__(self, problem: Problem, mesh: Mesh | None = None) -> None:
        from processes.solvers.compiled import CompiledNLP

        self.mesh = mesh or Mesh()
        self.problem = problem
        self.parameters = problem.parameters()
        self.model = build(problem.kinetics, self.parameters, self.mesh)
        self.nlp = CompiledNLP(self.model, self.model.parameters)
        self.solves = 0

    @cached_property
    def outputs(self) -> list[str]:
        """Outputs of the model in the order of its coefficients."""
        return list(self.model.outputs)

    def pose(self, problem: Problem, changes: Mapping[str, float] | None = None) -> None:
        """Ask another question of the same strain: other vessel, prices, limits, or single parameters changed."""
        self.problem = problem
        self.parameters = problem.parameters() | dict(changes or {})

    def laws(self) -> Laws:
        """The rate and transfer laws with the numbers of the present question."""
        return Laws(self.problem.kinetics, self.parameters)

    def solve(
        self,
        weights: Mapping[str, float],
        regions: Regions,
        start: Any,
        warm: bool = False,
        iterations: int = ITERATIONS,
    ) -> Solution:
        """One NLP with the given region in each element."""
        blocks = region_parameters(self.problem.kinetics, self.mesh, self.outputs, regions)
        values = np.concatenate(
            [
                np.fromiter(self.parameters.values(), dtype=float),
                np.array([weights.get(name, 0.0) for name in FIGURES]),
                blocks["C"],
                blocks["D"],
                blocks["A"],
            ]
        )
        self.solves += 1
        result = self.nlp.solve(values, start, warm_duals=warm, max_iter=iterations)
        kept = (dict(weights), self.problem, dict(self.parameters))
        return Solution(result, np.asarray(regions, dtype=np.intp), *kept)

    def optimise(
        self,
        objective: str,
        starts: Sequence[int] = (0, 1, 2),
        near: Iterable[Solution] = (),
        progress: Progress | None = None,
    ) -> Solution:
        """The best plan found for one objective, from ``near`` plans and some first batches. Raises NoPlan."""
        weights = self.weights(objective)
        solution = self._search(weights, starts, near, progress or (lambda _: None))
        if solution is None:
            raise NoPlan(f"no plan was found for {objective}: the solver ended without an answer from any start")
        return solution

    def reach(self, objective: str, near: Iterable[Solution] = ()) -> Solution | None:
        """The most of one objective, or None; without an explanation."""
        return self._search({objective: 1.0, "cost": 1e-4}, (1, 0), near, lambda _: None)

    def weights(self, objective: str) -> dict[str, float]:
        """Weights of one objective with the cost, measured in hours of owning the vessel, as tie-break. ValueError."""
        weights = weights_of(objective)
        if objective != "cost":
            weights["cost"] /= max(1.0, self._cost_scale())
        return weights

    def _cost_scale(self) -> float:
        """USD per kg that a day of the vessel costs at 60 g/L: the size of the cost, before there is a plan."""
        p = self.parameters
        hourly = p["capital_per_hour"] + p["maintenance_per_hour"] + p["operators_per_volume"] * p["price_wage"]
        return 24.0 * hourly / 60.0

    def _search(
        self, weights: Mapping[str, float], starts: Sequence[int], near: Iterable[Solution], say: Progress
    ) -> Solution | None:
        found = []
        for solution in near:
            tried = self.solve(weights, solution.regions, solution.result)
            if tried.result.success:
                found.append(self.improve(tried, say))
        for start in starts:
            begun = self._from_batch(weights, start)
            say(f"start {start}: {'no batch' if begun is None else begun.result.status}")
            if begun is not None and begun.result.success and not any(_same(begun, other) for other in found):
                found.append(self.improve(begun, say))
        candidates = sorted(found, key=lambda solution: solution.objective)[:CANDIDATES]
        return best(self.improve(candidate, say, thorough=True) for candidate in candidates)

    def _from_batch(self, weights: Mapping[str, float], start: int) -> Solution | None:
        """The solve that begins at a first batch; None where that batch cannot be integrated."""
        laws = self.laws()
        inputs = first_inputs(self.parameters, self.mesh, start)
        try:
            trajectory = integrated(laws, inputs, self.mesh)
        except IntegrationFailed:
            return None
        regions = regions_along(laws, inputs, trajectory, self.mesh)
        return self.solve(weights, regions, point(self.model, self.nlp, laws, inputs, trajectory))

    def again(self, solution: Solution, from_batch: bool = True) -> Solution | None:
        """The same plan under the present parameters: from its own numbers, else from a batch; else None."""
        for warm, iterations in ((True, TRIAL_ITERATIONS), (False, ITERATIONS)):  # a batch may lead to a worse plan
            tried = self.solve(solution.weights, solution.regions, solution.result, warm, iterations)
            if tried.result.success:
                return tried
        if not from_batch:
            return None
        anew = self._from_batch(solution.weights, 0)
        return self.improve(anew) if anew is not None and anew.result.success else None

    def improve(self, solution: Solution, progress: Progress | None = None, thorough: bool = False) -> Solution:
        """Move elements to other regions as long as it helps: where multipliers point; ``thorough``: every border."""
        tried = {solution.regions.tobytes()}
        for _ in range(ROUNDS):
            moved = self._moved(solution, tried, thorough)
            if moved is None:
                return solution
            solution = moved
            if progress:
                progress(f"moved a region: objective {solution.objective:.6f}")
        return solution

    def _moved(self, solution: Solution, tried: set[bytes], thorough: bool) -> Solution | None:
        for regions in self._neighbours(solution, thorough):
            if regions.tobytes() in tried:
                continue
            tried.add(regions.tobytes())
            after = self.solve(solution.weights, regions, solution.result, warm=True, iterations=TRIAL_ITERATIONS)
            if after.result.success and gain(solution, after) > BETTER:
                return after
        return None

    def _neighbours(self, solution: Solution, thorough: bool) -> Iterator[Regions]:
        moves = self.moves(solution)
        trials: list[list[tuple[int, int]]] = [moves] if len(moves) > 1 else []
        trials += [[move] for move in moves[:2]]
        for trial in trials:
            yield _assigned(solution.regions, trial)
        if thorough:
            yield from borders(solution.regions, self.mesh)

    def moves(self, solution: Solution) -> list[tuple[int, int]]:
        """(element, region to move to), the strongest pull first: read from the multipliers of the region rows."""
        pulls: dict[int, tuple[float, int]] = {}
        duals = np.abs(self.nlp.dual_of(self.model.stay, solution.result)).reshape(-1, self.mesh.points)
        for (element, rival), pressure in zip(self.model.rivals, duals.max(axis=1), strict=True):
            region = rival + (rival >= solution.regions[element])
            if pressure > max(PRESSURE, pulls.get(element, (0.0, 0))[0]):
                pulls[element] = (float(pressure), int(region))
        ordered = sorted(pulls.items(), key=lambda item: -item[1][0])
        return [(element, region) for element, (_, region) in ordered]

    def values(self, variable: Any, solution: Solution) -> Array:
        """Values of a Pyomo variable of the model in a solution, in the variable's own order."""
        return np.asarray(self.nlp.values_of(variable, solution.result), dtype=float)

    def value(self, variable: Any, solution: Solution) -> float:
        """Value of a scalar variable."""
        return float(self.values(variable, solution)[0])

    def load(self, solution: Solution) -> None:
        """Put a solution into ``model``."""
        self.nlp.load(solution.result)

    def inputs(self, solution: Solution) -> Inputs:
        """What the plan does to the vessel."""
        m = self.model
        return Inputs(
            v0=self.value(m.v0, solution),
            g0=self.value(m.g0, solution),
            growth_hours=self.value(m.t_growth, solution),
            production_hours=self.value(m.t_production, solution),
            feed=np.maximum(self.values(m.feed, solution), 0.0),  # bounds are kept to 1e-8
            power=self.values(m.power, solution),
            air=self.value(m.air, solution),
            co2=self.value(m.co2, solution),
            growth_elements=self.mesh.growth,
        )


def weights_of(objective: str) -> dict[str, float]:
    """Weights of one objective, with the cost as tie-break. Raises ValueError for an unknown name."""
    from cards.reading import nearest

    if objective not in OBJECTIVES:
        raise ValueError(f"unknown objective '{objective}'{nearest(objective, OBJECTIVES)}")
    weights = {"cost": TIE}
    weights[objective] = 1.0
    return weights


def _assigned(regions: Regions, moves: Iterable[tuple[int, int]]) -> Regions:
    changed = regions.copy()
    for element, region in moves:
        changed[element] = region
    return changed


def borders(regions: Regions, mesh: Mesh) -> Iterator[Regions]:
    """Every assignment in which one border between two regions of a phase lies one element earlier or later."""
    for e in range(1, mesh.elements):
        if regions[e] != regions[e - 1] and e != mesh.growth:
            yield _assigned(regions, [(e, int(regions[e - 1]))])
            yield _assigned(regions, [(e - 1, int(regions[e]))])


def gain(before: Solution, after: Solution) -> float:
    """Relative improvement of the objective."""
    return (before.objective - after.objective) / max(1e-3, abs(before.objective))


def _same(one: Solution, other: Solution) -> bool:
    """Whether two solutions are the same plan: no need to improve both."""
    near = abs(one.objective - other.objective) <= 1e-7 * max(1.0, abs(one.objective))
    return near and bool(np.array_equal(one.regions, other.regions))


def best(solutions: Iterable[Solution | None]) -> Solution | None:
    """The best of those that succeeded."""
    found = [solution for solution in solutions if solution is not None and solution.result.success]
    return min(found, key=lambda solution: solution.objective) if found else None
