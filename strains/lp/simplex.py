"""What a simplex solver has to offer: one programme kept warm, its bounds and costs changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

TOLERANCE = 1e-7  # by which a bound or a row may be missed, relative to 1 + its size
TIGHT = 1e-9  # where differences of fluxes matter


class Status(Enum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    FAILED = "not solved"


class Simplex(Protocol):
    """``maximise cost · z`` on a problem. Each solve starts from the basis of the last. Not for several threads."""

    @property
    def iterations(self) -> int:
        """Simplex iterations so far."""

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Set the bounds of a column."""

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Set the bounds of a row."""

    def cost(self, column: int, value: float) -> None:
        """Set the cost of a column."""

    def solve(self, dual: bool = False) -> Status:
        """Solve from the last basis; by the ``dual`` simplex where bounds changed and costs did not."""

    def basis(self) -> object:
        """The present basis, for ``restore``."""

    def restore(self, basis: object) -> None:
        """Begin the next solve at ``basis``."""

    def basic(self) -> tuple[Flags, Flags]:
        """Which columns and which rows are basic in the present basis."""

    def restart(self) -> None:
        """Forget the basis: the next solve begins from scratch."""

    def crash(self) -> None:
        """Forget the basis for one that is quicker where a single optimum, far from any, is looked for."""

    def miss(self) -> float:
        """Largest violation of a row or a bound by the last answer, relative to 1 + its size."""

    def objective(self) -> float:
        """Value of the objective in the last answer."""

    def values(self, columns: Sequence[int] | None = None) -> Floats:
        """Values of ``columns`` (all) in the last answer."""

    def reduced_costs(self) -> Floats:
        """d objective / d bound of every column in the last answer; zero where no bound is active."""

    def row_prices(self) -> Floats:
        """d objective / d bound of every row in the last answer; zero where no bound is active."""

    def close(self) -> None:
        """Give the memory back."""
