"""The whole way of one question: genome, plan, check, recipe, plant, record, estimate, report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from biofab import facts
from biofab.errors import PlantUnreachable
from biofab.organism import Organism, organism_of
from biofab.pilot_process import pilot_batch
from biofab.planner import Planner
from biofab.progress import Progress
from biofab.recheck import Recheck, balance, recheck, whole_genome_cell
from biofab.recipe import recipe_of
from biofab.run import RECIPE, taught
from biofab.run_folder import RunFolder
from biofab.running.result import RUN
from biofab.study import Study, default_study
from plant_io.plant import plant
from processes.design import Design

SPEED = 900.0  # plant seconds in a real second
FRONT = 10  # points between productivity and cost
ENDS = ("cost", "rate")  # of the front
OBJECTIVES = (*ENDS, "yield", "titre")


def run_demo(out: Path, seed: int, speed: float | None, progress: Progress) -> dict[str, Any]:
    """Answer the default study in ``out``; returns the JSON object. The plant runs while the plans are made."""
    study = default_study().model_copy(update={"seed": seed})
    return answer(study, out, speed or SPEED, progress)


def answer(study: Study, out: Path, speed: float, progress: Progress) -> dict[str, Any]:
    """The same for any study."""
    from biofab.report.build import conclude

    folder = RunFolder.create(out, study)
    progress.step("strain: genome-scale model and phenotype")
    organism = organism_of(study)
    planner = Planner(study, organism)
    folder.write_kinetics(organism.kinetics)
    folder.write_phenotypes(organism.growth, organism.production)
    progress.step("plan of the pilot batch")
    pilot = planner.design("pilot", "cost")
    _write_recipe(study, planner, pilot, folder)
    with pilot_batch(folder, speed) as batch:
        plans = Plans(planner, folder, progress)
        result = _facts(study, organism, planner, plans, pilot, progress)
        progress.step("pilot batch: waiting for the plant")
        batch.wait()
    if folder.read_json(RUN)["record"] is None:
        raise PlantUnreachable("the plant was gone before its history could be compared with the record")
    result |= facts.run(folder.read_json(RUN)) | taught(folder, pilot)
    return conclude(folder, result, progress)


def _write_recipe(study: Study, planner: Planner, pilot: Design, folder: RunFolder) -> None:
    """What the pilot process needs: the design, its recipe and the vessel."""
    card = plant(study.plant.card)
    problem = planner.problem("pilot")
    folder.write_design("pilot_cost", pilot)
    folder.write_json("scale.json", problem.scale.model_dump(mode="json"))
    folder.write_json(RECIPE, recipe_of(pilot, problem, card, card.units[0].name).to_dict())


def _facts(
    study: Study, organism: Organism, planner: Planner, plans: Plans, pilot: Design, progress: Progress
) -> dict[str, Any]:
    """Everything but the batch."""
    checks = _checks(organism, planner, plans, pilot, progress)
    problems = {scale: planner.problem(scale) for scale in ("production", "pilot")}
    return {
        "study": study.name,
        "question": study.question,
        **plans.to_dict(),
        **checks,
        "pilot": facts.plan(pilot),
        **facts.background(study, organism, problems),
    }


class Plans:
    """The plans at production scale: one for each objective, the front, and how sure the least-cost plan is."""

    def __init__(self, planner: Planner, folder: RunFolder, progress: Progress) -> None:
        from processes.uncertainty.first_order import deviations, uncertainty

        for objective in ENDS:
            progress.step(f"plan at production scale: {objective}")
            planner.solution("production", objective)
        progress.step("front between productivity and cost")
        self.front = planner.pareto("production", FRONT)
        for number, design in enumerate(self.front):
            folder.write_design(f"pareto_{number:02d}", design)
        self.by_objective: dict[str, Design] = {}
        for objective in OBJECTIVES:  # after the front, whose ends may have found better plans
            if objective not in ENDS:
                progress.step(f"plan at production scale: {objective}")
            self.by_objective[objective] = planner.design("production", objective)
            folder.write_design(f"production_{objective}", self.by_objective[objective])
        progress.step("how sure the plan is")
        planner.optimiser.pose(planner.problem("production"))
        sds = deviations(planner.problem("production"))
        self.uncertainty = uncertainty(planner.optimiser, planner.solution("production", "cost"), sds)

    @property
    def cheapest(self) -> Design:
        """The plan whose numbers are the headline."""
        return self.by_objective["cost"]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            **facts.headline(self.cheapest),
            "interval": facts.interval(self.cheapest, self.uncertainty),
            "uncertainty": facts.effects(self.uncertainty),
            "objectives": {name: facts.plan(design) for name, design in self.by_objective.items()},
            "pareto": [facts.pareto_point(design) for design in self.front],
        }


def _checks(organism: Organism, planner: Planner, plans: Plans, pilot: Design, progress: Progress) -> dict[str, Any]:
    """Both plans simulated again with the whole genome-scale model, and the balances of the model."""
    progress.step("check with the whole genome-scale model")
    cell = whole_genome_cell(organism)
    headline: Recheck = recheck(organism, planner.problem("production"), plans.cheapest, cell)
    of_pilot: Recheck = recheck(organism, planner.problem("pilot"), pilot, cell)
    return {
        "recheck": headline.to_dict(),
        "recheck_pilot": of_pilot.to_dict(),
        "balance": balance(organism),
    }
