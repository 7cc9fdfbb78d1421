"""Several objectives in order: each decides only what those before it leave open. The answer is proven unique."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.lp.backends import BEST
from strains.lp.kernel import DECIDED, Kernel
from strains.questions.growth import Optimum, optimum
from strains.questions.parsimonious import Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]

FREE = 1e-9  # singular value, relative to the largest, from which on a direction counts as open


@dataclass(frozen=True, eq=False)
class Lexicographic:
    """``values`` are the objectives in their order, each the best that those before it leave.

    ``unique`` is whether it is proven that no other flux distribution has the same values, least total flux and
    tie-break as ``optimum``.
    """

    optimum: Optimum
    values: tuple[float, ...]
    total: float  # sum of all absolute fluxes, mmol/gDW/h
    unique: bool


def lexicographic(
    network: Network, objectives: Sequence[Mapping[str, float]] = (), backend: str = BEST
) -> Lexicographic:
    """The most of the network's objective, then of each of ``objectives`` (reaction to weight; negative: least).

    What they leave open is decided by least total flux, and the rest by weights drawn from the names of the reactions:
    arbitrary, but the same on every machine. Raises UnknownReaction, Infeasible and Unbounded.
    """
    orders = [{int(place): float(network.objective[place]) for place in np.flatnonzero(network.objective)}]
    orders += [{network.place(name): float(weight) for name, weight in wanted.items()} for wanted in objectives]
    split = Split(network.problem)
    kernel = Kernel(split.problem, backend)
    values = []
    with ExitStack() as faces:
        for costs in (*(split.costs(order) for order in orders), split.sizes(), _drawn(split)):
            kernel.maximise(costs)
            values.append(kernel.solve().objective)
            faces.enter_context(kernel.on_face())
        fluxes = split.joined(kernel.values())
        unique = _decided(kernel)
    return Lexicographic(optimum(network, fluxes), tuple(values[: len(orders)]), float(np.abs(fluxes).sum()), unique)


def _drawn(split: Split) -> dict[int, float]:
    """A weight between -2 and -1 for each column, from its name: two columns never share one."""
    names = split.problem.columns
    drawn = (int.from_bytes(hashlib.sha256(name.encode()).digest()[:6]) / 2.0**48 for name in names)
    return {column: -1.0 - weight for column, weight in enumerate(drawn)}


def _decided(kernel: Kernel) -> bool:
    """Whether no column can still move: those without a price, and off their bounds, are independent in the rows."""
    problem, simplex = kernel.reduced.problem, kernel.simplex
    if not problem.columns:
        return True
    prices, row_prices = simplex.reduced_costs(), simplex.row_prices()
    open_columns = np.flatnonzero((np.abs(prices) <= DECIDED) & (problem.upper > problem.lower))
    held = (problem.row_lower == problem.row_upper) | (np.abs(row_prices) > DECIDED)
    return independent(problem.matrix.tocsr()[np.flatnonzero(held)][:, open_columns])


def independent(matrix: sparse.csr_matrix) -> bool:
    """Whether the columns of ``matrix`` are linearly independent.

    A row with one column settles it, and a column with one row goes with that row; what is left goes through a
    singular value decomposition.
    """
    while True:
        entries = matrix.tocoo()
        entries.eliminate_zeros()
        in_row = np.bincount(entries.row, minlength=matrix.shape[0])
        in_column = np.bincount(entries.col, minlength=matrix.shape[1])
        single = (in_row[entries.row] == 1) | (in_column[entries.col] == 1)
        if not single.any():
            break
        # One row for each column, and one column for each row: two that share it depend on each other.
        _, first = np.unique(entries.col[single], return_index=True)
        rows, columns = entries.row[single][first], entries.col[single][first]
        _, first = np.unique(rows, return_index=True)
        rows, columns = rows[first], columns[first]
        matrix = matrix[np.setdiff1d(np.arange(matrix.shape[0]), rows)]
        matrix = matrix[:, np.setdiff1d(np.arange(matrix.shape[1]), columns)].tocsr()
    if matrix.shape[0] < matrix.shape[1]:
        return False
    if not matrix.shape[1]:
        return True
    dense = matrix.toarray()
    return bool(np.linalg.matrix_rank(dense, tol=FREE * float(np.abs(dense).max())) == matrix.shape[1])
