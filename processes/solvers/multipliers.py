"""From the solver's space and signs to the model's, and back.

The model's signs are derivatives: a dual is d objective / d right-hand side, `zl` and `zu` are d objective / d lower
and upper bound, whether the objective is minimised or maximised. CasADi's multipliers belong to
L = f + lam_g . g + lam_x . x of the scaled, minimised problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processes.solvers.kernel import Outcome, Point
from processes.solvers.symbols import Array, Scaling


@dataclass(frozen=True, eq=False)
class Solution:
    """A point in the model's units: variables, constraint rows, multipliers as derivatives of the objective."""

    objective: float
    x: Array
    rows: Array
    duals: Array
    zl: Array
    zu: Array


def to_model(outcome: Outcome, scaling: Scaling, sense: int) -> Solution:
    """The solver's answer in the model's units. `sense` is 1 for a minimised, -1 for a maximised objective."""
    factor = sense / scaling.objective
    slope = -outcome.lam_x * scaling.variables * factor + 0.0
    # A negative factor turns a variable round: its upper bound in the solver is the model's lower one.
    at_lower = (outcome.lam_x < 0) ^ (scaling.variables < 0)
    return Solution(
        objective=outcome.f * factor + 0.0,
        x=outcome.x / scaling.variables,
        rows=outcome.g / scaling.constraints,
        duals=-outcome.lam_g * scaling.constraints * factor + 0.0,
        zl=np.where(at_lower, slope, 0.0),
        zu=np.where(at_lower, 0.0, slope),
    )


def to_solver(x: Array, slopes: Array | None, duals: Array | None, scaling: Scaling, sense: int) -> Point:
    """A start for the solver from the model's values; `slopes` are zl + zu. Values without a number become 0."""
    factor = sense * scaling.objective
    return Point(
        x=np.nan_to_num(x * scaling.variables),
        lam_x=None if slopes is None else np.nan_to_num(-slopes * factor / scaling.variables),
        lam_g=None if duals is None else np.nan_to_num(-duals * factor / scaling.constraints),
    )


def scaled_bounds(lower: Array, upper: Array, factors: Array) -> tuple[Array, Array]:
    """Bounds multiplied by the factors; a negative factor swaps them."""
    low, high = lower * factors, upper * factors
    return np.where(factors < 0, high, low), np.where(factors < 0, low, high)


def violation(solution: Solution, rows: tuple[Array, Array], box: tuple[Array, Array]) -> float:
    """The largest distance of a row or a variable beyond its bounds, in the model's units; nan where unknown."""
    gaps = [
        lower_or_upper
        for values, (lower, upper) in ((solution.rows, rows), (solution.x, box))
        for lower_or_upper in (lower - values, values - upper)
    ]
    return max(0.0, float(np.max(np.concatenate(gaps), initial=0.0)))
