"""HiGHS's simplex behind the same interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from strains.lp.simplex import TOLERANCE, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]

# The serial simplex, so that a run can be repeated; no number of threads, because HiGHS refuses one that differs from
# what another user of it in the same process began with.
_OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "parallel": "off",
    "random_seed": 0,
    "solver": "simplex",
}
DUAL, PRIMAL = 1, 4


class Highs:
    """See ``strains.lp.simplex.Simplex``."""

    def __init__(self, problem: Problem, tolerance: float = TOLERANCE) -> None:
        import highspy

        self._iterations = 0
        self._problem = problem
        self._lower, self._upper = problem.lower.copy(), problem.upper.copy()
        self._row_lower, self._row_upper = problem.row_lower.copy(), problem.row_upper.copy()
        # The modelling layer above this class prints a banner as it is made; a library must not.
        self._highs: Any = highspy.Highs.__bases__[0]()
        for name, value in _OPTIONS.items():
            self._highs.setOptionValue(name, value)
        self._highs.setOptionValue("primal_feasibility_tolerance", tolerance)
        self._highs.setOptionValue("dual_feasibility_tolerance", tolerance)
        self._highs.passModel(_model(problem))
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._known = {
            highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
            highspy.HighsModelStatus.kModelEmpty: Status.OPTIMAL,
            highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
            highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
        }
        self._either = highspy.HighsModelStatus.kUnboundedOrInfeasible

    @property
    def iterations(self) -> int:
        """Simplex iterations so far."""
        return self._iterations

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Set the bounds of a column."""
        self._lower[column], self._upper[column] = lower, upper
        self._highs.changeColBounds(int(column), float(lower), float(upper))

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Set the bounds of a row."""
        self._row_lower[row], self._row_upper[row] = lower, upper
        self._highs.changeRowBounds(int(row), float(lower), float(upper))

    def cost(self, column: int, value: float) -> None:
        """Set the cost of a column."""
        self._highs.changeColCost(int(column), float(value))

    def solve(self, dual: bool = False) -> Status:
        """Solve from the last basis; by the ``dual`` simplex where bounds changed and costs did not."""
        self._highs.setOptionValue("simplex_strategy", DUAL if dual else PRIMAL)
        status = self._run()
        if status == self._either:
            self._highs.setOptionValue("presolve", "off")
            self.restart()
            status = self._run()
            self._highs.setOptionValue("presolve", "choose")
        return self._known.get(status, Status.FAILED)

    def restart(self) -> None:
        """Forget the basis: the next solve begins from scratch."""
        self._highs.clearSolver()

    def crash(self) -> None:
        """Forget the basis: HiGHS finds its own to begin with."""
        self.restart()

    def basis(self) -> object:
        """The present basis, for ``restore``."""
        return self._highs.getBasis()

    def basic(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which columns and which rows are basic in the present basis."""
        import highspy

        basis, basic = self._highs.getBasis(), highspy.HighsBasisStatus.kBasic
        columns, rows = ([one == basic for one in part] for part in (basis.col_status, basis.row_status))
        return np.array(columns, dtype=bool), np.array(rows, dtype=bool)

    def restore(self, basis: Any) -> None:
        """Begin the next solve at ``basis``."""
        self._highs.setBasis(basis)

    def miss(self) -> float:
        """Largest violation of a row or a bound by the last answer, relative to 1 + its size."""
        values = self.values()
        activity = self._problem.matrix @ values
        gaps = (
            (self._row_lower - activity, self._row_lower),
            (activity - self._row_upper, self._row_upper),
            (self._lower - values, self._lower),
            (values - self._upper, self._upper),
        )
        finite = ((gap[np.isfinite(size)], size[np.isfinite(size)]) for gap, size in gaps)
        return max((float(np.max(gap / (1.0 + np.abs(size)), initial=0.0)) for gap, size in finite), default=0.0)

    def objective(self) -> float:
        """Value of the objective in the last answer."""
        return float(self._highs.getInfo().objective_function_value)

    def values(self, columns: Sequence[int] | None = None) -> Floats:
        """Values of ``columns`` (all) in the last answer."""
        values = np.array(self._highs.getSolution().col_value, dtype=float)
        return values if columns is None else values[np.asarray(columns, dtype=np.intp)]

    def reduced_costs(self) -> Floats:
        """d objective / d bound of every column in the last answer; zero where no bound is active."""
        return np.array(self._highs.getSolution().col_dual, dtype=float)

    def row_prices(self) -> Floats:
        """d objective / d bound of every row in the last answer; zero where no bound is active."""
        return np.array(self._highs.getSolution().row_dual, dtype=float)

    def close(self) -> None:
        """Give the memory back."""
        self._highs.clear()

    def _run(self) -> Any:
        self._highs.run()
        self._iterations += max(0, int(self._highs.getInfo().simplex_iteration_count))
        return self._highs.getModelStatus()


def _model(problem: Problem) -> Any:
    import highspy

    rows, columns = problem.matrix.shape
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = rows, columns
    model.col_cost_ = np.zeros(columns)
    model.col_lower_, model.col_upper_ = problem.lower, problem.upper
    model.row_lower_, model.row_upper_ = problem.row_lower, problem.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = problem.matrix.indptr
    model.a_matrix_.index_ = problem.matrix.indices
    model.a_matrix_.value_ = problem.matrix.data
    return model
