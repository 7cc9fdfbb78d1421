"""Running a recipe on a plant, and a study's pilot batch from the plan to the record."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab import facts
from biofab.progress import Progress
from biofab.recipe import check, recipe_of
from biofab.running.procedure import Recipe
from biofab.running.result import RunResult, write_whole
from biofab.running.session import Job, carry_out, look_at
from biofab.sim import Parts, start_plant
from plant_io.plant import plant as read_plant

if TYPE_CHECKING:
    from biofab.run_folder import RunFolder
    from biofab.study import Study
    from plant_io.plant import PlantCard
    from processes.design import Design
    from processes.problem import Problem

RECIPE = "recipe.json"
TRUTH = "truth.json"
ESTIMATE = "estimate.json"
REFIT = "refit.parquet"
ASSAYS = "assays.parquet"
SIGNALS = "batch.parquet"


def run_recipe(
    recipe: Recipe,
    plant: str,
    endpoint: str,
    folder: Path,
    progress: Progress,
    stop: threading.Event | None = None,
) -> RunResult:
    """Run a recipe on the plant at ``endpoint``; ``plant`` is the name of its card or a path.

    Writes into ``folder``: recipe.json, events.jsonl, audit.sqlite, record/ and run.json. Ctrl-C, SIGTERM, ``stop`` or
    a failure bring the unit to its safe state and seal the record before they are raised (the first three as
    KeyboardInterrupt). Raises BadInput for a recipe that the plant cannot run, PlantUnreachable, PlantError.
    """
    card = read_plant(plant)
    check(recipe, card)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / RECIPE, json.dumps(recipe.to_dict(), indent=1, ensure_ascii=False) + "\n")
    with _quiet_link(), _own_sigterm():
        try:
            return asyncio.run(carry_out(Job(recipe, card, plant, endpoint, folder, progress, stop)))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


def run_on_virtual_plant(
    recipe: Recipe,
    plant: str,
    parts: Parts,
    folder: Path,
    progress: Progress,
    stop: threading.Event | None = None,
) -> RunResult:
    """Run a recipe on a virtual plant that is started for it and stopped after it.

    As ``run_recipe``; what was true of the plant is left in ``folder``/truth.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with start_plant(plant, replace(parts, truth=folder / TRUTH), folder) as running:
        result = run_recipe(recipe, plant, running.endpoint, folder, progress, stop)
        running.stop()
    cpu = {**result.cpu_seconds, "plant": running.cpu_seconds}
    result = replace(result, cpu_seconds=cpu)
    result.write(folder)
    return result


def run_study(
    study: Study, plant: str, endpoint: str | None, out: Path, speed: float, seed: int, progress: Progress
) -> dict[str, Any]:
    """A study's least-cost pilot batch: planned, run, recorded and estimated; the facts, which are also in ``out``.

    ``plant`` is the name of a card or its path. Without an ``endpoint`` the card's own is taken; of a virtual plant's
    card one is started, with the study's own vessel, ``speed`` plant seconds a real second and constants drawn from
    ``seed``. Raises as ``run_recipe`` does; a plant that is not there is told before anything is computed or written.
    """
    from biofab.organism import organism_of
    from biofab.planner import plan
    from biofab.report.build import conclude
    from biofab.run_folder import RunFolder

    card = read_plant(plant)
    chosen = study.plant.model_copy(update={"card": plant, "endpoint": endpoint})
    study = study.model_copy(update={"seed": seed, "plant": chosen})
    if endpoint is None and not card.virtual:
        endpoint = card.endpoint
    if endpoint is not None:
        progress.step("plant: is it there")
        with _quiet_link():
            asyncio.run(look_at(card, plant, endpoint))
    folder = RunFolder.create(out, study)
    progress.step("strain: genome-scale model and phenotype")
    organism = organism_of(study)
    kinetics = folder.write_kinetics(organism.kinetics)
    folder.write_phenotypes(organism.growth, organism.production)
    progress.step("plan of the pilot batch")
    design, problem = plan(study, organism, "pilot", "cost")
    folder.write_design("pilot_cost", design)
    recipe = recipe_of(design, problem, card, card.units[0].name)
    progress.step("batch")
    if endpoint is None:
        scale = folder.write_json("scale.json", problem.scale.model_dump(mode="json"))
        parts = Parts(speed=speed, seed=seed, kinetics=kinetics, scale=scale)
        result = run_on_virtual_plant(recipe, plant, parts, out, progress)
    else:
        result = run_recipe(recipe, plant, endpoint, out, progress)
    progress.step("estimate")
    learn(folder, card, recipe.unit, problem)
    told: dict[str, Any] = {"study": study.name, "question": study.question, "pilot": facts.plan(design)}
    told |= facts.run(result.to_dict()) | taught(folder, design)
    told |= facts.background(study, organism, {"pilot": problem})
    return conclude(folder, told, progress)


def taught(folder: RunFolder, design: Design) -> dict[str, Any]:
    """What ``learn`` left in the folder, beside the plan, as facts of the report."""
    tables = (folder.read_table(name) for name in (REFIT, ASSAYS, SIGNALS))
    refit, assays, signals = tables
    return facts.estimate(folder.read_json(ESTIMATE), refit, design, assays, signals)


def learn(folder: RunFolder, card: PlantCard, unit: str, problem: Problem) -> None:
    """Estimate the constants from the folder's record; beside them the truth, where a virtual plant left it.

    Writes the estimate and its tables into the folder. Raises BadInput for a record without a batch.
    """
    from biofab.batch import Batch
    from biofab.estimation.estimate import compare_with_truth, estimate

    batch = Batch.from_record(folder.record, card, unit)
    found = estimate(batch, problem.kinetics, problem.scale)
    folder.write_table(SIGNALS, batch.signals)
    folder.write_table(ASSAYS, batch.assays)
    folder.write_table(REFIT, found.trajectory)
    if folder.has(TRUTH):
        found = compare_with_truth(found, folder.read_json(TRUTH))
    folder.write_json(ESTIMATE, found.to_dict())


@contextmanager
def _own_sigterm() -> Iterator[None]:
    """During a run SIGTERM is the run's; afterwards it is what it was."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _quiet_link() -> Iterator[None]:
    """asyncua tells of a lost link with tracebacks; here it is an event of the run."""
    logger = logging.getLogger("asyncua")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
