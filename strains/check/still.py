"""Which reactions stand still: a search that asks of each one only whether it can move, not how far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.lp.compression import GONE
from strains.lp.highs import Highs
from strains.lp.kernel import Kernel
from strains.lp.problem import Problem
from strains.lp.simplex import Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

Progress = Callable[[float], None]  # the share that is done
HELPS = 0.05  # another sum is tried while it moves more than this share of the columns
WIDE = 1e6  # mmol/gDW/h in place of an infinite bound


def still(problem: Problem, size: float, progress: Progress | None = None) -> NDArray[np.intp]:
    """Columns whose value is within ``size`` of zero wherever rows and bounds are kept. Raises Infeasible.

    Sums of columns set most of them moving; what stands still then is tried alone, both ways.
    """
    search = _Search(problem, size)
    search.together()
    search.alone(progress)
    return np.flatnonzero(~search.moves)


def still_in_cone(problem: Problem, size: float, progress: Progress | None = None) -> NDArray[np.intp]:
    """The same where every bound is zero or wide of it and no row asks for anything: what runs can run at any size.

    One linear programme over the rows' prices proves at once which columns of one direction stand still: a column
    moves, or there are prices at which it costs something while none earns (Farkas' lemma).
    """
    forwards = np.flatnonzero((problem.lower == 0.0) & (problem.upper > 0.0))
    backwards = np.flatnonzero((problem.lower < 0.0) & (problem.upper == 0.0))
    both = np.flatnonzero((problem.lower < 0.0) & (problem.upper > 0.0))
    matrix = sparse.hstack([problem.matrix[:, forwards], -problem.matrix[:, backwards], problem.matrix[:, both]]).T
    count, rows = len(forwards) + len(backwards), problem.matrix.shape[0]
    costs = sparse.vstack([-sparse.eye(count), sparse.csc_matrix((len(both), count))])
    prices = Problem(
        columns=tuple(map(str, range(rows + count))),
        matrix=sparse.csc_matrix(sparse.hstack([matrix, costs])),
        lower=np.concatenate([np.full(rows, -np.inf), np.zeros(count)]),
        upper=np.concatenate([np.full(rows, np.inf), np.ones(count)]),
        row_lower=np.zeros(count + len(both)),
        row_upper=np.concatenate([np.full(count, np.inf), np.zeros(len(both))]),
    )
    solver = Highs(prices)
    for column in range(rows, rows + count):
        solver.cost(column, 1.0)
    if solver.solve() is not Status.OPTIMAL:
        return still(problem, size, progress)
    proven = np.concatenate([forwards, backwards])[solver.values()[rows:] > 0.5]
    lower, upper = problem.lower.copy(), problem.upper.copy()
    lower[proven] = upper[proven] = 0.0
    return still(replace(problem, lower=lower, upper=upper), size, progress)


class _Search:
    """``moves`` are the columns that were seen away from zero."""

    def __init__(self, problem: Problem, size: float) -> None:
        lower, upper = np.maximum(problem.lower, -WIDE), np.minimum(problem.upper, WIDE)
        self._kernel = Kernel(replace(problem, lower=lower, upper=upper))
        self._size = size
        self.moves = np.zeros(len(problem.columns), dtype=bool)
        self._look({})
        self._slowest = self._representatives()

    def together(self) -> None:
        """Push all columns that were not seen to move one way, then the other, while that moves more of them."""
        for sign in (1.0, -1.0):
            helps = True
            while helps:
                waiting = [column for column in self._slowest if not self.moves[column]]
                self._look(dict.fromkeys(waiting, sign))
                helps = sum(bool(self.moves[column]) for column in waiting) > HELPS * len(waiting)

    def alone(self, progress: Progress | None) -> None:
        """Push each column that was not seen to move, both ways."""
        waiting = [column for column in self._slowest if not self.moves[column]]
        for place, column in enumerate(waiting):
            for sign in (1.0, -1.0):
                if not self.moves[column]:
                    self._look({column: sign})
            if progress is not None:
                progress((place + 1) / len(waiting))

    def _look(self, costs: dict[int, float]) -> None:
        self._kernel.maximise(costs)
        self.moves |= np.abs(self._kernel.solve().values) >= self._size

    def _representatives(self) -> list[int]:
        """Of the columns that move as one, the one that moves least: where it moves, all do."""
        reduced = self._kernel.reduced
        slowest: dict[int, int] = {}
        for column in np.argsort(-np.abs(reduced.ratio)).tolist():
            if reduced.leader[column] != GONE:
                slowest[int(reduced.leader[column])] = column
        return sorted(slowest.values())
