"""IPOPT on one symbolic problem: derivatives once, solvers with different options beside each other.

CasADi fixes a solver's options when it is built; the derivatives, which are nearly all of the building time, do not
depend on them and are handed on. A solver is silent unless asked to speak, may be interrupted by Ctrl-C, and answers
every ill-posed problem with a status.
"""

from __future__ import annotations

import contextlib
import io
import signal
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from processes.solvers.errors import SolverFailed
from processes.solvers.symbols import Array, import_casadi

SUCCESS = frozenset({"Solve_Succeeded", "Solved_To_Acceptable_Level", "Feasible_Point_Found"})
_KEPT_SOLVERS = 8
_REUSED = {"hess_lag": "nlp_hess_l", "jac_g": "nlp_jac_g", "grad_f": "nlp_grad_f"}

Options = Mapping[str, object]

# Multipliers of a previous optimum are of use only when IPOPT neither moves the point off its bounds nor begins with a
# large barrier.
WARM_OPTIONS: Mapping[str, object] = {
    "warm_start_init_point": "yes",
    "mu_init": 1e-6,
    "warm_start_bound_push": 1e-9,
    "warm_start_bound_frac": 1e-9,
    "warm_start_slack_bound_push": 1e-9,
    "warm_start_slack_bound_frac": 1e-9,
    "warm_start_mult_bound_push": 1e-9,
}


@dataclass(frozen=True, eq=False)
class Point:
    """Where a solve starts: primal values, and multipliers in CasADi's signs or None."""

    x: Array
    lam_x: Array | None = None
    lam_g: Array | None = None


@dataclass(frozen=True, eq=False)
class Bounds:
    """Bounds of variables and rows in the solver space."""

    lbx: Array
    ubx: Array
    lbg: Array
    ubg: Array


@dataclass(frozen=True, eq=False)
class Outcome:
    """Where a solve ended, in the solver space and in CasADi's signs; `status` is IPOPT's own word."""

    status: str
    iterations: int
    f: float
    x: Array
    g: Array
    lam_x: Array
    lam_g: Array

    @property
    def success(self) -> bool:
        """True at an optimum, or at a point of IPOPT's acceptable tolerance."""
        return self.status in SUCCESS


