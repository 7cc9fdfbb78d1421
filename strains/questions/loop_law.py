"""The loop law as a mixed-integer programme: potentials that fall along every flux of the reactions in cycles.

Schellenberger et al. 2011, Biophys. J. 100:544, doi:10.1016/j.bpj.2010.12.3707. Only the reactions in cycles get binary
columns, and the potentials are those of their metabolites, which is the same as asking it of every cycle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from strains.errors import SolverFailed
from strains.lp.compression import GONE
from strains.lp.kernel import Kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

FALL = 1.0  # least fall of potential along a flux; its unit is arbitrary
STEEP = 10.0  # the largest fall, per reaction in cycles: along a path of all of them, with coefficients of this size
WIDE = 1e4  # mmol/gDW/h; a flux without bound is taken to be within it while directions are searched
INDEPENDENT = 1e-9  # coefficient of an elimination below which it is rounding
TIGHT = 1e-9  # a binary column this near to a whole number is one


class LoopLaw:
    """Extremes of columns of ``problem`` over distributions without a cycle among ``cyclic`` (positions).

    ``matrix`` is metabolites × reactions; the reactions are the first columns of the problem.
    """

    def __init__(self, problem: Problem, matrix: sparse.csc_matrix, cyclic: Places) -> None:
        self._kernel = Kernel(problem)
        self._reduced = self._kernel.reduced
        fixed = self._reduced.leader[cyclic] == GONE
        self._cyclic = cyclic[~(fixed & (self._reduced.shift[cyclic] == 0.0))]
        lower, upper = problem.lower[self._cyclic], problem.upper[self._cyclic]
        self._forward = self._cyclic[upper > 0]
        self._backward = self._cyclic[lower < 0]
        touched = np.flatnonzero(np.diff(matrix[:, self._cyclic].tocsr().indptr))
        self._falls = matrix[touched]
        self._model = self._built(problem)

    def extreme(self, column: int, sign: float) -> float:
        """The most (``sign`` 1) or least (-1) of a column. Raises SolverFailed, Infeasible, Unbounded."""
        forward, backward = self._directions(column, sign)
        bounds = {int(place): [0.0, 0.0] for place in self._cyclic}
        for places, allowed, end in ((self._forward, forward, 1), (self._backward, backward, 0)):
            for place in places[allowed]:
                bounds[int(place)][end] = float((self._kernel.problem.lower, self._kernel.problem.upper)[end][place])
        for place, (low, high) in bounds.items():
            own = float(self._kernel.problem.lower[place]), float(self._kernel.problem.upper[place])
            self._kernel.bound(place, max(low, own[0]), min(high, own[1]))
        self._kernel.maximise({column: sign})
        return sign * self._kernel.solve().objective

    def _directions(self, column: int, sign: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which reactions in cycles may run forward, and which backward, in the best distribution."""
        import highspy

        solver: Any = highspy.Highs.__bases__[0]()
        for name, value in _OPTIONS.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model)
        leader = int(self._reduced.leader[column])
        if leader != GONE:
            solver.changeColCost(leader, sign * float(self._reduced.ratio[column]))
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            name = self._kernel.problem.columns[column]
            raise SolverFailed(f"no distribution without cycles was found for the range of {name}")
        values = np.array(solver.getSolution().col_value)
        start = len(self._reduced.problem.columns) + self._falls.shape[0]
        chosen = values[start:] > 0.5
        return chosen[: len(self._forward)], chosen[len(self._forward) :]

    def _built(self, problem: Problem) -> Any:
        """Columns: the compressed fluxes, the potentials, a binary for each direction that a reaction may take."""
        import highspy

        small = self._reduced.problem
        fluxes, potentials = len(small.columns), self._falls.shape[0]
        binaries = len(self._forward) + len(self._backward)
        rows = [sparse.hstack([small.matrix, sparse.csr_matrix((small.matrix.shape[0], potentials + binaries))])]
        low, high = [small.row_lower], [small.row_upper]
        for places, sign, first in ((self._forward, 1.0, 0), (self._backward, -1.0, len(self._forward))):
            block, shift, fall = self._block(problem, places, sign, first, (fluxes, potentials, binaries))
            rows.append(block)
            low.append(np.full(2 * len(places), -np.inf))
            high.append(np.concatenate([shift, fall]))
        model = highspy.HighsLp()
        matrix = sparse.csc_matrix(sparse.vstack(rows))
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = np.zeros(matrix.shape[1])
        open_ends = np.full(potentials, np.inf)
        model.col_lower_ = np.concatenate([small.lower, -open_ends, np.zeros(binaries)])
        model.col_upper_ = np.concatenate([small.upper, open_ends, np.ones(binaries)])
        model.row_lower_, model.row_upper_ = np.concatenate(low), np.concatenate(high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [real] * (fluxes + potentials) + [whole] * binaries
        return model

    def _block(
        self, problem: Problem, places: Places, sign: float, first: int, sizes: tuple[int, int, int]
    ) -> tuple[sparse.csr_matrix, Floats, Floats]:
        """Rows: flux <= room * binary; fall along the flux: change of potential <= -FALL where the binary is one."""
        fluxes, potentials, binaries = sizes
        count = len(places)
        numbers = np.arange(count)
        leader, ratio, shift = (getattr(self._reduced, name)[places] for name in ("leader", "ratio", "shift"))
        moving = leader != GONE
        flux = sparse.csr_matrix((sign * ratio[moving], (numbers[moving], leader[moving])), shape=(count, fluxes))
        bound = problem.upper if sign > 0 else -problem.lower
        room = np.minimum(bound[places], WIDE)
        steep = STEEP * max(len(self._cyclic), 1)
        pick = (numbers, first + numbers)
        rooms = sparse.csr_matrix((-room, pick), shape=(count, binaries))
        steps = sparse.csr_matrix((np.full(count, steep + FALL), pick), shape=(count, binaries))
        falls = sign * self._falls[:, places].T
        upper = sparse.hstack([flux, sparse.csr_matrix((count, potentials)), rooms])
        lower = sparse.hstack([sparse.csr_matrix((count, fluxes)), falls, steps])
        return sparse.csr_matrix(sparse.vstack([upper, lower])), -sign * shift, np.full(count, steep)


def cycle_groups(matrix: sparse.csc_matrix, cyclic: Places) -> list[Places]:
    """``cyclic`` (positions) in groups such that every elementary cycle lies within one of them."""
    kept = matrix[:, cyclic].tocsr()
    echelon, pivots = _echelon(kept[np.flatnonzero(np.diff(kept.indptr))].toarray())
    links = np.abs(echelon) > INDEPENDENT
    others = np.setdiff1d(np.arange(len(cyclic)), pivots)
    # A column without pivot and those whose pivot rows it meets are one cycle; all cycles are sums of these.
    pairs = [(column, pivots[row]) for column in others for row in np.flatnonzero(links[:, column])]
    ends = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    graph = sparse.csr_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(cyclic), len(cyclic)))
    count, group = csgraph.connected_components(graph, directed=False)
    return [cyclic[group == number] for number in range(count)]


def _echelon(matrix: Floats) -> tuple[Floats, list[int]]:
    """The reduced row echelon form, rows of zeros left out, and the column of each row's pivot."""
    reduced = matrix.astype(float)
    pivots: list[int] = []
    for column in range(reduced.shape[1]):
        row = len(pivots)
        if row == reduced.shape[0]:
            break
        best = row + int(np.argmax(np.abs(reduced[row:, column])))
        if abs(reduced[best, column]) <= INDEPENDENT:
            continue
        reduced[[row, best]] = reduced[[best, row]]
        reduced[row] /= reduced[row, column]
        rest = np.arange(reduced.shape[0]) != row
        reduced[rest] -= np.outer(reduced[rest, column], reduced[row])
        pivots.append(column)
    return reduced[: len(pivots)], pivots


_OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": TIGHT,
    "mip_feasibility_tolerance": TIGHT,
    "primal_feasibility_tolerance": TIGHT,
}
