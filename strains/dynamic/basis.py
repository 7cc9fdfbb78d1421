"""An optimal basis of a programme: factorised, priced by every level, changed by one dual pivot at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse.csgraph import maximum_bipartite_matching
from scipy.sparse.linalg import splu

from strains.dynamic.program import Program
from strains.errors import SolverFailed
from strains.lp.compression import GONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]
    Flags = NDArray[np.bool_]

BASIC, LOWER, UPPER, FREE = 0, -1, 1, 2
NOTHING = 1e-9  # a price or an entry of a row this small is rounding
DIAGONAL = 0.1  # of the largest entry; a diagonal one above it is taken as pivot
MOST_CHANGES = 40  # pivots on one factorisation
WRONG = 1e-8  # a price of the wrong sign that a solver's tolerance leaves behind
SMALL = 1e-7  # a pivot this small is not to be trusted
SAME = 1e-9  # of 1 + its size, by which a pivot may differ when computed by row and by column


class Basis:
    """``basic`` (rows,) variables of ``program``; every other stands ``at`` (variables,) a bound.

    The last level of ``prices`` (levels + 1, variables) is made up so that the first basis is its only optimum: the
    path of later pivots is unique, and cannot go round in circles. The tie-break above it is not touched.
    """

    def __init__(self, name: str, program: Program, basic: Flags, at: NDArray[np.int8]) -> None:
        self.name, self.program = name, program
        self.at = at
        self.basic = np.flatnonzero(basic)
        self.at[self.basic] = BASIC
        self._columns = len(program.problem.columns)
        self.lower, self.upper = program.bounds
        self._fixed = self.lower == self.upper
        spread = 1.0 + np.random.default_rng(1994).random(len(at))
        last = np.where(np.abs(at) == 1, at * spread, 0.0)
        self._costs = np.vstack([program.costs, last])
        self.factorised = 0
        self._factorise()

    def flags(self) -> Flags:
        """Which variables are basic (variables,)."""
        basic: Flags = self.at == BASIC
        return basic

    def optimal_from(self) -> int:
        """The first level at which a variable could still improve the optimum; the number of levels when none."""
        levels = len(self._costs) - 1
        prices = np.where(np.abs(self.prices[:levels]) > NOTHING, self.prices[:levels], 0.0)
        wrong = (prices > WRONG) & ((self.at == LOWER) | (self.at == FREE)) & ~self._fixed
        wrong |= (prices < -WRONG) & ((self.at == UPPER) | (self.at == FREE)) & ~self._fixed
        decided = np.cumsum(prices != 0, axis=0) - (prices != 0) > 0
        found = np.flatnonzero((wrong & ~decided).any(axis=1))
        return int(found[0]) if len(found) else levels

    def decided_above(self, level: int) -> Places:
        """Variables that a level before ``level`` holds at their bound."""
        return np.flatnonzero((np.abs(self.prices[:level]) > NOTHING).any(axis=0) & (self.at != BASIC))

    def bound(self, variable: int) -> Floats:
        """The bound at which ``variable`` stands, (1 + limits,): affine in the limits."""
        found = np.zeros(1 + len(self.program.moving))
        if self.at[variable] == LOWER:
            found[0] = self.lower[variable]
            found[1:] = -1.0 * (self.program.moving == variable - self._columns)
        elif self.at[variable] == UPPER:
            found[0] = self.upper[variable]
        return found

    def pivot(self, place: int, to_upper: bool) -> int | None:
        """The variable at ``place`` of the basis leaves it for a bound; the one that enters, None where none can."""
        row = np.zeros(len(self.basic))
        row[place] = 1.0
        row = self._solve_turned(row)
        entries = np.concatenate([self.program.turned @ row, -row])
        entering = self._entering(-entries if to_upper else entries)
        if entering is None:
            return None
        leaving = int(self.basic[place])
        column = self._solve(self._column(entering))
        self.prices -= np.outer(self.prices[:, entering] / entries[entering], entries)
        self.at[entering], self.at[leaving] = BASIC, UPPER if to_upper else LOWER
        bound = self.bound(leaving)
        move = (self.affine[leaving] - bound) / column[place]
        self.affine[self.basic] -= np.outer(column, move)
        self.affine[entering] += move
        self.affine[leaving] = bound
        self.basic[place] = entering
        self.prices[:, self.basic] = 0.0
        self._change(place, column, float(entries[entering]))
        return entering

    def _entering(self, entries: Floats) -> int | None:
        """The variable of lexicographically least ratio when the leaving one must rise; None where none can."""
        ways = ((self.at == LOWER) & (entries < -NOTHING)) | ((self.at == UPPER) & (entries > NOTHING))
        ways |= (self.at == FREE) & (np.abs(entries) > NOTHING)
        found = np.flatnonzero(ways & ~self._fixed)
        for level in self.prices:
            if len(found) < 2:
                break
            sizes = np.abs(entries[found])
            prices = level[found] * self.at[found]
            found = found[prices - (prices / sizes).min() * sizes <= NOTHING]
        if not len(found):
            return None
        best = int(found[np.argmax(np.abs(entries[found]))])
        return best if abs(entries[best]) > SMALL else None

    def _change(self, place: int, column: Floats, entry: float) -> None:
        """Put a variable into the factors; begin them anew where that would not be exact."""
        pivot = float(column[place])
        if len(self._changes) >= MOST_CHANGES or abs(pivot - entry) > SAME * (1.0 + abs(entry)):
            self._factorise()
            return
        column /= -pivot
        column[place] = 1.0 / pivot
        self._changes.append((place, column))

    def _column(self, variable: int) -> Floats:
        """Entries (rows,) of a variable."""
        wide = self.program.wide
        span = slice(wide.indptr[variable], wide.indptr[variable + 1])
        entries = np.zeros(len(self.basic))
        entries[wide.indices[span]] = wide.data[span]
        return entries

    def _factorise(self) -> None:
        self.factorised += 1
        self._changes: list[tuple[int, Floats]] = []
        try:
            self._order()
            # With entries on the diagonal, little fill: a third of the time of any other order that was tried.
            factors: Any = splu(
                self.program.wide[:, self.basic], permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=DIAGONAL
            )
        except RuntimeError as error:
            raise SolverFailed(f"the basis of culture '{self.name}' is singular: {error}") from None
        self._factors = factors
        multipliers = factors.solve(self._costs[:, self.basic].T, trans="T")
        columns = self._costs[:, : self._columns] - (self.program.turned @ multipliers).T
        self.prices = np.hstack([columns, self._costs[:, self._columns :] + multipliers.T])
        self.prices[:, self.basic] = 0.0
        self._place_all()

    def _order(self) -> None:
        """Give each row a basic variable that has an entry in it."""
        matched = maximum_bipartite_matching(self.program.wide[:, self.basic].tocsr(), perm_type="column")
        if (matched < 0).any():
            raise SolverFailed(f"the basis of culture '{self.name}' is singular")
        self.basic = self.basic[matched]

    def _place_all(self) -> None:
        """All variables ``affine`` (variables, 1 + limits) in the limits."""
        moving = self.program.moving
        self.affine = np.zeros((len(self.at), 1 + len(moving)))
        self.affine[:, 0] = np.where(self.at == LOWER, self.lower, np.where(self.at == UPPER, self.upper, 0.0))
        for limit, row in enumerate(moving.tolist()):
            if row != GONE and self.at[self._columns + row] == LOWER:
                self.affine[self._columns + row, 1 + limit] = -1.0
        right = self.affine[self._columns :] - self.program.problem.matrix @ self.affine[: self._columns]
        self.affine[self.basic] = self._factors.solve(right)

    def _solve(self, right: Floats) -> Floats:
        found: Floats = self._factors.solve(right)
        for place, column in self._changes:
            entry = found[place]
            found[place] = 0.0
            found += entry * column
        return found

    def _solve_turned(self, right: Floats) -> Floats:
        turned = right.copy()
        for place, column in reversed(self._changes):
            turned[place] = column @ turned
        found: Floats = self._factors.solve(turned, trans="T")
        return found
