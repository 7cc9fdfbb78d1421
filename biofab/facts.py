"""The facts of a result by the names that the JSON and the report share; units stand in the names."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pandas as pd

from biofab.published import PUBLISHED
from biofab.study import Study
from cards.quantity import Quantity
from processes.costing import PRICES
from processes.design import Design
from processes.limits import CONSTRAINTS, LIMITS, Limit
from processes.problem import Problem
from processes.table import UNITS
from processes.uncertainty.first_order import Uncertainty

if TYPE_CHECKING:
    from biofab.organism import Organism

# What a plan and a batch are compared by at harvest; by-products are added.
AT_HARVEST = ("time", "volume", "biomass", "glucose", "product", "base")
TOGETHER = "by-products together"  # of which the laboratory tells the sum alone
PACKAGES = (
    "biofab",
    "cobra",
    "pyomo",
    "casadi",
    "highspy",
    "swiglpk",
    "scipy",
    "numpy",
    "pandas",
    "asyncua",
    "pyarrow",
    "duckdb",
)


def headline(design: Design) -> dict[str, Any]:
    """The four numbers of a plan, what limits it and what it costs, line by line."""
    return figures(design) | {
        "limited_by": [limit_of(limit) for limit in design.limited_by()],
        "cost_lines_usd_per_kg": dict(design.cost_lines),
        "cost_kinds_usd_per_kg": design.cost_kinds(),
    }


def figures(design: Design) -> dict[str, Any]:
    """Titre, productivity with the turn-round, yield over all glucose fed, cost of the product recovered."""
    return {
        "titre_g_per_l": design.figures.titre,
        "productivity_g_per_l_h": design.figures.rate,
        "yield_g_per_g": design.figures.yield_,
        "cost_usd_per_kg": design.figures.cost,
    }


def plan(design: Design) -> dict[str, Any]:
    """A plan in one row."""
    inputs = design.inputs
    return figures(design) | {
        "scale": design.scale,
        "growth_h": inputs.growth_hours,
        "production_h": inputs.production_hours,
        "biomass_at_switch_g_per_l": _at_switch(design),
        "batches_per_year": design.batches_per_year,
        "product_t_per_year": design.tonnes_per_year,
        "solver_status": design.certificate.status,
        "gap_to_integration": design.certificate.titre_gap,
        "region_gap": design.certificate.region_gap,
        "at_bound": list(design.certificate.at_bound),
        "warnings": list(design.warnings),
    }


def _at_switch(design: Design) -> float:
    table = design.table
    return float(table.loc[table["phase"] == "growth", "biomass"].iloc[-1])


def interval(design: Design, uncertainty: Uncertainty) -> dict[str, list[float]]:
    """95 % interval of each of the four numbers: 1.96 standard deviations, first order."""
    sds = (uncertainty.sd.titre, uncertainty.sd.rate, uncertainty.sd.yield_, uncertainty.sd.cost)
    pairs = zip(figures(design).items(), sds, strict=True)
    return {name: [max(0.0, value - 1.96 * sd), value + 1.96 * sd] for (name, value), sd in pairs}


def effects(uncertainty: Uncertainty) -> dict[str, Any]:
    """What one standard deviation of each uncertain number does, the strongest on the cost first."""
    rows = [
        {
            "name": effect.name,
            "words": words_of(effect.name),
            "value": effect.value,
            "sd": effect.sd,
            "cost_usd_per_kg": effect.cost,
            "titre_g_per_l": effect.titre,
            "productivity_g_per_l_h": effect.rate,
            "yield_g_per_g": effect.yield_,
        }
        for effect in uncertainty.effects
    ]
    return {"effects": rows, "unsolved": list(uncertainty.unsolved)}


def words_of(name: str) -> str:
    """What the engineer calls a parameter."""
    if name in LIMITS:
        return LIMITS[name][0]
    return name.replace("price_", "price of ").replace("_", " ")


def pareto_point(design: Design) -> dict[str, Any]:
    """One point of the front."""
    point = figures(design)
    return point | {"growth_h": design.inputs.growth_hours, "production_h": design.inputs.production_hours}


def limit_of(limit: Limit) -> dict[str, Any]:
    """One limit in words and numbers."""
    return {
        "name": limit.name,
        "words": limit.words,
        "kind": limit.kind,
        "value": limit.value,
        "unit": limit.unit,
        "elasticity": limit.elasticity,
        "binding": limit.binding if limit.name in CONSTRAINTS.values() else None,
        "binding_hours": [list(span) for span in limit.hours],
    }


def strain(organism: Organism) -> dict[str, Any]:
    """Genotype, phenotype and the stated errors of the phenotype."""
    edits = organism.strain
    phases = {}
    for phenotype in (organism.growth, organism.production):
        phases[phenotype.phase] = {
            "regions": len(phenotype.coefficients),
            "outputs": list(phenotype.outputs),
            "affine_residual": phenotype.affine_residual,
            "random_point_error": phenotype.random_point_error,
            "growth_error_per_h": phenotype.growth_error,
            "merging_error": dict(zip(phenotype.outputs, phenotype.merging_error, strict=True)),
            "undecided": sorted({one.output for one in phenotype.undecided}),
            "tie_break": phenotype.tie_break,
        }
    return {
        "host": edits.host.name,
        "product": edits.product.name,
        "medium": edits.medium.name,
        "deleted_genes": list(edits.deleted_genes),
        "blocked_reactions": list(edits.blocked),
        "phenotype": phases,
    }


def background(study: Study, organism: Organism, problems: Mapping[str, Problem]) -> dict[str, Any]:
    """What every report stands on: strain, constants, prices, vessels by scale, published batches, provenance."""
    return {
        "published": [asdict(one) for one in PUBLISHED.get(organism.strain.product.name, ())],
        "strain": strain(organism),
        "constants": constants(organism),
        "prices": prices(next(iter(problems.values()))),
        "scales": {name: scale(problem) for name, problem in problems.items()},
        "provenance": provenance(study, organism),
    }


def constants(organism: Organism) -> list[dict[str, Any]]:
    """Every rate constant with its unit, uncertainty and source."""
    card = organism.kinetics.constants
    return [quantity(name, value) for name, value in card if isinstance(value, Quantity)]


def prices(problem: Problem) -> list[dict[str, Any]]:
    """Every price with its unit, uncertainty and source."""
    card = problem.prices
    return [quantity(name, getattr(card, name)) for name in PRICES]


def scale(problem: Problem) -> dict[str, Any]:
    """Every number of the vessel, its operation and its ownership, with source."""
    card = problem.scale
    rows = [
        quantity(name, value) | {"part": part}
        for part in ("vessel", "operation", "ownership")
        for name, value in getattr(card, part)
    ]
    return {"name": card.name, "title": card.title, "values": rows}


def quantity(name: str, value: Quantity) -> dict[str, Any]:
    """One cited number."""
    return {"name": name, "value": value.value, "unit": value.unit, "sd": value.sd, "source": value.source}


def run(result: Mapping[str, Any]) -> dict[str, Any]:
    """The course of a run (``RunResult.to_dict``), its punctuality, and its record beside the server's history."""
    kept = ("state", "why", "endpoint", "speed", "process_hours", "wall_seconds", "notices", "lateness", "cpu_seconds")
    return {"run": {name: result[name] for name in kept}, "record": result["record"]}


