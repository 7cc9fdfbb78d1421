"""HiGHS behind a thin interface: one programme kept warm, its bounds and costs changed between solves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from strains.errors import SolverFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]

# Feasibilities far below the flux differences that matter (1e-6 mmol/gDW/h). The serial simplex, so that a run can be
# repeated; no number of threads, because HiGHS refuses one that differs from what another user of it in the same
# process began with.
_OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "parallel": "off",
    "random_seed": 0,
    "solver": "simplex",
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


@dataclass(frozen=True, eq=False)
class Solution:
    """Optimum: ``objective``, ``fluxes`` (columns,), and ``reduced_costs`` (columns,) d objective / d active bound."""

    objective: float
    fluxes: Floats
    reduced_costs: Floats


class WarmLP:
    """``maximise costs · v`` on a problem; each solve starts from the basis of the last. Not for several threads."""

    def __init__(self, problem: Problem) -> None:
        import highspy

        self.problem = problem
        self.solved = 0
        # The modelling layer above this class prints a banner as it is made; a library must not.
        self._highs: Any = highspy.Highs.__bases__[0]()
        for name, value in _OPTIONS.items():
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_highs_model(problem))
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._costed: list[int] = []

    def maximise(self, costs: Mapping[int, float]) -> None:
        """Set the objective: column position to coefficient; every other coefficient becomes zero."""
        for place in self._costed:
            if place not in costs:
                self._highs.changeColCost(place, 0.0)
        for place, cost in costs.items():
            self._highs.changeColCost(int(place), float(cost))
        self._costed = list(costs)

    def bound(self, place: int, lower: float, upper: float) -> None:
        """Set the bounds of the column at ``place``."""
        self._highs.changeColBounds(int(place), float(lower), float(upper))

    def fix(self, places: NDArray[np.intp], values: Floats) -> None:
        """Hold the columns at ``places`` at ``values``."""
        self._highs.changeColsBounds(len(places), places.astype(np.int32), values, values)

    def free(self, places: NDArray[np.intp]) -> None:
        """Give the columns at ``places`` the bounds of the problem back."""
        lower, upper = self.problem.lower[places], self.problem.upper[places]
        self._highs.changeColsBounds(len(places), places.astype(np.int32), lower, upper)

    def solve(self) -> Solution:
        """The optimum. Raises SolverFailed when the problem is infeasible, unbounded or not solved."""
        self._highs.run()
        self.solved += 1
        if self._highs.getModelStatus() != self._optimal:
            # A basis gone stale can end a warm start; the same problem from the beginning decides.
            self._highs.clearSolver()
            self._highs.run()
        status = self._highs.getModelStatus()
        if status != self._optimal:
            word = self._highs.modelStatusToString(status).lower()
            raise SolverFailed(f"the linear programme is {word}; widen the uptake limits or lift a block")
        solution = self._highs.getSolution()
        return Solution(
            objective=float(self._highs.getInfo().objective_function_value),
            fluxes=np.array(solution.col_value),
            reduced_costs=np.array(solution.col_dual),
        )


def _highs_model(problem: Problem) -> Any:
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
