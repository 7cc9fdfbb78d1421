"""Lossless compression: blocked columns out, columns that can only move together as one.

Four rules, applied until none holds, keep the feasible set exactly (up to a change of coordinates): a column whose
bounds meet is a number; an equality with one column left fixes it; an equality with two columns ties one to the
other; an equality whose least or greatest possible activity is its right-hand side puts every column at a bound.
Compare Gagneur & Klamt 2004, doi:10.1186/1471-2105-5-175.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

SAME = 1e-10  # bounds nearer than this meet
CANCELLED = 1e-10  # a coefficient this small beside the terms it is the sum of is rounding
GONE = -1  # leader of a column that is a number


@dataclass(frozen=True, eq=False)
class Compressed:
    """A smaller ``problem``; column j of the original is ``ratio[j] * z[leader[j]] + shift[j]`` (leader -1: shift)."""

    original: Problem
    problem: Problem
    leader: Places  # (columns of the original,)
    ratio: Floats
    shift: Floats

    def expand(self, values: Floats) -> Floats:
        """Values of the original's columns (..., columns) from those of the smaller problem (..., smaller)."""
        if not self.problem.columns:
            return np.broadcast_to(self.shift, (*values.shape[:-1], len(self.shift))).copy()
        whole: Floats = self.ratio * values[..., self.leader] + self.shift
        return whole

    def bounds_for(self, column: int, lower: float, upper: float) -> tuple[float, float]:
        """What bounds on ``column`` of the original, inside its own there, ask of the column that carries it."""
        ratio, shift = float(self.ratio[column]), float(self.shift[column])
        ends = (lower - shift) / ratio, (upper - shift) / ratio
        return min(ends), max(ends)


def compress(problem: Problem) -> Compressed | None:
    """The compressed problem, None when its bounds contradict each other.

    It stays true when bounds of the original move inside those it was compressed with; see ``bounds_for``.
    """
    work = _Work(problem)
    work.settle()
    while not work.contradiction and work.force():
        work.settle()
    return None if work.contradiction or work.emptied() else work.result()


