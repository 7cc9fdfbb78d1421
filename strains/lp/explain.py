"""Why a linear programme of metabolism has no answer, in the model's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.errors import Infeasible, Unbounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]

SHOWN = 5  # names in one sentence
UNIT = "mmol/gDW/h (growth 1/h)"


def infeasible(problem: Problem) -> Infeasible:
    """The error that names the forced fluxes that cannot be had together and the limits that stand against them."""
    crossed = np.flatnonzero(problem.lower > problem.upper)
    if len(crossed):
        names = _listed(problem, crossed)
        return Infeasible(f"the lower bound is above the upper bound of {names}; swap or correct them")
    answer = _least_violation(problem)
    if answer is None:
        return Infeasible("the linear programme is infeasible; the solver could not tell which limits are in conflict")
    short, prices = answer
    forced = np.flatnonzero(short > 1e-7)
    if not len(forced):
        return Infeasible(
            "the linear programme is infeasible by less than the solver's tolerance: forced fluxes and limits leave no "
            "room; ease a bound"
        )
    wanted = ", ".join(_demand(problem, column, float(short[column])) for column in forced[:SHOWN])
    limits = [column for column in np.argsort(-np.abs(prices)) if abs(prices[column]) > 1e-7 and column not in forced]
    against = ", ".join(_limit(problem, column, float(prices[column])) for column in limits[:SHOWN])
    stands = f"; against it stand {against}" if against else "; no reaction supplies it"
    return Infeasible(f"the model cannot carry {wanted}{stands}; ease a limit or lower what is forced")


def unbounded(problem: Problem, costs: Mapping[int, float]) -> Unbounded:
    """The error that names the reactions that can run without end."""
    ray = _ray(problem, costs)
    if ray is None:
        return Unbounded("the objective has no limit; give the exchange reactions finite bounds")
    open_ended = [
        column
        for column in np.argsort(-np.abs(ray))
        if (ray[column] > 1e-9 and np.isinf(problem.upper[column]))
        or (ray[column] < -1e-9 and np.isinf(problem.lower[column]))
    ]
    names = _listed(problem, np.array(open_ended, dtype=np.intp))
    return Unbounded(f"the objective has no limit: {names} can run without end; give one of them a finite bound")


def _least_violation(problem: Problem) -> tuple[Floats, Floats] | None:
    """How far each bound that forces a flux must give, summed least, and the prices of the other bounds."""
    from strains.lp.highs import Highs
    from strains.lp.simplex import Status

    low, high = np.flatnonzero(problem.lower > 0), np.flatnonzero(problem.upper < 0)
    forced = np.concatenate([low, high])
    signs = np.concatenate([np.ones(len(low)), -np.ones(len(high))])
    demand = np.concatenate([problem.lower[low], problem.upper[high]])
    count, size = len(forced), len(problem.columns)
    lower, upper = problem.lower.copy(), problem.upper.copy()
    lower[low] = 0.0
    upper[high] = 0.0
    rows = sparse.csc_matrix(
        (
            np.concatenate([np.ones(count), signs]),
            (np.tile(np.arange(count), 2), np.concatenate([forced, size + np.arange(count)])),
        ),
        shape=(count, size + count),
    )
    wide = sparse.hstack([problem.matrix, sparse.csc_matrix((problem.matrix.shape[0], count))])
    elastic = replace(
        problem,
        columns=(*problem.columns, *(f"short {column}" for column in range(count))),
        matrix=sparse.csc_matrix(sparse.vstack([wide, rows])),
        lower=np.append(lower, np.zeros(count)),
        upper=np.append(upper, np.full(count, np.inf)),
        row_lower=np.append(problem.row_lower, np.where(signs > 0, demand, -np.inf)),
        row_upper=np.append(problem.row_upper, np.where(signs > 0, np.inf, demand)),
    )
    solver = Highs(elastic)
    for column in range(count):
        solver.cost(size + column, -1.0)
    if solver.solve() is not Status.OPTIMAL:
        return None
    short = np.zeros(size)
    short[forced] = solver.values()[size:]
    return short, solver.reduced_costs()[:size]


def _ray(problem: Problem, costs: Mapping[int, float]) -> Floats | None:
    """A direction in which the objective grows for ever, entries within -1 and 1."""
    from strains.lp.highs import Highs
    from strains.lp.simplex import Status

    cone = replace(
        problem,
        lower=np.where(np.isinf(problem.lower), -1.0, 0.0),
        upper=np.where(np.isinf(problem.upper), 1.0, 0.0),
        row_lower=np.where(np.isinf(problem.row_lower), -np.inf, 0.0),
        row_upper=np.where(np.isinf(problem.row_upper), np.inf, 0.0),
    )
    solver = Highs(cone)
    for column, cost in costs.items():
        solver.cost(column, cost)
    return solver.values() if solver.solve() is Status.OPTIMAL and solver.objective() > 1e-9 else None


def _demand(problem: Problem, column: int, short: float) -> str:
    lower, upper = float(problem.lower[column]), float(problem.upper[column])
    wanted = f">= {lower:g}" if lower > 0 else f"<= {upper:g}"
    reached = lower - short if lower > 0 else upper + short
    return f"{problem.columns[column]} {wanted} (at best {reached:.4g} {UNIT})"


def _limit(problem: Problem, column: int, price: float) -> str:
    bound = problem.lower[column] if price < 0 else problem.upper[column]
    return f"{problem.columns[column]} {'>=' if price < 0 else '<='} {bound:g}"


def _listed(problem: Problem, columns: NDArray[np.intp]) -> str:
    names = [problem.columns[column] for column in columns[:SHOWN]]
    more = f" and {len(columns) - SHOWN} more" if len(columns) > SHOWN else ""
    return ", ".join(names) + more
