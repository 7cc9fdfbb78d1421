"""Plan a study's batch: strain, kinetics, optimum, and its check against the whole genome-scale model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from biofab import facts
from biofab.organism import organism_of
from biofab.planner import Planner
from biofab.progress import Progress
from biofab.recheck import recheck
from biofab.run_folder import RunFolder
from biofab.study import Study


def optimise_study(study: Study, objective: str, out: Path | None, progress: Progress) -> dict[str, Any]:
    """Steps one to four of a study at production scale: strain, kinetics, plan, check; written to ``out`` if given."""
    progress.step("strain and phenotype")
    organism = organism_of(study)
    planner = Planner(study, organism)
    progress.step(f"plan: {objective}")
    result: dict[str, Any] = {"study": study.name, "question": study.question, "objective": objective}
    if objective == "pareto":
        front = planner.pareto("production")
        design = front[0]
        result["pareto"] = [facts.pareto_point(point) for point in front]
    else:
        design = planner.design("production", objective)
    progress.step("check with the whole genome-scale model")
    check = recheck(organism, planner.problem("production"), design)
    result |= facts.headline(design) | {"recheck": check.to_dict(), "design": design.to_dict()}
    result |= facts.background(study, organism, {"production": planner.problem("production")})
    if out is not None:
        folder = RunFolder.create(out, study)
        folder.write_kinetics(organism.kinetics)
        folder.write_phenotypes(organism.growth, organism.production)
        folder.write_design(objective, design)
        folder.write_result(result)
    return result
