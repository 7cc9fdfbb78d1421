"""The plans of a study: its question at each scale, answered by one compiled model."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from biofab.errors import BadInput
from biofab.organism import Organism, organism_of
from biofab.prices import prices_of
from biofab.progress import Progress
from biofab.study import Study
from biofab.vessels import vessel_of
from processes.kinetics import Kinetics
from processes.problem import Limits, Problem
from processes.region_coefficients import Mesh

if TYPE_CHECKING:
    from processes.design import Design
    from processes.optimise import Optimiser, Solution

SCALES = ("pilot", "production")


def problem_of(study: Study, kinetics: Kinetics, scale: str) -> Problem:
    """The study's question at its ``pilot`` or ``production`` scale. Raises BadInput, ProcessError, CardError."""
    if scale not in SCALES:
        raise BadInput(f"no scale '{scale}'; expected one of: {', '.join(SCALES)}")
    asked = study.limits
    limits = Limits(
        residual_glucose=asked.residual_glucose.value,
        least_productivity=asked.least_productivity.value,
        least_yield=asked.least_yield.value,
        least_titre=asked.least_titre.value,
        glucose_charge=asked.glucose_charge.value,
        least_fill=asked.least_fill.value,
        longest_batch=asked.longest_batch.value,
        demand=asked.demand.value if asked.demand and scale == "production" else None,
    )
    return Problem(kinetics, vessel_of(study, scale), prices_of(study), limits)


def mesh_of(study: Study) -> Mesh:
    """The study's finite elements."""
    return Mesh(study.mesh.elements_growth, study.mesh.elements_production, study.mesh.points)


class Planner:
    """All the plans of one study, from one compiled model."""

    def __init__(self, study: Study, organism: Organism) -> None:
        self.study = study
        self.organism = organism
        self._solutions: dict[tuple[str, str], Solution] = {}

    @cached_property
    def optimiser(self) -> Optimiser:
        """The compiled model, built at the first question."""
        from processes.optimise import Optimiser

        return Optimiser(self.problem("production"), mesh_of(self.study))

    def problem(self, scale: str) -> Problem:
        """The question at one scale."""
        return problem_of(self.study, self.organism.kinetics, scale)

    def solution(self, scale: str, objective: str) -> Solution:
        """The best plan for one objective; the others start from the least-cost plan."""
        from processes.conflict import ask

        self.optimiser.pose(self.problem(scale))
        key = (scale, objective)
        if key not in self._solutions:
            near = () if objective == "cost" else (self.solution(scale, "cost"),)
            self._solutions[key] = ask(self.optimiser, objective, (2,) if near else (0, 1), near)
        return self._solutions[key]

    def design(self, scale: str, objective: str) -> Design:
        """The best plan for one objective as a design."""
        from processes.design import design_of

        return design_of(self.optimiser, self.solution(scale, objective), objective)

    def pareto(self, scale: str, points: int = 10) -> list[Design]:
        """The front between productivity and cost as designs, by rising productivity.

        Its ends may be better than the plans it began with: from then on they are the plans for cost and rate.
        """
        from processes.design import design_of
        from processes.pareto import front

        cheapest, fastest = self.solution(scale, "cost"), self.solution(scale, "rate")
        found = front(self.optimiser, cheapest, fastest, points)
        self._solutions[scale, "cost"], self._solutions[scale, "rate"] = found[0], found[-1]
        return [design_of(self.optimiser, solution, "pareto") for solution in found]


def plan(study: Study, organism: Organism, scale: str = "pilot", objective: str = "cost") -> tuple[Design, Problem]:
    """One plan of a study with the question it answers."""
    planner = Planner(study, organism)
    return planner.design(scale, objective), planner.problem(scale)


def planner_of(study: Study, progress: Progress) -> Planner:
    """The planner of a study, its organism made first."""
    progress.step("strain and phenotype")
    return Planner(study, organism_of(study))
