"""GLPK's primal simplex, driven directly. Arrays pass to C without a copy in Python."""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from strains.lp.simplex import TOLERANCE, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]

WARM, FRESH = 1, 50  # most iterations of a solve, times the rows and columns: a basis that goes in circles must end


class Glpk:
    """See ``strains.lp.simplex.Simplex``."""

    def __init__(self, problem: Problem, tolerance: float = TOLERANCE) -> None:
        import swiglpk

        self._glp: Any = swiglpk
        # The generated module beneath has the same functions without a Python call around each.
        self._fast: Any = getattr(swiglpk, "_swiglpk", swiglpk)
        swiglpk.glp_term_out(swiglpk.GLP_OFF)
        self._rows, self._size = problem.matrix.shape
        self._problem: Any = swiglpk.glp_create_prob()
        swiglpk.glp_set_obj_dir(self._problem, swiglpk.GLP_MAX)
        self._add_rows(problem.row_lower, problem.row_upper)
        if self._size:
            swiglpk.glp_add_cols(self._problem, self._size)
        for column, (lower, upper) in enumerate(zip(problem.lower.tolist(), problem.upper.tolist(), strict=True)):
            self.bound(column, lower, upper)
        self._load(problem)
        self._options = swiglpk.glp_smcp()
        swiglpk.glp_init_smcp(self._options)
        self._options.msg_lev = swiglpk.GLP_MSG_OFF
        self._options.aorn = swiglpk.GLP_USE_NT  # measured: a tenth faster than the other way to price rows
        self._options.tol_bnd = self._options.tol_dj = tolerance
        self._fresh: bool  # since the last solve nothing is known of the basis
        self.restart()

    @property
    def iterations(self) -> int:
        """Simplex iterations so far."""
        return int(self._glp.glp_get_it_cnt(self._problem))

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Set the bounds of a column."""
        self._fast.glp_set_col_bnds(self._problem, column + 1, self._kind(lower, upper), lower, upper)

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Set the bounds of a row."""
        self._glp.glp_set_row_bnds(self._problem, row + 1, self._kind(lower, upper), lower, upper)

    def cost(self, column: int, value: float) -> None:
        """Set the cost of a column."""
        self._fast.glp_set_obj_coef(self._problem, column + 1, value)

    def solve(self, dual: bool = False) -> Status:
        """Solve from the last basis; by the ``dual`` simplex where bounds changed and costs did not."""
        self._options.meth = self._glp.GLP_DUALP if dual else self._glp.GLP_PRIMAL
        self._options.it_lim = (FRESH if self._fresh else WARM) * (self._rows + self._size + 100)
        self._fresh = False
        if self._fast.glp_simplex(self._problem, self._options) != 0:
            return Status.FAILED
        status = self._glp.glp_get_status(self._problem)
        known = {
            self._glp.GLP_OPT: Status.OPTIMAL,
            self._glp.GLP_NOFEAS: Status.INFEASIBLE,
            self._glp.GLP_UNBND: Status.UNBOUNDED,
        }
        if status in known:
            return known[status]
        # The dual simplex proves a problem infeasible without a primal answer.
        no_primal = self._glp.glp_get_prim_stat(self._problem) == self._glp.GLP_NOFEAS
        return Status.INFEASIBLE if no_primal else Status.FAILED

    def restart(self) -> None:
        """Forget the basis: the next solve begins from a triangular one."""
        self._fresh = True
        self._glp.glp_adv_basis(self._problem, 0)

    def crash(self) -> None:
        """Forget the basis for that of Bixby 1992, ORSA J. Comput. 4:267, doi:10.1287/ijoc.4.3.267."""
        self._fresh = True
        self._glp.glp_cpx_basis(self._problem)

    def basis(self) -> tuple[list[int], list[int]]:
        """The present basis, for ``restore``."""
        rows = list(map(self._fast.glp_get_row_stat, repeat(self._problem), range(1, self._rows + 1)))
        columns = list(map(self._fast.glp_get_col_stat, repeat(self._problem), range(1, self._size + 1)))
        return rows, columns

    def basic(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which columns and which rows are basic in the present basis."""
        rows, columns = self.basis()
        return np.array(columns) == self._glp.GLP_BS, np.array(rows) == self._glp.GLP_BS

    def restore(self, basis: Any) -> None:
        """Begin the next solve at ``basis``."""
        rows, columns = basis
        deque(map(self._fast.glp_set_row_stat, repeat(self._problem), range(1, self._rows + 1), rows), 0)
        deque(map(self._fast.glp_set_col_stat, repeat(self._problem), range(1, self._size + 1), columns), 0)

    def miss(self) -> float:
        """Largest violation of a row or a bound by the last answer, relative to 1 + its size."""
        worst, place = self._glp.doubleArray(1), self._glp.intArray(1)
        other, second = self._glp.doubleArray(1), self._glp.intArray(1)
        largest = 0.0
        for condition in (self._glp.GLP_KKT_PE, self._glp.GLP_KKT_PB):
            self._glp.glp_check_kkt(self._problem, self._glp.GLP_SOL, condition, worst, place, other, second)
            largest = max(largest, float(other[0]))
        return largest

    def objective(self) -> float:
        """Value of the objective in the last answer."""
        return float(self._glp.glp_get_obj_val(self._problem))

    def values(self, columns: Sequence[int] | None = None) -> Floats:
        """Values of ``columns`` (all) in the last answer."""
        return self._read(self._fast.glp_get_col_prim, columns)

    def reduced_costs(self) -> Floats:
        """d objective / d bound of every column in the last answer; zero where no bound is active."""
        return self._read(self._fast.glp_get_col_dual, None)

    def row_prices(self) -> Floats:
        """d objective / d bound of every row in the last answer; zero where no bound is active."""
        getter, rows = self._fast.glp_get_row_dual, range(1, self._rows + 1)
        return np.fromiter(map(getter, repeat(self._problem), rows), float, self._rows)

    def close(self) -> None:
        """Give the memory back."""
        if self._problem is not None:
            self._glp.glp_delete_prob(self._problem)
            self._problem = None

    def __del__(self) -> None:
        if getattr(self, "_problem", None) is not None:
            self.close()

    def _read(self, getter: Any, columns: Sequence[int] | None) -> Floats:
        places = range(1, self._size + 1) if columns is None else [column + 1 for column in columns]
        return np.fromiter(map(getter, repeat(self._problem), places), float, len(places))

    def _kind(self, lower: float, upper: float) -> int:
        if lower == upper:
            return int(self._glp.GLP_FX)
        if math.isinf(lower):
            return int(self._glp.GLP_FR if math.isinf(upper) else self._glp.GLP_UP)
        return int(self._glp.GLP_LO if math.isinf(upper) else self._glp.GLP_DB)

    def _add_rows(self, lower: Floats, upper: Floats) -> None:
        if not len(lower):
            return
        self._glp.glp_add_rows(self._problem, len(lower))
        for row, (low, high) in enumerate(zip(lower.tolist(), upper.tolist(), strict=True), start=1):
            self._glp.glp_set_row_bnds(self._problem, row, self._kind(low, high), low, high)

    def _load(self, problem: Problem) -> None:
        entries = problem.matrix.tocoo()
        count = entries.nnz
        rows, columns = self._glp.intArray(count + 1), self._glp.intArray(count + 1)
        values = self._glp.doubleArray(count + 1)
        _view(rows, ctypes.c_int, count + 1)[1:] = entries.row + 1
        _view(columns, ctypes.c_int, count + 1)[1:] = entries.col + 1
        _view(values, ctypes.c_double, count + 1)[1:] = entries.data
        self._glp.glp_load_matrix(self._problem, count, rows, columns, values)


def _view(array: Any, kind: Any, count: int) -> NDArray[Any]:
    """The memory of a C array as a numpy array; it lives as long as ``array`` does."""
    return np.ctypeslib.as_array((kind * count).from_address(int(array.cast())))
