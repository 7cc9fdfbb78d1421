"""What is computed for one sample: the plan as it stands under other numbers, or the plan made anew for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from processes.design import figures_of
from processes.errors import IntegrationFailed, NoPlan
from processes.optimise import TRIAL_ITERATIONS, Optimiser, Solution
from processes.problem import Problem
from processes.region_coefficients import Mesh
from processes.simulation import Inputs
from processes.start import integrated, point, regions_along
from processes.uncertainty.fixed_plan import figures_of_fixed
from processes.uncertainty.numbers import changed
from processes.uncertainty.outcomes import Evaluate, Row


@dataclass(frozen=True)
class FixedPlan:
    """The inputs as planned, whatever the numbers turn out to be."""

    problem: Problem
    inputs: Inputs
    points: int

    def prepared(self) -> Evaluate:
        """Integrates the batch with the sample's numbers."""
        return lambda row: figures_of_fixed(changed(self.problem, row), self.inputs, self.points)

    def identity(self) -> str:
        """Of the question and the inputs."""
        return _identity("fixed", self.problem, self.inputs, {"points": self.points})


@dataclass(frozen=True)
class Replanned:
    """The plan made anew for every sample, as if its numbers were known beforehand.

    ``nominal``: the plan that each sample starts from, whatever other samples were solved before: its inputs are
    integrated with the sample's numbers, and the solver begins there. ``thorough``: the regions of the map are moved
    until no move helps; else once, all those that the multipliers point to.
    """

    mesh: Mesh
    nominal: Solution
    inputs: Inputs
    thorough: bool = False

    @classmethod
    def of(cls, optimiser: Optimiser, nominal: Solution, thorough: bool = False) -> Replanned:
        """The task of a plan."""
        return cls(optimiser.mesh, nominal, optimiser.inputs(nominal), thorough)

    def prepared(self) -> Evaluate:
        """Compiles the model, once for all samples of a process."""
        return self.on(Optimiser(self.nominal.problem, self.mesh))

    def on(self, optimiser: Optimiser) -> Evaluate:
        """The same with a model that is compiled already."""
        problem = self.nominal.problem

        def evaluate(row: Row) -> dict[str, float]:
            optimiser.pose(changed(problem, row))
            solution = self._solved(optimiser)
            if self.thorough:
                solution = optimiser.improve(solution)
            return _figures(optimiser, solution)

        return evaluate

    def identity(self) -> str:
        """Of the question, the mesh and the plan it starts from."""
        more = {"mesh": asdict(self.mesh), "weights": dict(self.nominal.weights), "thorough": self.thorough}
        return _identity("replanned", self.nominal.problem, self.inputs, more)

    def _solved(self, optimiser: Optimiser) -> Solution:
        """The new plan from the old inputs; where they lead nowhere, from the old plan, then from a batch."""
        laws = optimiser.laws()
        try:
            trajectory = integrated(laws, self.inputs, self.mesh)
            regions = regions_along(laws, self.inputs, trajectory, self.mesh)
            start = point(optimiser.model, optimiser.nlp, laws, self.inputs, trajectory)
            solved = optimiser.solve(self.nominal.weights, regions, start)
        except IntegrationFailed:
            solved = None
        if solved is None or not solved.result.success:
            again = optimiser.again(self.nominal)
            if again is None:
                status = "the planned batch cannot be integrated" if solved is None else solved.result.status
                raise NoPlan(f"no plan was found with these numbers ({status})")
            return again
        return _moved(optimiser, solved)


def _moved(optimiser: Optimiser, solution: Solution) -> Solution:
    """The better of a plan and the one with every element moved that the multipliers point to."""
    moves = optimiser.moves(solution)
    if not moves:
        return solution
    regions = solution.regions.copy()
    for element, region in moves:
        regions[element] = region
    after = optimiser.solve(solution.weights, regions, solution.result, True, TRIAL_ITERATIONS)
    return after if after.result.success and after.objective < solution.objective else solution


def _figures(optimiser: Optimiser, solution: Solution) -> dict[str, float]:
    figures = figures_of(optimiser, solution)
    return {"cost": figures.cost, "titre": figures.titre, "rate": figures.rate, "yield": figures.yield_}


def _identity(kind: str, problem: Problem, inputs: Inputs, more: Mapping[str, Any]) -> str:
    asked = {
        "kind": kind,
        "kinetics": problem.kinetics.to_dict(),
        "prices": problem.prices.model_dump(),
        "scale": problem.scale.model_dump(),
        "limits": asdict(problem.limits),
        "inputs": {name: np.asarray(value).tolist() for name, value in asdict(inputs).items()},
        **more,
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
