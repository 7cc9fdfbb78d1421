"""GLPK beneath a COBRApy model: bounds and costs changed in place, the simplex started from its last basis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from strains.errors import SolverFailed

if TYPE_CHECKING:
    import cobra


class GlpkModel:
    """The linear programme that COBRApy built for ``model``, all reactions of it. Keeps the model alive."""

    def __init__(self, model: cobra.Model) -> None:
        import swiglpk

        self._glp: Any = swiglpk
        self._model = model
        self._model.solver = "glpk"
        self._model.solver.update()
        self._problem: Any = model.solver.problem
        self._columns = self._find_columns()
        self._costed: set[str] = set()
        for column in range(1, swiglpk.glp_get_num_cols(self._problem) + 1):
            swiglpk.glp_set_obj_coef(self._problem, column, 0.0)
        swiglpk.glp_set_obj_dir(self._problem, swiglpk.GLP_MAX)
        self._options = swiglpk.glp_smcp()
        swiglpk.glp_init_smcp(self._options)
        self._options.msg_lev = swiglpk.GLP_MSG_OFF
        self._options.meth = swiglpk.GLP_DUALP  # after a change of bounds the last basis is dual feasible
        self._options.tol_bnd = self._options.tol_dj = 1e-9

    def bound(self, reaction: str, lower: float, upper: float) -> None:
        """Set the bounds of ``reaction``. COBRApy holds a reaction as forward less backward column, both 0 or more."""
        forward, backward = self._columns[reaction]
        self._set(forward, max(lower, 0.0), max(upper, 0.0))
        self._set(backward, max(-upper, 0.0), max(-lower, 0.0))

    def maximise(self, costs: Mapping[str, float]) -> None:
        """Set the objective: reaction to coefficient; every other coefficient becomes zero."""
        for reaction in self._costed - set(costs):
            self._cost(reaction, 0.0)
        for reaction, cost in costs.items():
            self._cost(reaction, cost)
        self._costed = set(costs)

    def solve(self) -> bool:
        """Whether there is an optimum (False: infeasible). Raises SolverFailed when GLPK cannot tell."""
        for attempt in (self._simplex, self._from_scratch):
            status = attempt()
            if status == self._glp.GLP_OPT:
                return True
            if status == self._glp.GLP_NOFEAS:
                return False
        raise SolverFailed(f"GLPK neither solved the linear programme nor proved it infeasible (status {status})")

    def flux(self, reaction: str) -> float:
        """Flux of ``reaction`` in the last optimum."""
        forward, backward = self._columns[reaction]
        value = self._glp.glp_get_col_prim
        return float(value(self._problem, forward) - value(self._problem, backward))

    def _simplex(self) -> int:
        if self._glp.glp_simplex(self._problem, self._options) != 0:
            return int(self._glp.GLP_UNDEF)
        return int(self._glp.glp_get_status(self._problem))

    def _from_scratch(self) -> int:
        self._glp.glp_std_basis(self._problem)
        return self._simplex()

    def _cost(self, reaction: str, cost: float) -> None:
        forward, backward = self._columns[reaction]
        self._glp.glp_set_obj_coef(self._problem, forward, float(cost))
        self._glp.glp_set_obj_coef(self._problem, backward, -float(cost))

    def _set(self, column: int, lower: float, upper: float) -> None:
        kind = self._glp.GLP_FX if lower == upper else self._glp.GLP_DB
        self._glp.glp_set_col_bnds(self._problem, column, kind, lower, upper)

    def _find_columns(self) -> dict[str, tuple[int, int]]:
        self._glp.glp_create_index(self._problem)
        return {
            reaction.id: (
                int(self._glp.glp_find_col(self._problem, reaction.id)),
                int(self._glp.glp_find_col(self._problem, reaction.reverse_id)),
            )
            for reaction in self._model.reactions
        }
