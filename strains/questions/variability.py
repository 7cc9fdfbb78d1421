"""Flux variability: the least and greatest flux of each reaction at a fraction of the best objective."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from strains.errors import LimitUnusable, SolverFailed
from strains.lp.backends import BACKENDS, BEST, simplex
from strains.lp.compression import GONE, Compressed, compress
from strains.lp.extremes import Extremes
from strains.lp.kernel import DECIDED, Kernel, priced
from strains.lp.shares import in_shares
from strains.lp.simplex import Simplex, Status
from strains.progress import Progress

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from strains.lp.problem import Problem
    from strains.models.network import Network

    Floats = NDArray[np.float64]

OBJECTIVE = "objective"


@dataclass(frozen=True, eq=False)
class Variability:
    """Range of each reaction, mmol/gDW/h, with the objective at ``fraction`` of ``optimum`` or better."""

    reactions: tuple[str, ...]
    minimum: Floats
    maximum: Floats
    optimum: float
    fraction: float

    def to_frame(self) -> pd.DataFrame:
        """Columns ``minimum`` and ``maximum``, a row per reaction."""
        import pandas as pd

        return pd.DataFrame({"minimum": self.minimum, "maximum": self.maximum}, index=pd.Index(self.reactions))


def flux_variability(
    network: Network,
    fraction: float = 1.0,
    reactions: Iterable[str] | None = None,
    processes: int = 1,
    progress: Progress | None = None,
    backend: str = BEST,
) -> Variability:
    """Range of ``reactions`` (all) with the objective at ``fraction`` (0 to 1) of its best or better.

    ``processes`` share the work where the system can fork. Raises LimitUnusable, UnknownReaction, Infeasible and
    Unbounded.
    """
    if not 0.0 <= fraction <= 1.0:
        raise LimitUnusable(f"fraction of the objective is {fraction:g}; expected 0 to 1")
    names = network.reactions if reactions is None else tuple(reactions)
    wanted = [network.place(name) for name in names]
    costs = {int(place): float(network.objective[place]) for place in np.flatnonzero(network.objective)}
    ranges = column_ranges(network.problem, costs, wanted, fraction, processes, progress, backend)
    return Variability(names, ranges.least, ranges.most, ranges.optimum, fraction)


class Ranges(NamedTuple):
    """The best objective, and the least and greatest value (columns,) of each wanted column."""

    optimum: float
    least: Floats
    most: Floats


def column_ranges(
    problem: Problem,
    costs: Mapping[int, float],
    wanted: Sequence[int],
    fraction: float = 1.0,
    processes: int = 1,
    progress: Progress | None = None,
    backend: str = BEST,
) -> Ranges:
    """Ranges of the ``wanted`` columns with ``costs · v`` at ``fraction`` of its most or better."""
    kernel = Kernel(with_objective(problem, costs), backend)
    column = len(problem.columns)
    kernel.maximise({column: 1.0})
    optimum = kernel.solve().objective
    places = np.array(wanted, dtype=np.intp)
    held = at_least(optimum, fraction) if fraction < 1.0 else optimum - DECIDED
    for exact in (True, False) if fraction == 1.0 else (False,):
        try:
            reduced, solver = _face(kernel) if exact else _above(kernel, column, held)
            return Ranges(optimum, *_ranges(reduced, solver, places, processes, progress))
        except SolverFailed as error:  # rounding in many fixed columns contradicts itself; less is held the next time
            failed = error
    other = next(name for name in BACKENDS if name != BEST)
    if backend == other:
        raise failed
    return column_ranges(problem, costs, wanted, fraction, processes, progress, other)


def at_least(optimum: float, fraction: float) -> float:
    """What the objective must reach at ``fraction`` of ``optimum``; a negative optimum may fall by the same share."""
    return optimum - (1.0 - fraction) * abs(optimum)


def _ranges(
    reduced: Compressed, solver: Simplex, wanted: NDArray[np.intp], processes: int, progress: Progress | None
) -> tuple[Floats, Floats]:
    """Range of the ``wanted`` columns of the original."""
    leaders = reduced.leader[wanted]
    flags = np.zeros(len(reduced.problem.columns), dtype=bool)
    flags[leaders[leaders != GONE]] = True
    least, most = in_shares(Extremes(reduced.problem, solver, flags), processes, progress)
    ratio, shift = reduced.ratio[wanted], reduced.shift[wanted]
    if not len(least):
        return shift.copy(), shift.copy()
    with np.errstate(invalid="ignore"):
        ends = np.sort(np.where(leaders == GONE, 0.0, ratio * np.stack([least[leaders], most[leaders]])), axis=0)
    return ends[0] + shift, ends[1] + shift


def with_objective(problem: Problem, costs: Mapping[int, float]) -> Problem:
    """The problem with one more column that equals the objective."""
    objective = np.zeros(len(problem.columns))
    objective[list(costs)] = list(costs.values())
    row = sparse.csc_matrix(np.append(objective, -1.0)[np.newaxis, :])
    wide = sparse.hstack([problem.matrix, sparse.csc_matrix((problem.matrix.shape[0], 1))])
    return replace(
        problem,
        columns=(*problem.columns, OBJECTIVE),
        matrix=sparse.csc_matrix(sparse.vstack([wide, row])),
        lower=np.append(problem.lower, -np.inf),
        upper=np.append(problem.upper, np.inf),
        row_lower=np.append(problem.row_lower, 0.0),
        row_upper=np.append(problem.row_upper, 0.0),
    )


def _above(kernel: Kernel, column: int, value: float) -> tuple[Compressed, Simplex]:
    """The problem with its objective at ``value`` or better; the basis of the optimum is where to begin."""
    kernel.bound(column, value, np.inf)
    kernel.maximise({})
    reduced = kernel.reduced
    leader = int(reduced.leader[column])
    if leader != GONE:
        lower, upper = reduced.problem.lower.copy(), reduced.problem.upper.copy()
        low, high = reduced.bounds_for(column, value, np.inf)
        lower[leader], upper[leader] = max(lower[leader], low), min(upper[leader], high)
        reduced = replace(reduced, problem=replace(reduced.problem, lower=lower, upper=upper))
    return reduced, kernel.simplex


def _face(kernel: Kernel) -> tuple[Compressed, Simplex]:
    """All optima: what has a price stands at its bound in every one of them; what is left is small."""
    problem = kernel.reduced.problem
    values = kernel.simplex.values()
    lower, upper = problem.lower.copy(), problem.upper.copy()
    row_lower, row_upper = problem.row_lower.copy(), problem.row_upper.copy()
    columns, bounds = priced(lower, upper, values, kernel.simplex.reduced_costs())
    lower[columns] = upper[columns] = bounds
    rows, sides = priced(row_lower, row_upper, problem.matrix @ values, kernel.simplex.row_prices())
    row_lower[rows] = row_upper[rows] = sides
    face = replace(problem, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
    smaller = compress(face)
    if smaller is not None:
        solver = simplex(kernel.backend, smaller.problem, kernel.tolerance)
        if solver.solve() is Status.OPTIMAL:
            return _joined(kernel.reduced, smaller), solver
    # Rounding in so many fixed columns contradicted itself: all of them free, the objective held.
    return _above(kernel, len(kernel.problem.columns) - 1, kernel.objective() - DECIDED)


def _joined(outer: Compressed, inner: Compressed) -> Compressed:
    """The way from the innermost problem to the outermost columns."""
    if not outer.problem.columns:
        return outer
    gone = outer.leader == GONE
    leader = np.where(gone, GONE, inner.leader[outer.leader])
    ratio = np.where(gone, 0.0, outer.ratio * inner.ratio[outer.leader])
    shift = np.where(gone, outer.shift, outer.ratio * inner.shift[outer.leader] + outer.shift)
    return Compressed(outer.original, inner.problem, leader, ratio, shift)