def estimate(
    found: dict[str, Any],
    refit: pd.DataFrame,
    pilot: Design,
    assays: pd.DataFrame | None = None,
    signals: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """What the batch taught: each constant by name, and the plan beside the measured and the re-fitted batch."""
    parameters = {one["name"]: {key: one[key] for key in one if key != "name"} for one in found["parameters"]}
    rest = {key: value for key, value in found.items() if key not in ("parameters", "correlation")}
    seen = measured(pilot.table, assays, signals)
    beside = at_harvest(pilot.table, refit, seen)
    return {"estimate": parameters, "estimate_quality": rest, "plan_against_batch": beside}


def measured(
    planned: pd.DataFrame, assays: pd.DataFrame | None, signals: pd.DataFrame | None
) -> dict[str, float | None]:
    """What was measured last in a batch, by the names of ``planned``: assays in g/L, broth in L at 1 kg/L."""
    seen: dict[str, float | None] = {}
    if signals is not None and "weight" in signals and signals["weight"].notna().any():
        seen["volume"] = float(signals["weight"].dropna().iloc[-1])
    if assays is None:
        return seen
    others = by_products(planned)
    for name in ("biomass", "glucose", "product", "by_product", *others):
        if name in assays and assays[name].notna().any():
            sum_of = others[0] if len(others) == 1 else TOGETHER
            seen[sum_of if name == "by_product" else name] = float(assays[name].dropna().iloc[-1])
    return seen


def by_products(table: pd.DataFrame) -> list[str]:
    """The by-products of a batch table: every column that is nothing else, without its bands."""
    return [str(name) for name in table.columns if name not in UNITS and not str(name).endswith(("_low", "_high"))]


def with_sum(table: pd.DataFrame) -> pd.DataFrame:
    """A batch table with the sum of its by-products where they are several: what the laboratory tells."""
    names = by_products(table)
    return table.assign(**{TOGETHER: table[names].sum(axis=1)}) if len(names) > 1 else table


def at_harvest(
    planned: pd.DataFrame, refit: pd.DataFrame, seen: Mapping[str, float | None] | None = None
) -> list[dict[str, Any]]:
    """Plan, measured and re-fitted batch at their own harvests, in the units of ``processes.table.UNITS``.

    Each by-product has its own row; where they are several, their sum has one too, beside what was measured of it.
    """
    rows, seen = [], seen or {}
    planned, refit = with_sum(planned), with_sum(refit)
    for name in planned.columns.intersection(refit.columns):
        if name in AT_HARVEST or name not in UNITS:
            plan_value, batch_value = float(planned[name].iloc[-1]), float(refit[name].iloc[-1])
            difference = 100.0 * (batch_value / plan_value - 1.0) if abs(plan_value) > 1e-6 else None
            unit = UNITS.get(name, "g/L")
            rows.append(
                {
                    "name": name,
                    "unit": unit,
                    "plan": plan_value,
                    "measured": seen.get(name),
                    "batch": batch_value,
                    "difference_percent": difference,
                }
            )
    return rows


def provenance(study: Study, organism: Organism) -> dict[str, Any]:
    """Versions, hashes and seeds: what somebody needs to get the same numbers again."""
    return {
        "study": study.name,
        "seed": study.seed,
        "model": organism.growth.model,
        "model_sha256": organism.growth.model_sha256,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {name: _version(name) for name in PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
