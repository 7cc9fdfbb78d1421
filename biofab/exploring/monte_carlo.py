"""The spread of a plan's figures under the uncertainty of its cards, and the probability of a price."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab.exploring.question import WORDS, Asked, Ground, compute, ground, opened, task_of
from biofab.progress import Progress
from biofab.run_folder import RunFolder
from biofab.study import Study

if TYPE_CHECKING:
    from processes.uncertainty.monte_carlo import MonteCarlo
    from processes.uncertainty.running import Where
    from processes.uncertainty.sampling import Samples

KEPT_LIMITS = {"over_residual": "residual glucose", "over_volume": "working volume", "over_cooling": "cooling"}
SLACK = 1e-3  # of a limit: less is how a plan at its limit rounds


def monte_carlo(
    study: Study, asked: Asked, price: float | None, where: Where, folder: Path, progress: Progress
) -> dict[str, Any]:
    """Monte Carlo of a study's least-cost plan in the modes asked for; everything is kept in ``folder``.

    Raises what a plan raises; NoPlan when hardly a sample has figures.
    """
    from processes.uncertainty.monte_carlo import MonteCarlo

    base = ground(study, asked, progress)
    drawn = samples_of(base, asked)
    kept = opened(folder, study, asked)
    result: dict[str, Any] = {"study": study.name, "question": study.question, "explored": "montecarlo"}
    result |= {"asked": asked.to_dict(), "plan_usd_per_kg": plan_cost(base)}
    result["numbers"] = [spread.to_dict() for spread in base.spreads]
    result["modes"] = {}
    for mode in asked.modes:
        rows = {index: drawn.row(index) for index in range(len(drawn))}
        outcomes = compute(mode, task_of(base, mode, asked), rows, asked, where, kept, progress)
        found = MonteCarlo.of(drawn, outcomes)
        write_samples(kept, mode, found)
        result["modes"][mode] = _told(mode, found, price)
    kept.write_json("exploration.json", result)
    return result


def samples_of(base: Ground, asked: Asked) -> Samples:
    """The samples of a question."""
    from processes.uncertainty.sampling import samples

    pairs = {(one, other): rank for one, other, rank in asked.correlations}
    return samples(base.spreads, asked.samples, asked.seed, asked.method, pairs)


def plan_cost(base: Ground) -> float:
    """Cost of the plan itself, USD/kg."""
    optimiser = base.planner.optimiser
    return optimiser.value(optimiser.model.cost, base.solution)


def write_samples(folder: RunFolder, name: str, found: MonteCarlo) -> None:
    """Every sample with its numbers, figures and failure as a table."""
    import pandas as pd

    table = pd.DataFrame(found.samples.values, columns=list(found.samples.names))
    for figure, values in found.figures.items():
        table[f"figure_{figure}"] = values
    table["failure"] = [found.failures.get(index) for index in range(len(table))]
    folder.write_table(f"{name}.parquet", table)


def _told(mode: str, found: MonteCarlo, price: float | None) -> dict[str, Any]:
    told: dict[str, Any] = {"meaning": WORDS[mode], **found.to_dict()}
    if price is not None:
        told["probability"] = found.probability_under(price).to_dict()
    broken = {
        words: float((found.figure(name) > SLACK).mean())
        for name, words in KEPT_LIMITS.items()
        if name in found.figures
    }
    return told | ({"share_that_breaks": broken} if broken else {}) | {"costs_usd_per_kg": _costs(found)}


def _costs(found: MonteCarlo) -> list[float]:
    return sorted(map(float, found.figure("cost")))
