"""The genome-scale engine against COBRApy: the same model, medium and question in the same run, best of three.

``difference`` is the largest absolute difference of any number of the two answers, mmol/gDW/h or 1/h. Where COBRApy's
tolerance of 1e-7 on the objective lets a flux through that no optimum has, it is asked again for those reactions with
a tolerance of 1e-9, and the difference to that is stated.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import strains_dynamic
from benchmarks.harness import Row, less_is_better
from strains.models.model import SHIPPED, base_model, load_model
from strains.models.model_cache import FOLDER, base_network
from strains.models.network import Network
from strains.phenotype.phenotype import phenotype_over
from strains.questions.deletions import double_gene_deletions, single_gene_deletions
from strains.questions.variability import flux_variability
from strains.strain import Strain

MODELS = "BIOFAB_TEST_MODELS"  # folder that holds yeast-GEM
TIMES = 3
PAIR_GENES = 300
PEER_GENES = 24  # of them, whose pairs COBRApy is asked for: a pair is a pair
GRID = 20
OUTPUTS = ("growth", "glucose", "oxygen", "product", "co2", "acetate")
CORE, WHOLE = f"{SHIPPED}textbook", f"{SHIPPED}iJO1366"


@dataclass(frozen=True)
class Timed:
    """Best seconds of several runs, and the answer of the last."""

    seconds: float
    answer: Any


def measure(quick: bool) -> Iterator[Row]:
    """All rows; ``quick``: the core model only, once."""
    logging.disable(logging.WARNING)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    times = 1 if quick else TIMES
    source = CORE if quick else WHOLE
    yield from _ranges(source, (1, 2), times)
    yield from _deletions(source, times)
    yield from _maps(quick, times)
    yield from _loads(source, times)
    yield from strains_dynamic.measure(quick)
    yeast = Path(os.environ.get(MODELS, "")) / "yeast-GEM-9.0.2.xml.gz"
    if not quick and yeast.is_file():
        yield from _ranges(str(yeast), (2,), times)


def best(work: Callable[[], Any], times: int) -> Timed:
    """The quickest of ``times`` runs."""
    shortest = float("inf")
    for _ in range(times):
        since = time.perf_counter()
        answer = work()
        shortest = min(shortest, time.perf_counter() - since)
    return Timed(shortest, answer)


FLOORS = {("iJO1366", 1, 1.0): 90, ("iJO1366", 1, 0.9): 35, ("iJO1366", 2, 1.0): 45, ("iJO1366", 2, 0.9): 20,
          ("yeast", 2, 1.0): 60, ("yeast", 2, 0.9): 16}  # fmt: skip


def _ranges(source: str, processes: tuple[int, ...], times: int) -> Iterator[Row]:
    from cobra.flux_analysis import flux_variability_analysis

    network, model = base_network(source), load_model(source)
    name = "yeast" if "yeast" in source else source.removeprefix(SHIPPED)
    for count in processes:
        for fraction in (1.0, 0.9):
            ours = best(lambda c=count, f=fraction: flux_variability(network, f, processes=c), times)
            peer = best(
                lambda c=count, f=fraction: flux_variability_analysis(model, fraction_of_optimum=f, processes=c), times
            )
            gap = np.abs(np.column_stack([ours.answer.minimum, ours.answer.maximum]) - peer.answer.to_numpy())
            gap = _explained(gap, ours.answer, model, fraction)
            task = f"FVA {name}, fraction {fraction:g}, {count} process{'es' if count > 1 else ''}"
            row = less_is_better(
                task, ours.seconds, peer.seconds, f"COBRApy, {count}", "s", FLOORS.get((name, count, fraction))
            )
            yield replace(row, difference=float(gap.max()))


def _explained(gap: Any, ours: Any, model: Any, fraction: float) -> Any:
    """The differences once COBRApy works with a tolerance at which they can be seen."""
    from cobra.flux_analysis import flux_variability_analysis

    far = np.flatnonzero(gap.max(axis=1) > 1e-6)
    if not len(far):
        return gap
    with model:
        model.tolerance = 1e-9
        names = [ours.reactions[place] for place in far]
        again = flux_variability_analysis(model, names, fraction_of_optimum=fraction, processes=1).to_numpy()
    gap = gap.copy()
    gap[far] = np.abs(np.column_stack([ours.minimum[far], ours.maximum[far]]) - again)
    return gap


def _deletions(source: str, times: int) -> Iterator[Row]:
    from cobra.flux_analysis import double_gene_deletion, single_gene_deletion

    network, model = base_network(source), load_model(source)
    name = source.removeprefix(SHIPPED)
    whole = source == WHOLE
    ours = best(lambda: single_gene_deletions(network), times)
    peer = best(lambda: single_gene_deletion(model, processes=1), times)
    theirs = {next(iter(row.ids)): row.growth for row in peer.answer.itertuples()}
    row = less_is_better(
        f"single gene deletions {name}", ours.seconds, peer.seconds, "COBRApy, 1", "s", 30 if whole else None
    )
    yield replace(row, difference=_furthest(ours.answer, lambda genes: theirs[genes[0]]))

    drawn = random.Random(1).sample(  # noqa: S311
        list(network.genes), min(PAIR_GENES, len(network.genes))
    )
    asked = drawn[: PEER_GENES if whole else 12]
    ours = best(lambda: double_gene_deletions(network, drawn), times)
    peer = best(lambda: double_gene_deletion(model, asked, asked, processes=1), times)
    pairs = {frozenset(row.ids): row.growth for row in peer.answer.itertuples()}
    some = double_gene_deletions(network, asked)
    row = less_is_better(
        f"double gene deletions {name}, a pair of {len(drawn)} genes",
        ours.seconds / len(ours.answer.names),
        peer.seconds / len(pairs),
        "COBRApy, 1",
        "s",
        40 if whole else None,
    )
    yield replace(row, difference=_furthest(some, lambda genes: pairs[frozenset(genes)]))


def _furthest(ours: Any, theirs: Callable[[tuple[str, ...]], float]) -> float:
    """Largest difference; what is infeasible there must be so here."""
    gaps = []
    for genes, value in zip(ours.names, ours.objective, strict=True):
        other = theirs(genes)
        gaps.append(0.0 if np.isnan(value) and np.isnan(other) else abs(value - other))
    return float(np.max(gaps))


def _maps(quick: bool, times: int) -> Iterator[Row]:
    host, product, medium = (
        ("ecoli_core", "ethanol", "core_glucose") if quick else ("ecoli_k12", "succinate", "m9_glucose")
    )
    strain = Strain.from_cards(host, product, medium).wild_type()
    box = {"glucose": (0.0, 20.0), "oxygen": (0.0, 20.0)}
    ours = best(lambda: phenotype_over(strain, box, outputs=OUTPUTS, bands=False), times)
    peer = best(lambda: _grid(strain, box), times)
    found, (points, values) = ours.answer, peer.answer
    at = found.evaluate(points)
    told = ~np.isnan(at).any(axis=1) & ~np.isnan(values)
    gap = float(np.abs(at[told, 0] - values[told]).max())
    name = base_network(strain.host.model.source).name or host
    row = less_is_better(
        f"phenotype {name}, glucose × O2, six outputs, exact", ours.seconds, peer.seconds,
        f"COBRApy, {GRID} × {GRID} grid", "s", None if quick else 25,
    )  # fmt: skip
    yield replace(row, difference=gap)
    theta = np.random.default_rng(1).uniform(0.0, 20.0, size=(10_000, 2))
    each = best(lambda: found.evaluate(theta), 3 * times).seconds / len(theta) * 1e6
    yield less_is_better("phenotype, evaluation, a point of 10,000", each, 1.0, "target", "µs", 1.0)


def _grid(strain: Strain, box: dict[str, tuple[float, float]]) -> tuple[Any, Any]:
    """Growth, then the five other fluxes made unique by the same weights, at each point: two programmes."""
    from strains.phenotype.tie_break import STATED

    model = strain.model()
    growth = model.reactions.get_by_id(strain.host.biomass)
    weights = {model.reactions.get_by_id(name): weight for name, weight in STATED.of(strain).items()}
    read = [model.reactions.get_by_id(strain.exchange(name)) for name in OUTPUTS[1:]]
    limited = [model.reactions.get_by_id(strain.exchange(name)) for name in box]
    axes = [np.linspace(low, high, GRID) for low, high in box.values()]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    values = np.full(len(points), np.nan)
    for place, point in enumerate(points):
        for reaction, limit in zip(limited, point, strict=True):
            reaction.lower_bound = -limit
        model.objective = growth
        most = model.slim_optimize()
        if np.isnan(most):
            continue
        with model:
            growth.lower_bound = max(0.0, most - 1e-9)
            model.objective = weights
            model.slim_optimize()
            _ = [reaction.flux for reaction in read]
        values[place] = most
    return points, values


def _loads(source: str, times: int) -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        before = os.environ.get(FOLDER)
        os.environ[FOLDER] = folder
        try:
            base_network.cache_clear()
            base_network(source)

            def second() -> Network:
                base_network.cache_clear()
                return base_network(source)

            def first() -> Any:
                base_model.cache_clear()
                return base_model(source)

            ours, peer = best(second, 3 * times), best(first, times)
        finally:
            os.environ.pop(FOLDER) if before is None else os.environ.__setitem__(FOLDER, before)
            base_network.cache_clear()
    name = source.removeprefix(SHIPPED)
    floor = 50 if source == WHOLE else None
    yield less_is_better(f"second load of {name}", ours.seconds, peer.seconds, "COBRApy's reader", "s", floor)
