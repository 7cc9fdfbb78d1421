"""IPOPT for Pyomo out of a wheel: `SolverFactory("casadi_ipopt")`.

Pyomo writes the model as NL text, CasADi reads it, differentiates it and runs the IPOPT it carries. The solver behaves
as Pyomo's own `ipopt` does: `options`, `timelimit`, `tee`, `load_solutions`, the suffixes `dual`, `ipopt_zL_out`,
`ipopt_zU_out`, `rc` and `scaling_factor`. Discrete variables are relaxed, with a warning in the log.

A `dual` is d objective / d right-hand side and a bound multiplier d objective / d bound, for both senses.
IPOPT's word is no proof: an infeasible problem may end at a limit as well as in "infeasible".
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from pyomo.common.collections import Bunch
from pyomo.common.errors import ApplicationError, InfeasibleConstraintException
from pyomo.opt import SolutionStatus, SolverFactory, SolverResults, SolverStatus, TerminationCondition

from processes.solvers.errors import SolverMissing
from processes.solvers.kernel import WARM_OPTIONS, Bounds, Kernel, Outcome, Point
from processes.solvers.loading import eliminated_values, load_suffixes, load_values, store_solution, suffix_tables
from processes.solvers.multipliers import to_model, to_solver
from processes.solvers.symbols import Array, SymbolicNLP, import_casadi, read_model

logger = logging.getLogger("pyomo.solvers.casadi_ipopt")

# What Pyomo's own code passes to every solver and what has no meaning without an executable and files.
_WITHOUT_MEANING = frozenset(
    {"executable", "solver_io", "validate", "keepfiles", "solnfile", "suffixes", "symbolic_solver_labels",
     "report_timing", "io_options"}
)  # fmt: skip

_Verdict = tuple[SolverStatus, TerminationCondition, SolutionStatus]
_ERROR: _Verdict = (SolverStatus.error, TerminationCondition.error, SolutionStatus.error)
_LIMIT = SolutionStatus.stoppedByLimit
_OPTIMAL: _Verdict = (SolverStatus.ok, TerminationCondition.optimal, SolutionStatus.optimal)
_INFEASIBLE: _Verdict = (SolverStatus.warning, TerminationCondition.infeasible, SolutionStatus.infeasible)
_VERDICTS: Mapping[str, _Verdict] = {
    "Solve_Succeeded": _OPTIMAL,
    "Solved_To_Acceptable_Level": _OPTIMAL,
    "Feasible_Point_Found": (SolverStatus.ok, TerminationCondition.feasible, SolutionStatus.feasible),
    "Infeasible_Problem_Detected": _INFEASIBLE,
    "Inconsistent_Bounds": _INFEASIBLE,
    "Trivially_Infeasible": _INFEASIBLE,
    "Diverging_Iterates": (SolverStatus.warning, TerminationCondition.unbounded, SolutionStatus.unbounded),
    "Maximum_Iterations_Exceeded": (SolverStatus.warning, TerminationCondition.maxIterations, _LIMIT),
    "Maximum_CpuTime_Exceeded": (SolverStatus.warning, TerminationCondition.maxTimeLimit, _LIMIT),
    "Maximum_WallTime_Exceeded": (SolverStatus.warning, TerminationCondition.maxTimeLimit, _LIMIT),
    "Search_Direction_Becomes_Too_Small": (SolverStatus.warning, TerminationCondition.minStepLength, _LIMIT),
    "User_Requested_Stop": (SolverStatus.aborted, TerminationCondition.userInterrupt, _LIMIT),
}


@SolverFactory.register("casadi_ipopt", doc="IPOPT from the CasADi wheel")
class CasadiIpopt:
    """The solver. `options` are IPOPT's own and stay with the solver; those given to `solve` hold for one solve."""

    name = "casadi_ipopt"

    def __init__(self, options: Mapping[str, object] | None = None, **without_meaning: object) -> None:
        _check_arguments(without_meaning)
        self.options = Bunch(**(options or {}))

    def __enter__(self) -> CasadiIpopt:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def available(self, exception_flag: bool = True) -> bool:
        """True if CasADi can be imported; otherwise False, or `ApplicationError` as Pyomo's solvers raise."""
        try:
            import_casadi()
        except SolverMissing as error:
            if exception_flag:
                raise ApplicationError(str(error)) from error
            return False
        return True

    def license_is_valid(self) -> bool:
        """IPOPT is free software."""
        return True

    def warm_start_capable(self) -> bool:
        """The start is the variables' values; `warmstart=True` takes the multipliers as well."""
        return True

    def version(self) -> tuple[int, ...]:
        """CasADi's version; the IPOPT inside it does not tell its own."""
        return tuple(int(part) for part in import_casadi().__version__.split(".")[:3] if part.isdigit())

    def solve(
        self,
        model: Any,
        *,
        tee: bool = False,
        load_solutions: bool = True,
        timelimit: float | None = None,
        options: Mapping[str, object] | None = None,
        warmstart: bool = False,
        linear_presolve: bool = False,
        logfile: str | None = None,
        **without_meaning: object,
    ) -> SolverResults:
        """Solve a Pyomo model or block from its present values.

        `timelimit` is in seconds of wall time. `warmstart` also starts from the multipliers in the suffixes `dual`,
        `ipopt_zL_in` / `_out` and `ipopt_zU_in` / `_out`. Without `load_solutions` the values stay in the results.
        `logfile` gets IPOPT's log, whether or not `tee` prints it.
        Raises `SolverFailed` if the model cannot be expressed or an option does not exist; every outcome of IPOPT
        itself is a termination condition.
        """
        _check_arguments(without_meaning)
        began = time.perf_counter()
        chosen = {**self.options, **(options or {})}
        if timelimit is not None:
            chosen["max_wall_time"] = float(timelimit)
        if logfile is not None:
            chosen = {"file_print_level": 5, **chosen, "output_file": str(logfile)}
        if warmstart:
            chosen = {**WARM_OPTIONS, **chosen}
        try:
            nlp = read_model(model, linear_presolve=linear_presolve)
        except InfeasibleConstraintException as error:
            return _results(model, None, "Trivially_Infeasible", str(error), began)
        _warn_of_discrete(nlp)
        outcome = _run(model, nlp, chosen, tee)
        results = _results(model, nlp, outcome.status, f"Ipopt: {outcome.status}", began, outcome)
        _hand_over(model, nlp, outcome, results, load_solutions)
        return results


