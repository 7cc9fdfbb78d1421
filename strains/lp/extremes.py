"""Least and greatest value of many columns of one problem, most of them without a linear programme of their own.

Every vertex seen bounds all columns from inside; a column that has been seen at its bound is done. Of the others the
next one is always one whose best value was seen at the present vertex: few steps lead on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from strains.errors import SolverFailed
from strains.lp.simplex import TOLERANCE, Simplex, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

TOUCHES = 1e-9  # of the size of a value: seen again
LOOK_EVERY, LOOK_SELDOM = 4, 32  # programmes between two looks at the whole vertex: seldom where looks find nothing
FIRST_LOOKS = 12  # the first vertices settle most
HELPS = 0.8  # another sum is tried while it leaves at most this share of the columns open


class Extremes:
    """Searches the range of ``columns`` (flags) of ``problem`` with a warm ``simplex`` that holds a feasible basis."""

    def __init__(self, problem: Problem, simplex: Simplex, columns: Flags) -> None:
        self.problem = problem
        self.simplex = simplex
        size = len(problem.columns)
        self.least, self.most = np.full(size, np.inf), np.full(size, -np.inf)
        self.open = {1: columns.copy(), -1: columns.copy()}
        self._seen = {1: np.zeros(size, dtype=np.intp), -1: np.zeros(size, dtype=np.intp)}
        self._vertex = 0
        self._every = LOOK_EVERY
        self._here: dict[int, list[int]] = {1: [], -1: []}  # open, their best value seen now
        self._unchecked: list[tuple[int, int, float]] = []
        self.programmes = 0

    def search(self, progress: Callable[[int, int], None] | None = None) -> tuple[Floats, Floats]:
        """Least and greatest (columns,) of the wanted columns. Raises SolverFailed."""
        total = int(self.open[1].sum() + self.open[-1].sum())
        self._look()
        for sign in (1, -1):
            self._sums(sign)
        sign = 1
        while (target := self._next(sign)) is not None:
            sign = self._solve(*target)
            if progress is not None and self.programmes % 50 == 0:
                progress(total - int(self.open[1].sum() + self.open[-1].sum()), total)
        self._confirm()
        return self.least, self.most

    def split(self, share: int, of: int) -> None:
        """Keep one of ``of`` equal shares of the work: neighbours in the order of columns stay together."""
        for sign in (1, -1):
            places = np.flatnonzero(self.open[sign])
            mine = np.array_split(places, of)[share]
            self.open[sign][:] = False
            self.open[sign][mine] = True

    def _solve(self, column: int, sign: int) -> int:
        value = sign * self._optimum({column: float(sign)})
        self._unchecked.append((column, sign, value))
        self.open[sign][column] = False
        if self.programmes <= FIRST_LOOKS or len(self._unchecked) >= self._every:
            self._confirm()
        return sign

    def _sums(self, sign: int) -> None:
        """Maximise all open columns together as long as that settles many of them."""
        before = 0
        while True:
            places = np.flatnonzero(self.open[sign])
            if not len(places) or (before and len(places) > HELPS * before):
                return
            before = len(places)
            self._optimum(dict.fromkeys(places.tolist(), float(sign)))
            self._look()

    def _optimum(self, costs: dict[int, float]) -> float:
        for column, cost in costs.items():
            self.simplex.cost(column, cost)
        self.programmes += 1
        try:
            status = self.simplex.solve()
            if status is not Status.OPTIMAL:
                self.simplex.restart()
                status = self.simplex.solve()
            if status is Status.UNBOUNDED:
                return self._unbounded(costs)
            if status is not Status.OPTIMAL:
                raise SolverFailed(f"a range was {status.value}: {self._named(costs)}")
            return self.simplex.objective()
        finally:
            for column in costs:
                self.simplex.cost(column, 0.0)

    def _unbounded(self, costs: dict[int, float]) -> float:
        """A single column without end has an infinite range; a sum without end settles nothing."""
        self.simplex.restart()
        for column in costs:
            self.simplex.cost(column, 0.0)
        if self.simplex.solve() is not Status.OPTIMAL:
            raise SolverFailed(f"no feasible basis after a range without end: {self._named(costs)}")
        return float("inf")

    def _confirm(self) -> None:
        """Take the values found since the last look, if the present basis is sound; else find them again."""
        doubtful = self._unchecked
        self._unchecked = []
        if doubtful and self.simplex.miss() > 10 * TOLERANCE:
            self.simplex.restart()
            doubtful = [(column, sign, sign * self._optimum({column: float(sign)})) for column, sign, _ in doubtful]
            if self.simplex.miss() > 10 * TOLERANCE:
                raise SolverFailed(f"the range of {self._named({doubtful[-1][0]: 1.0})} violates the model")
        for column, sign, value in doubtful:
            if sign > 0:
                self.most[column] = min(value, float(self.problem.upper[column]))
            else:
                self.least[column] = max(value, float(self.problem.lower[column]))
        self._look()

    def _look(self) -> None:
        """Read the open columns of the present vertex."""
        self._vertex += 1
        wanted = np.flatnonzero(self.open[1] | self.open[-1])
        if not len(wanted):
            return
        values = self.simplex.values(wanted.tolist())
        size = 1.0 + np.abs(values)
        found = 0
        for sign, best, bound in ((1, self.most, self.problem.upper), (-1, self.least, self.problem.lower)):
            still, gain = self.open[sign][wanted], sign * (values - best[wanted])
            self._seen[sign][wanted[gain >= -TOUCHES * size]] = self._vertex
            gains = still & (gain > 0)
            better = wanted[gains]
            best[better] = values[gains]
            done = wanted[still & (sign * (bound[wanted] - values) <= TOLERANCE * size)]
            best[done] = bound[done]
            self.open[sign][done] = False
            here = self.open[sign] & (self._seen[sign] == self._vertex)
            self._here[sign] = np.flatnonzero(here)[::-1].tolist()
            found += len(better)
        self._every = LOOK_EVERY if found else min(2 * self._every, LOOK_SELDOM)

    def _next(self, sign: int) -> tuple[int, int] | None:
        for way in (sign, -sign):
            here = self._here[way]
            while here:
                column = here.pop()
                if self.open[way][column]:
                    return column, way
        for way in (sign, -sign):
            rest = np.flatnonzero(self.open[way])
            if len(rest):
                return int(rest[np.argmax(self._seen[way][rest])]), way
        return None

    def _named(self, costs: dict[int, float]) -> str:
        return ", ".join(self.problem.columns[column] for column in list(costs)[:3])
