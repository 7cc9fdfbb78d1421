"""Which number to measure first: tornado, Sobol indices, and what knowing a number is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from biofab.errors import BadInput
from biofab.exploring.monte_carlo import plan_cost, samples_of, write_samples
from biofab.exploring.question import WORDS, Asked, Ground, compute, ground, opened, task_of
from biofab.progress import Progress
from biofab.run_folder import RunFolder
from biofab.study import Study

if TYPE_CHECKING:
    from processes.uncertainty.running import Where
    from processes.uncertainty.sobol_indices import Index

TELLING = 0.01  # of the variance: numbers with less are not worth a word


def sensitivity(
    study: Study, asked: Asked, price: float | None, where: Where, folder: Path, progress: Progress
) -> dict[str, Any]:
    """Tornado, indices and value of information of the cost of a study's least-cost plan, in one mode.

    The indices come from a surrogate of the samples, when it explains nine tenths of the variance in cross-validation;
    else they are left out, and the result says so. With ``asked.direct`` they come from the model itself, at
    samples × (numbers + 2) runs. The price of the decision is the plan's own cost unless given.
    """
    from processes.uncertainty import tornado
    from processes.uncertainty.numbers import words_of

    if asked.correlations:
        raise BadInput("--correlate: shares of a variance are of independent numbers; leave it out for sensitivity")
    base, (mode,) = ground(study, asked, progress), asked.modes
    kept = opened(folder, study, asked)
    cost = plan_cost(base)
    result: dict[str, Any] = {"study": study.name, "question": study.question, "explored": "sensitivity"}
    result |= {"asked": asked.to_dict(), "mode": mode, "meaning": WORDS[mode], "plan_usd_per_kg": cost}
    result["numbers"] = [spread.to_dict() | {"words": words_of(spread.name)} for spread in base.spreads]
    sides = compute(
        f"tornado {mode}", task_of(base, mode, asked), tornado.rows(base.spreads), asked, where, kept, progress
    )
    result["tornado"] = [
        swing.to_dict() | {"words": words_of(swing.name)} for swing in tornado.swings(base.spreads, sides)
    ]
    result |= (
        _direct(base, asked, where, kept, progress)
        if asked.direct
        else _sampled(base, asked, cost if price is None else price, where, kept, progress)
    )
    kept.write_json("exploration.json", result)
    return result


def _direct(base: Ground, asked: Asked, where: Where, kept: RunFolder, progress: Progress) -> dict[str, Any]:
    from processes.uncertainty.sobol_indices import indices, plan

    asked_plan = plan(base.spreads, asked.samples, asked.seed)
    names = [spread.name for spread in base.spreads]
    rows = {i: dict(zip(names, map(float, row), strict=True)) for i, row in enumerate(asked_plan.rows)}
    (mode,) = asked.modes
    outcomes = compute(f"indices {mode}", task_of(base, mode, asked), rows, asked, where, kept, progress)
    values = np.array([np.nan if one.figures is None else one.figures["cost"] for one in outcomes])
    found = indices(asked_plan, values, asked.seed)
    told = f"the model itself, {len(rows)} runs"
    return {"indices_from": told, "failed": int(np.isnan(values).sum())} | _indices(found)


def _sampled(
    base: Ground, asked: Asked, price: float, where: Where, kept: RunFolder, progress: Progress
) -> dict[str, Any]:
    from processes.uncertainty.monte_carlo import MonteCarlo
    from processes.uncertainty.surrogate import fit
    from processes.uncertainty.value_of_information import information

    (mode,) = asked.modes
    drawn = samples_of(base, asked)
    rows = {index: drawn.row(index) for index in range(len(drawn))}
    found = MonteCarlo.of(drawn, compute(mode, task_of(base, mode, asked), rows, asked, where, kept, progress))
    write_samples(kept, mode, found)
    progress.step("indices and value of information")
    unit, costs = drawn.unit[found.solved], found.figure("cost")
    surrogate = fit(base.spreads, unit, costs, asked.seed)
    told: dict[str, Any] = {"samples": len(drawn), "failed": len(found.failures), "why": found.reasons()}
    told["surrogate"] = {"explained": surrogate.explained, "terms": len(surrogate.terms), "good": surrogate.good}
    if surrogate.good:
        told["indices_from"] = (
            f"a polynomial surrogate of {surrogate.samples} samples that explains {surrogate.explained:.1%} of the "
            "variance in cross-validation"
        )
        told |= _indices(surrogate.indices())
    else:
        told["indices_from"] = (
            f"none: the surrogate of {surrogate.samples} samples explains only {surrogate.explained:.1%} of the "
            "variance in cross-validation; ask for more --samples, or for --direct"
        )
    decision = information(drawn.names, unit, costs, price, asked.seed)
    told["information"] = {
        "price_usd_per_kg": decision.price,
        "build": decision.build,
        "expected_gain_usd_per_kg": decision.expected_gain,
        "perfect_usd_per_kg": decision.perfect,
        "noise_usd_per_kg": decision.noise,
        "numbers": [one.to_dict() for one in decision.numbers],
    }
    return told


def _indices(found: Sequence[Index]) -> dict[str, Any]:
    from processes.uncertainty.numbers import words_of

    rows = [one.to_dict() | {"words": words_of(one.name)} for one in found]
    first = max(found, key=lambda one: one.first)
    carried = f"measure the {words_of(first.name)} first: it carries {first.first:.0%} of the variance of the cost"
    small = [one.name for one in found if one.total < TELLING]
    return {"indices": rows, "advice": carried, "negligible": small}
