"""What stands still once some columns do: a row that nothing fills, or nothing empties, stops all that pass through it.

No linear programme: what is found still is still, what is not found may be still all the same (cycles keep each other
going on paper).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from strains.lp.problem import Problem

STILL = 1e-9  # of a bound that lets a column move


class Starved:
    """Follows standstill through the rows of ``problem`` that have to balance to zero."""

    def __init__(self, problem: Problem) -> None:
        size, columns = problem.matrix.shape
        entries = problem.matrix.tocoo()
        forwards, backwards = problem.upper > STILL, problem.lower < -STILL
        made, forth, back = entries.data > 0, forwards[entries.col], backwards[entries.col]
        fills, empties = np.where(made, forth, back), np.where(made, back, forth)
        self._through: list[list[tuple[int, int, int]]] = [[] for _ in range(columns)]
        self._in_row: list[list[int]] = [[] for _ in range(size)]
        for row, column, fill, empty in zip(
            entries.row.tolist(), entries.col.tolist(), fills.tolist(), empties.tolist(), strict=True
        ):
            self._through[column].append((row, int(fill), int(empty)))
            self._in_row[row].append(column)
        self._balances = ((problem.row_lower == 0.0) & (problem.row_upper == 0.0)).tolist()
        self._fills = np.bincount(entries.row, fills, size).astype(int).tolist()
        self._empties = np.bincount(entries.row, empties, size).astype(int).tolist()

    def stops(self, stopped: Iterable[int], column: int) -> bool:
        """Whether ``column`` can carry nothing once the columns ``stopped`` are at zero; False where it is not seen."""
        fills: dict[int, int] = {}
        empties: dict[int, int] = {}
        still: set[int] = set()
        waiting = list(stopped)
        while waiting:
            one = waiting.pop()
            if one in still:
                continue
            if one == column:
                return True
            still.add(one)
            for row, fill, empty in self._through[one]:
                fills[row] = fills.get(row, self._fills[row]) - fill
                empties[row] = empties.get(row, self._empties[row]) - empty
                if self._balances[row] and not (fills[row] and empties[row]):
                    waiting += self._in_row[row]
        return False