class Kernel:
    """minimise f(x, p) with bounds on x and g(x, p), by IPOPT.

    `builds` counts how often derivatives were generated: once, however many solves follow.
    """

    def __init__(self, x: Any, p: Any, f: Any, g: Any) -> None:
        self.n = int(x.numel())
        self.m = int(g.numel())
        self.builds = 0
        self._nlp = {"x": x, "p": p, "f": f, "g": g}
        self._solvers: dict[tuple[tuple[str, object], ...], Any] = {}
        self._derivatives: dict[str, Any] = {}
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        """All but the solvers, which another process builds again from the stored derivatives."""
        casadi = import_casadi()
        state = {key: value for key, value in self.__dict__.items() if key not in {"_lock", "_solvers", "_nlp"}}
        state["nlp"] = casadi.Function("nlp", self._nlp, ["x", "p"], ["f", "g"])
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        nlp = state.pop("nlp")
        x, p = nlp.sx_in()
        f, g = nlp(x, p)
        self.__dict__.update(state, _nlp={"x": x, "p": p, "f": f, "g": g}, _solvers={}, _lock=threading.Lock())

    def solve(self, start: Point, p: Array, bounds: Bounds, options: Options, *, tee: bool = False) -> Outcome:
        """One solve. `options` are IPOPT's; `tee` prints its log. Raises `SolverFailed` for an unknown option."""
        ill_posed = self._ill_posed(bounds)
        if ill_posed:
            return self._not_run(ill_posed, start)
        arguments = {"x0": start.x, "p": p, **bounds.__dict__}
        if start.lam_x is not None:
            arguments["lam_x0"] = start.lam_x
        if start.lam_g is not None:
            arguments["lam_g0"] = start.lam_g
        # The statistics belong to the solver's last run, so that two threads must not run one solver at a time.
        with self._lock:
            solver = self._solver(options, tee)
            with keep_interrupt():
                answer = solver(**arguments)
            statistics = solver.stats()
        return _outcome(answer, statistics)

    def parameter_gradient(self, at: Point, p: Array) -> Array:
        """Gradient of f + lam_g . g over p: how the optimum moves with the parameters, in the solver space."""
        casadi = import_casadi()
        if "gradient_p" not in self._derivatives:
            nlp, multipliers = self._nlp, casadi.SX.sym("lam_g", self.m)
            lagrangian = nlp["f"] + casadi.dot(multipliers, nlp["g"])
            gradient = casadi.gradient(lagrangian, nlp["p"])
            self._derivatives["gradient_p"] = casadi.Function(
                "gradient_p", [nlp["x"], nlp["p"], multipliers], [gradient]
            )
        return _flat(self._derivatives["gradient_p"](at.x, p, at.lam_g))

    def _ill_posed(self, bounds: Bounds) -> str | None:
        """The status of a problem at which CasADi raises or prints instead of answering."""
        lower = np.concatenate([bounds.lbx, bounds.lbg])
        upper = np.concatenate([bounds.ubx, bounds.ubg])
        if np.any(~(lower <= upper) | (lower == np.inf) | (upper == -np.inf)):
            return "Inconsistent_Bounds"
        if np.count_nonzero(bounds.lbg == bounds.ubg) > self.n:
            return "Not_Enough_Degrees_Of_Freedom"
        return None

    def _not_run(self, status: str, start: Point) -> Outcome:
        rows = np.full(self.m, np.nan)
        return Outcome(status, 0, float("nan"), np.array(start.x), rows, np.zeros(self.n), np.zeros(self.m))

    def _solver(self, options: Options, tee: bool) -> Any:
        """The solver with these options, built at most once while it is among the last few in use."""
        ipopt = {**options, "print_level": options.get("print_level", 5) if tee else 0, "sb": "no" if tee else "yes"}
        key = tuple(sorted(ipopt.items()))
        if key not in self._solvers:
            if len(self._solvers) >= _KEPT_SOLVERS:
                del self._solvers[next(iter(self._solvers))]
            self._solvers[key] = self._build(ipopt)
        return self._solvers[key]

    def _build(self, ipopt: Options) -> Any:
        casadi = import_casadi()
        reused = {name: self._derivatives[name] for name in _REUSED if name in self._derivatives}
        # Multipliers of p are not asked for: they cost a reverse sweep per build and few callers want them.
        settings = {
            "print_time": False,
            "show_eval_warnings": False,
            "calc_lam_p": False,
            "ipopt": dict(ipopt),
            **reused,
        }
        try:
            solver = casadi.nlpsol("solver", "ipopt", self._nlp, settings)
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[-1]
            raise SolverFailed(f"IPOPT refused its options {dict(ipopt)}: {reason}") from error
        self.builds += not reused
        for name, function in _REUSED.items():
            if name not in self._derivatives and solver.has_function(function):
                self._derivatives[name] = solver.get_function(function)
        return solver


def _outcome(answer: Mapping[str, Any], statistics: Mapping[str, Any]) -> Outcome:
    return Outcome(
        status=str(statistics["return_status"]),
        iterations=int(statistics.get("iter_count", 0)),
        f=float(answer["f"]),
        x=_flat(answer["x"]),
        g=_flat(answer["g"]),
        lam_x=_flat(answer["lam_x"]),
        lam_g=_flat(answer["lam_g"]),
    )


def _flat(matrix: Any) -> Array:
    return np.asarray(matrix.full(), dtype=np.float64).ravel()


@contextlib.contextmanager
def keep_interrupt() -> Iterator[None]:
    """Let Ctrl-C end a solve *and* reach the caller.

    CasADi stops IPOPT at an interrupt but returns as if the problem had failed, with a warning on stderr. Python runs
    signal handlers in the main thread only; elsewhere there is nothing to keep.
    """
    previous = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(previous):
        yield
        return
    caught: list[BaseException] = []
    with contextlib.ExitStack() as quiet:

        def note(number: int, frame: FrameType | None) -> None:
            try:
                previous(number, frame)
            except BaseException as error:
                caught.append(error)
                quiet.enter_context(contextlib.redirect_stderr(io.StringIO()))
                raise

        signal.signal(signal.SIGINT, note)
        try:
            yield
        except Exception:
            if caught:
                raise caught[0] from None
            raise
        finally:
            signal.signal(signal.SIGINT, previous)
    if caught:
        raise caught[0]