@contextlib.contextmanager
def as_ipopt() -> Iterator[None]:
    """Register the solver as `ipopt` as well, for code that asks for it by that name: parmest, GDPopt, MindtPy.

    The name is Pyomo's global: it is given back at the end of the block, and other threads see it meanwhile.
    """
    known = "ipopt" in SolverFactory
    before, doc = (SolverFactory.get_class("ipopt"), SolverFactory.doc("ipopt")) if known else (None, None)
    SolverFactory.unregister("ipopt")
    SolverFactory.register("ipopt", doc="IPOPT from the CasADi wheel")(CasadiIpopt)
    try:
        yield
    finally:
        SolverFactory.unregister("ipopt")
        if known:
            SolverFactory.register("ipopt", doc=doc)(before)


def _check_arguments(arguments: Mapping[str, object]) -> None:
    unknown = sorted(set(arguments) - _WITHOUT_MEANING)
    if unknown:
        raise TypeError(f"casadi_ipopt does not know {', '.join(unknown)}; IPOPT's options go into options={{...}}")


def _warn_of_discrete(nlp: SymbolicNLP) -> None:
    discrete = [variable.name for variable in nlp.variables if not variable.is_continuous()]
    if discrete:
        logger.warning("IPOPT takes %d discrete variables as continuous: %s ...", len(discrete), discrete[0])


def _run(model: Any, nlp: SymbolicNLP, options: Mapping[str, object], tee: bool) -> Outcome:
    kernel = Kernel(nlp.x, import_casadi().SX(0, 1), nlp.f, nlp.g)
    warm = options.get("warm_start_init_point") == "yes"
    start = _start(model, nlp) if warm else Point(nlp.x0)
    bounds = Bounds(nlp.lbx, nlp.ubx, nlp.lbg, nlp.ubg)
    return kernel.solve(start, np.zeros(0), bounds, options, tee=tee)


def _start(model: Any, nlp: SymbolicNLP) -> Point:
    """The start with the multipliers that the model's suffixes hold."""
    slopes = sum(
        (_suffix_values(model, (f"{name}_in", f"{name}_out"), nlp.variables) for name in ("ipopt_zL", "ipopt_zU")),
        start=np.zeros(len(nlp.variables)),
    )
    duals = _suffix_values(model, ("dual",), nlp.constraints)
    return to_solver(nlp.x0 / nlp.scaling.variables, slopes, duals, nlp.scaling, nlp.sense)


def _suffix_values(model: Any, names: tuple[str, ...], components: list[Any]) -> Array:
    """Values of the first suffix of these names that the model has; 0 where it says nothing."""
    suffix = next((found for name in names if (found := model.component(name)) is not None), None)
    if suffix is None:
        return np.zeros(len(components))
    return np.array([suffix.get(component, 0.0) or 0.0 for component in components], dtype=np.float64)


def _results(
    model: Any, nlp: SymbolicNLP | None, word: str, message: str, began: float, outcome: Outcome | None = None
) -> SolverResults:
    """Pyomo's results without the solution."""
    status, condition, _ = _VERDICTS.get(word, _ERROR)
    results = SolverResults()
    results.solver.name = "casadi_ipopt"
    results.solver.status = status
    results.solver.termination_condition = condition
    results.solver.message = message
    results.solver.time = time.perf_counter() - began
    results.problem.name = model.name
    if nlp is not None and outcome is not None:
        results.solver.iterations = outcome.iterations
        results.problem.number_of_variables = len(nlp.variables)
        results.problem.number_of_constraints = len(nlp.constraints)
        results.problem.number_of_objectives = int(nlp.objective is not None)
        if nlp.objective is not None:
            results.problem.sense = nlp.objective.sense
            bound = "upper_bound" if nlp.sense == 1 else "lower_bound"
            setattr(results.problem, bound, to_model(outcome, nlp.scaling, nlp.sense).objective)
    return results


def _hand_over(model: Any, nlp: SymbolicNLP, outcome: Outcome, results: SolverResults, load: bool) -> None:
    """Give the point to the model, or to the results; a failed run has no point to give."""
    if results.solver.status == SolverStatus.error or not np.all(np.isfinite(outcome.x)):
        logger.warning("casadi_ipopt found no point for %s: %s", model.name, results.solver.message)
        return
    solution = to_model(outcome, nlp.scaling, nlp.sense)
    tables = suffix_tables(solution.zl, solution.zu, solution.duals)
    if not load:
        values = list(zip(nlp.variables, solution.x.tolist(), strict=True))
        values += eliminated_values(nlp.variables, solution.x.tolist(), nlp.eliminated)
        store_solution(model, results, _VERDICTS[outcome.status][2], values, nlp.constraints, tables)
        return
    if not outcome.success:
        logger.warning("casadi_ipopt loads a point that is no optimum into %s: %s", model.name, outcome.status)
    load_values(nlp.variables, solution.x.tolist(), nlp.eliminated)
    load_suffixes(model, nlp.variables, nlp.constraints, tables)
