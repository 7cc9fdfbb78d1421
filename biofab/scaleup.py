"""Plan a study's batch: strain, kinetics, optimum, and its check against the whole genome-scale model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab import facts
from biofab.organism import Organism, organism_of
from biofab.planner import Planner
from biofab.progress import Progress
from biofab.recheck import recheck
from biofab.run_folder import RunFolder
from biofab.study import Study

if TYPE_CHECKING:
    from processes.design import Design
    from processes.uncertainty.first_order import Uncertainty

SURE = ("cost", "pareto")  # objectives whose headline is the least-cost plan: how sure it is can be told


def optimise_study(study: Study, objective: str, out: Path | None, progress: Progress) -> dict[str, Any]:
    """Steps one to four of a study at production scale: strain, kinetics, plan, check; written to ``out`` if given.

    With ``objective`` "pareto" the headline is the first plan of the front: none of its points is cheaper. Raises
    Infeasible with the limits in conflict, NoPlan, FrontTooShort.
    """
    progress.step("strain and phenotype")
    organism = organism_of(study)
    planner = Planner(study, organism)
    progress.step(f"plan: {objective}")
    front = planner.pareto("production") if objective == "pareto" else []
    design = front[0] if front else planner.design("production", objective)
    result: dict[str, Any] = {"study": study.name, "question": study.question, "objective": objective}
    result |= facts.headline(design)
    if front:
        result["pareto"] = [facts.pareto_point(point) for point in front]
    if objective in SURE:
        progress.step("how sure the plan is")
        sure = _uncertainty(planner)
        result |= {"interval": facts.interval(design, sure), "uncertainty": facts.effects(sure)}
    progress.step("check with the whole genome-scale model")
    check = recheck(organism, planner.problem("production"), design)
    result |= {"recheck": check.to_dict(), "design": design.to_dict()}
    result |= facts.background(study, organism, {"production": planner.problem("production")})
    if out is not None:
        _write(RunFolder.create(out, study), organism, objective, [design, *front], result)
    return result


def _uncertainty(planner: Planner) -> Uncertainty:
    from processes.uncertainty.first_order import deviations, uncertainty

    problem = planner.problem("production")
    solution = planner.solution("production", "cost")
    planner.optimiser.pose(problem)
    return uncertainty(planner.optimiser, solution, deviations(problem))


def _write(
    folder: RunFolder, organism: Organism, objective: str, designs: list[Design], result: dict[str, Any]
) -> None:
    """Everything to the folder: the headline plan by its objective, and every point of a front by its number."""
    folder.write_kinetics(organism.kinetics)
    folder.write_phenotypes(organism.growth, organism.production)
    headline, *front = designs
    folder.write_design("cost" if front else objective, headline)
    for number, point in enumerate(front):
        folder.write_design(f"pareto_{number:02d}", point)
    folder.write_result(result)
