"""Design: the optimiser's answer as data: set-points, trajectory, figures, cost lines, what limits it, and how sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from processes.costing import COST_KINDS
from processes.limits import Limit, limits_of
from processes.optimise import Optimiser, Solution
from processes.simulation import Inputs, MapCell, outcome, simulate
from processes.table import batch_table
from processes.validity import warnings_of


@dataclass(frozen=True)
class Figures:
    """titre g/L; rate g/L/h over the whole cycle, turn-round included; yield g/g of all glucose fed; cost USD/kg."""

    titre: float
    rate: float
    yield_: float
    cost: float


@dataclass(frozen=True)
class Certificate:
    """How far the plan can be trusted as mathematics: solver, region gap, and the same inputs integrated by SciPy."""

    status: str
    iterations: int
    violation: float
    region_gap: float
    titre_gap: float
    rate_gap: float
    yield_gap: float
    at_bound: tuple[str, ...]


@dataclass(frozen=True)
class Design:
    """One plan."""

    scale: str
    objective: str
    figures: Figures
    inputs: Inputs
    table: pd.DataFrame
    cost_lines: Mapping[str, float]  # USD per kg recovered
    limits: tuple[Limit, ...]
    certificate: Certificate
    batches_per_year: float
    tonnes_per_year: float
    warnings: tuple[str, ...]

    def cost_kinds(self) -> dict[str, float]:
        """Cost by kind, USD per kg."""
        return {kind: sum(self.cost_lines[line] for line in lines) for kind, lines in COST_KINDS.items()}

    def limited_by(self, count: int = 6) -> list[Limit]:
        """The limits that bind, by worth, then the constants that move the objective most: ``count`` of both together.

        Prices are left aside. What the down-stream train does with the broth limits no fermenter: it comes after.
        """
        felt = [limit for limit in self.limits if limit.kind != "price" and abs(limit.elasticity) > 1e-4]
        of_plan = [limit for limit in felt if limit.kind != "down-stream"]
        ordered = sorted(of_plan, key=lambda limit: (not limit.binding, -abs(limit.elasticity)))
        return ordered[:count] + [limit for limit in felt if limit.kind == "down-stream"]

    def to_dict(self) -> dict[str, Any]:
        """Plain data without the table (which is stored as Parquet)."""
        inputs = asdict(self.inputs)
        inputs = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in inputs.items()}
        return {
            "scale": self.scale,
            "objective": self.objective,
            "figures": asdict(self.figures),
            "inputs": inputs,
            "cost_lines": dict(self.cost_lines),
            "limits": [limit.to_dict() for limit in self.limits],
            "certificate": asdict(self.certificate),
            "batches_per_year": self.batches_per_year,
            "tonnes_per_year": self.tonnes_per_year,
            "warnings": list(self.warnings),
        }


def inputs_from_dict(data: Mapping[str, Any]) -> Inputs:
    """The inputs that ``Design.to_dict`` wrote."""
    arrays = {key: np.asarray(data[key], dtype=float) for key in ("feed", "power")}
    return Inputs(**{**data, **arrays})


def design_of(optimiser: Optimiser, solution: Solution, objective: str) -> Design:
    """The design that a solution stands for."""
    figures = figures_of(optimiser, solution)
    inputs = optimiser.inputs(solution)
    problem = solution.problem
    hours = inputs.growth_hours + inputs.production_hours + solution.parameters["turn_round"]
    run = problem.scale.operation
    batches = run.hours_per_year.value / hours * run.vessels.value
    table = batch_table(problem, solution.laws(), inputs)
    batch_kg = float(table["volume"].iloc[-1]) * figures.titre / 1000.0 * problem.scale.ownership.recovery.value
    return Design(
        scale=problem.scale.name,
        objective=objective,
        figures=figures,
        inputs=inputs,
        table=table,
        cost_lines=_cost_lines(optimiser, solution),
        limits=tuple(limits_of(optimiser, solution)),
        certificate=_certificate(optimiser, solution, inputs, figures),
        batches_per_year=batches,
        tonnes_per_year=batches * batch_kg / 1000.0,
        warnings=warnings_of(problem, inputs),
    )


def figures_of(optimiser: Optimiser, solution: Solution) -> Figures:
    """The four figures of a solution."""
    m = optimiser.model
    return Figures(*(optimiser.value(variable, solution) for variable in (m.titre, m.rate, m.yield_, m.cost)))


def _cost_lines(optimiser: Optimiser, solution: Solution) -> dict[str, float]:
    from pyomo.environ import value

    optimiser.load(solution)
    m = optimiser.model
    recovered = value(m.P[m.mesh.elements - 1, m.mesh.points]) * value(m.p["recovery"])
    return {name: float(value(m.cost_line[name])) / recovered for name in m.cost_line}


def _certificate(optimiser: Optimiser, solution: Solution, inputs: Inputs, figures: Figures) -> Certificate:
    laws = solution.laws()
    again = outcome(laws, inputs, simulate(laws, inputs, MapCell(laws.kinetics)))
    result = solution.result
    return Certificate(
        status=result.status,
        iterations=result.iterations,
        violation=float(result.max_constraint_violation),
        region_gap=region_gap(optimiser, solution),
        titre_gap=again.titre / figures.titre - 1.0,
        rate_gap=again.rate / figures.rate - 1.0,
        yield_gap=again.yield_ / figures.yield_ - 1.0,
        at_bound=_at_bound(optimiser, solution),
    )


def region_gap(optimiser: Optimiser, solution: Solution) -> float:
    """Largest relative shortfall of the planned growth against the cell's own: 0 when each element keeps its region."""
    m, kinetics, worst = optimiser.model, solution.problem.kinetics, 0.0
    qg = optimiser.values(m.qg, solution).reshape(m.mesh.elements, -1)
    qo = optimiser.values(m.qo, solution).reshape(m.mesh.growth, -1)
    for e, region in enumerate(solution.regions):
        growing = e < m.mesh.growth
        cell = kinetics.growth if growing else kinetics.production
        theta = np.column_stack([qg[e], qo[e]]) if growing else qg[e][:, None]
        growth = cell.rows[:, :1] + cell.rows[:, 1:] @ theta.T
        shortfall = growth[region] - growth.min(axis=0)
        worst = max(worst, float(np.max(shortfall / np.maximum(growth.min(axis=0), 0.02))))
    return worst


def _at_bound(optimiser: Optimiser, solution: Solution) -> tuple[str, ...]:
    """Phase lengths that ended on the model's own bounds: the plan then is the bound's, not the strain's."""
    m = optimiser.model
    names = []
    for variable in (m.t_growth, m.t_production):
        low, high = variable.bounds
        here = optimiser.value(variable, solution)
        if here < low * 1.001 or here > high * 0.999:
            names.append(variable.name)
    return tuple(names)
