"""Parsimonious optimum: of all fluxes with the wanted objective, those whose sizes sum to least.

Lewis et al. 2010, Mol. Syst. Biol. 6:390, doi:10.1038/msb.2010.47.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.errors import LimitUnusable
from strains.lp.backends import BEST
from strains.lp.kernel import Kernel
from strains.questions.growth import Optimum, costs_of, optimum
from strains.questions.variability import at_least, with_objective

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.problem import Problem
    from strains.models.network import Network

    Floats = NDArray[np.float64]

REVERSE = "reverse of "


@dataclass(frozen=True, eq=False)
class Parsimonious:
    """``total`` is the sum of all absolute fluxes, mmol/gDW/h, at ``fraction`` of the best objective or better."""

    optimum: Optimum
    total: float
    fraction: float


def parsimonious(network: Network, fraction: float = 1.0, backend: str = BEST) -> Parsimonious:
    """The fluxes of least total size with the objective at ``fraction`` (0 to 1) of its best or better.

    Exchanges count too, as in COBRApy. Raises LimitUnusable, Infeasible and Unbounded.
    """
    if not 0.0 <= fraction <= 1.0:
        raise LimitUnusable(f"fraction of the objective is {fraction:g}; expected 0 to 1")
    split = Split(network.problem)
    kernel = Kernel(with_objective(split.problem, split.costs(costs_of(network))), backend)
    column = len(split.problem.columns)
    kernel.maximise({column: 1.0})
    best = kernel.solve().objective
    sizes = split.sizes()
    if fraction == 1.0:
        with kernel.on_face():
            kernel.maximise(sizes)
            values = kernel.solve().values
    else:
        kernel.bound(column, at_least(best, fraction), np.inf)
        kernel.maximise(sizes)
        values = kernel.solve().values
    fluxes = split.joined(values)
    return Parsimonious(optimum(network, fluxes), float(np.abs(fluxes).sum()), fraction)


class Split:
    """A problem whose columns of either sign are two columns of one sign: so that a size is a linear cost."""

    def __init__(self, problem: Problem) -> None:
        self._size = len(problem.columns)
        self._both = np.flatnonzero((problem.lower < 0) & (problem.upper > 0))
        self._signs = np.where(problem.upper <= 0, -1.0, 1.0)
        lower = problem.lower.copy()
        lower[self._both] = 0.0
        self.problem = replace(
            problem,
            columns=(*problem.columns, *(REVERSE + problem.columns[column] for column in self._both)),
            matrix=sparse.csc_matrix(sparse.hstack([problem.matrix, -problem.matrix[:, self._both]])),
            lower=np.append(lower, np.zeros(len(self._both))),
            upper=np.append(problem.upper, -problem.lower[self._both]),
        )

    def costs(self, costs: dict[int, float]) -> dict[int, float]:
        """Costs of the original's columns on the split ones."""
        back = {int(column): self._size + place for place, column in enumerate(self._both)}
        return costs | {back[column]: -cost for column, cost in costs.items() if column in back}

    def sizes(self) -> dict[int, float]:
        """Costs whose most is the least sum of sizes."""
        signs = np.append(self._signs, np.ones(len(self._both)))
        return {column: -float(sign) for column, sign in enumerate(signs)}

    def joined(self, values: Floats) -> Floats:
        """Values of the original's columns."""
        fluxes = values[: self._size].copy()
        fluxes[self._both] -= values[self._size : self._size + len(self._both)]
        return fluxes