class _Work:
    """The problem as dictionaries of columns and sets of rows while it shrinks."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.contradiction = False
        self.lower = problem.lower.tolist()
        self.upper = problem.upper.tolist()
        equal = problem.row_lower == problem.row_upper
        self.equal = equal.tolist()
        self.right = np.where(equal, problem.row_lower, 0.0).tolist()
        self.columns, self.rows = _dictionaries(problem.matrix)
        self.alive = [True] * len(self.columns)
        self.log: list[tuple[int, int, float, float]] = []  # (column, leader, ratio, shift) in the order they went
        self.moved = [0.0] * len(self.rows)  # what went to the right-hand side of a row that is no equality
        self.largest = [0.0] * len(self.rows)  # the largest term of it
        self.queue = [row for row, members in enumerate(self.rows) if len(members) <= 2]
        for column in range(len(self.columns)):
            if self.upper[column] - self.lower[column] <= SAME:
                self._fix(column, 0.5 * (self.lower[column] + self.upper[column]))

    def settle(self) -> None:
        """Use up every equality with one or two columns."""
        while self.queue and not self.contradiction:
            row = self.queue.pop()
            members = self.rows[row]
            if not self.equal[row] or not 1 <= len(members) <= 2:
                continue
            if len(members) == 1:
                (column,) = members
                self._fix(column, self.right[row] / self.columns[column][row])
            else:
                self._tie(row, *members)

    def force(self) -> bool:
        """Put columns at their bounds where a row leaves no other way; True when something moved."""
        matrix = self._matrix().tocsr()
        lower, upper = np.array(self.lower), np.array(self.upper)
        positive, negative = matrix.maximum(0), matrix.minimum(0)
        with np.errstate(invalid="ignore"):
            least = positive @ lower + negative @ upper
            most = positive @ upper + negative @ lower
        right, equal = np.array(self.right), np.array(self.equal, dtype=bool)
        size = SAME * (1.0 + np.abs(right))
        held = [
            row for row in np.flatnonzero(equal & ((least >= right - size) | (most <= right + size))) if self.rows[row]
        ]
        for row in map(int, held):
            low = least[row] >= self.right[row] - size[row]
            for column in sorted(self.rows[row]):
                at_lower = (self.columns[column][row] > 0) == low
                self._fix(column, self.lower[column] if at_lower else self.upper[column])
        return bool(held)

    def emptied(self) -> bool:
        """Whether a row that has no column left asks for something else than nothing."""
        empty = np.array([not members for members in self.rows], dtype=bool)
        moved, size = np.array(self.moved), 1e-7 * (1.0 + np.array(self.largest))
        below, above = self.problem.row_lower - moved > size, self.problem.row_upper - moved < -size
        return bool(np.any(empty & (below | above)))

    def result(self) -> Compressed:
        """The smaller problem and the way back."""
        keep = [column for column, alive in enumerate(self.alive) if alive]
        rows = [row for row, members in enumerate(self.rows) if members]
        matrix = sparse.csc_matrix(self._matrix()[rows][:, keep])
        original = self.problem
        right, moved = np.array(self.right)[rows], np.array(self.moved)[rows]
        equal = np.array(self.equal, dtype=bool)[rows]
        smaller = replace(
            original,
            columns=tuple(original.columns[column] for column in keep),
            matrix=matrix,
            lower=np.array([self.lower[column] for column in keep]),
            upper=np.array([self.upper[column] for column in keep]),
            row_lower=np.where(equal, right, original.row_lower[rows] - moved),
            row_upper=np.where(equal, right, original.row_upper[rows] - moved),
        )
        return Compressed(original, smaller, *self._way_back(keep))

    def _way_back(self, keep: list[int]) -> tuple[Places, Floats, Floats]:
        count = len(self.columns)
        leader, ratio, shift = [GONE] * count, [0.0] * count, [0.0] * count
        for place, column in enumerate(keep):
            leader[column], ratio[column] = place, 1.0
        for column, other, times, plus in reversed(self.log):
            if other == GONE:
                shift[column] = plus
            else:
                leader[column] = leader[other]
                ratio[column] = times * ratio[other]
                shift[column] = times * shift[other] + plus
        return np.array(leader, dtype=np.intp), np.array(ratio), np.array(shift)

    def _fix(self, column: int, value: float) -> None:
        size = 1e-7 * (1.0 + abs(value))
        if not self.lower[column] - size <= value <= self.upper[column] + size:
            self.contradiction = True
        self.alive[column] = False
        self.log.append((column, GONE, 0.0, value))
        for row, coefficient in self.columns[column].items():
            self.rows[row].discard(column)
            self._to_right(row, coefficient * value)
        self.columns[column] = {}

    def _to_right(self, row: int, amount: float) -> None:
        if amount:
            self.right[row] -= amount
            self.moved[row] += amount
            self.largest[row] = max(self.largest[row], abs(amount))
        if len(self.rows[row]) <= 2:
            self.queue.append(row)

    def _tie(self, row: int, one: int, other: int) -> None:
        """Write one of two columns of an equality as ``times`` the other ``plus`` a number."""
        leader, column = (one, other) if len(self.columns[one]) >= len(self.columns[other]) else (other, one)
        pivot = self.columns[column][row]
        times, plus = -self.columns[leader][row] / pivot, self.right[row] / pivot
        ends = (self.lower[column] - plus) / times, (self.upper[column] - plus) / times
        self.lower[leader] = max(self.lower[leader], min(ends))
        self.upper[leader] = min(self.upper[leader], max(ends))
        self.alive[column] = False
        self.log.append((column, leader, times, plus))
        self._substitute(row, leader, column, times, plus)
        gap = self.upper[leader] - self.lower[leader]
        if gap <= SAME:
            middle = 0.5 * (self.lower[leader] + self.upper[leader])
            self.contradiction |= gap < -1e-7 * (1.0 + abs(middle))
            self._fix(leader, middle)

    def _substitute(self, row: int, leader: int, column: int, times: float, plus: float) -> None:
        entries = self.columns[leader]
        for place, coefficient in self.columns[column].items():
            self.rows[place].discard(column)
            term = times * coefficient
            total = entries.get(place, 0.0) + term
            if place == row or abs(total) <= CANCELLED * abs(term):
                entries.pop(place, None)
                self.rows[place].discard(leader)
            else:
                entries[place] = total
                self.rows[place].add(leader)
            self._to_right(place, coefficient * plus)
        self.columns[column] = {}

    def _matrix(self) -> sparse.csc_matrix:
        counts = [len(entries) for entries in self.columns]
        starts = np.concatenate([[0], np.cumsum(counts)])
        rows = _chain(self.columns, int(starts[-1]), np.int64)
        values = np.fromiter((v for entries in self.columns for v in entries.values()), float, int(starts[-1]))
        return sparse.csc_matrix((values, rows, starts), shape=(len(self.rows), len(self.columns)))


def _dictionaries(matrix: sparse.csc_matrix) -> tuple[list[dict[int, float]], list[set[int]]]:
    starts, rows, values = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()
    members: list[set[int]] = [set() for _ in range(matrix.shape[0])]
    columns = []
    for column in range(matrix.shape[1]):
        span = slice(starts[column], starts[column + 1])
        entries = {row: value for row, value in zip(rows[span], values[span], strict=True) if value}
        columns.append(entries)
        for row in entries:
            members[row].add(column)
    return columns, members


def _chain(columns: Iterable[Iterable[int]], count: int, kind: type) -> NDArray[np.int64]:
    return np.fromiter((row for entries in columns for row in entries), kind, count)
