"""A linear programme of metabolism as arrays, built once from a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse

from cards.reading import nearest
from strains.errors import UnknownReaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """Columns within ``lower``, ``upper``; rows of ``matrix`` (rows, columns) within ``row_lower``, ``row_upper``."""

    columns: tuple[str, ...]
    matrix: sparse.csc_matrix
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.columns)}

    def index(self, column: str) -> int:
        """Position of a column. Raises UnknownReaction."""
        if column not in self._places:
            raise UnknownReaction(f"the model has no reaction '{column}'{nearest(column, self._places)}")
        return self._places[column]

    def indices(self, columns: Iterable[str]) -> list[int]:
        """Positions of several columns."""
        return [self.index(column) for column in columns]

    def with_bounds(self, bounds: Mapping[str, tuple[float, float]]) -> Self:
        """The same problem with other bounds on some columns."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for column, (low, high) in bounds.items():
            place = self.index(column)
            lower[place], upper[place] = low, high
        return replace(self, lower=lower, upper=upper)

    def with_recourse(self, column: str, name: str = "slack") -> Self:
        """The same problem with the lower bound of ``column`` as a row that the new column ``name`` may fill.

        So a shortfall, for instance of maintenance, has a size instead of making the problem infeasible.
        """
        place = self.index(column)
        lower = np.append(self.lower, 0.0)
        lower[place] = min(0.0, self.lower[place])
        width = len(self.columns) + 1
        new_row = sparse.csr_matrix(([1.0, 1.0], ([0, 0], [place, width - 1])), shape=(1, width))
        widened = sparse.hstack([self.matrix, sparse.csc_matrix((self.matrix.shape[0], 1))])
        return replace(
            self,
            columns=(*self.columns, name),
            matrix=sparse.csc_matrix(sparse.vstack([widened, new_row])),
            lower=lower,
            upper=np.append(self.upper, np.inf),
            row_lower=np.append(self.row_lower, self.lower[place]),
            row_upper=np.append(self.row_upper, np.inf),
        )
