"""Which solvers work on this machine: each is asked one small problem whose answer is known."""

from __future__ import annotations

import importlib
import importlib.metadata
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class SolverStatus:
    """What one solver is for, and whether it works.

    `version` is that of the package, empty if it is missing. `seconds` is the time of the trial, the loading of
    packages included, `error` how far its answer was from the known one (nan without an answer). `problem` says why it
    does not work; `install` is the command that brings the packages.
    """

    name: str
    version: str
    works: bool
    seconds: float
    what: str
    install: str
    problem: str = ""
    error: float = math.nan


@dataclass(frozen=True)
class _Candidate:
    """A solver by Pyomo's name, the package it comes from, and its trial, which returns the error of its answer."""

    name: str
    package: str
    what: str
    trial: Callable[[], float]


def available() -> list[SolverStatus]:
    """Try every solver once. Takes a second or two, most of it the loading of packages."""
    return [_try(candidate) for candidate in _CANDIDATES]


def _try(candidate: _Candidate) -> SolverStatus:
    began = time.perf_counter()
    problem, error = "", math.nan
    try:
        importlib.import_module(candidate.package)
        error = candidate.trial()
        if not error <= _TOLERANCE:
            problem = f"its answer to a problem with a known one is off by {error:g}"
    except ImportError as missing:
        problem = f"{missing.name or candidate.package} is not installed"
    except Exception as failure:  # a broken installation may fail in any way; the report must still be made
        problem = f"{type(failure).__name__}: {failure}"
    return SolverStatus(
        name=candidate.name,
        version=_version(candidate.package),
        works=not problem,
        seconds=time.perf_counter() - began,
        what=candidate.what,
        install=f"pip install pyomo {candidate.package}",
        problem=problem,
        error=error,
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _nonlinear(solver: str = "casadi_ipopt") -> float:
    """min (x - 1)^2 + (y - x^2)^2 with x + y <= 1.5: on the constraint, where y = 1.5 - x and x solves a cubic."""
    pyo = importlib.import_module("pyomo.environ")
    importlib.import_module("processes.solvers.ipopt")
    model = _two_variables(pyo)
    model.limit = pyo.Constraint(expr=model.x + model.y <= 1.5)
    model.objective = pyo.Objective(expr=(model.x - 1) ** 2 + (model.y - model.x**2) ** 2)
    _solve(solver, model)
    x, y = model.x.value, model.y.value
    stationary = (x - 1) - 2 * x * (y - x**2) - (y - x**2)
    return abs(float(stationary)) + abs(float(x + y - 1.5))


def _linear(solver: str = "appsi_highs") -> float:
    """min x + y with x + 2 y >= 4, y <= 3: 2, at x = 0, y = 2."""
    pyo = importlib.import_module("pyomo.environ")
    model = _two_variables(pyo)
    model.demand = pyo.Constraint(expr=model.x + 2 * model.y >= 4)
    model.objective = pyo.Objective(expr=model.x + model.y)
    _solve(solver, model)
    return abs(float(pyo.value(model.objective)) - 2.0)


def _discrete(solver: str = "scip_direct") -> float:
    """max x y with x + y <= 3 and y whole: 2, at x = 1 or 2."""
    pyo = importlib.import_module("pyomo.environ")
    model = _two_variables(pyo)
    model.y.domain = pyo.NonNegativeIntegers
    model.limit = pyo.Constraint(expr=model.x + model.y <= 3)
    model.product = pyo.Var(bounds=(0, 10))
    model.definition = pyo.Constraint(expr=model.product == model.x * model.y)
    model.objective = pyo.Objective(expr=model.product, sense=pyo.maximize)
    _solve(solver, model)
    return abs(float(pyo.value(model.objective)) - 2.0)


def own() -> list[SolverStatus]:
    """The solvers of the user's own that Pyomo finds on this machine, each tried; none of them is ever needed."""
    pyo = importlib.import_module("pyomo.environ")
    return [_try_own(name, what, trial) for name, (what, trial) in _OWN.items() if _there(pyo, name)]


def _there(pyo: Any, name: str) -> bool:
    try:
        return bool(pyo.SolverFactory(name).available(exception_flag=False))
    except Exception:  # an expired licence, an executable that cannot be run: not there for us
        return False


def _try_own(name: str, what: str, trial: Callable[[str], float]) -> SolverStatus:
    pyo = importlib.import_module("pyomo.environ")
    found = _try(_Candidate(name, "pyomo", what, lambda: trial(name)))
    version = ".".join(str(part) for part in pyo.SolverFactory(name).version() or ())
    return replace(found, version=version, install=f"your own {name}: see its documentation")


def _two_variables(pyo: Any) -> Any:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 3), initialize=0.5)
    model.y = pyo.Var(bounds=(0, 3), initialize=0.5)
    return model


def _solve(name: str, model: Any) -> None:
    pyo = importlib.import_module("pyomo.environ")
    pyo.assert_optimal_termination(pyo.SolverFactory(name).solve(model))


_CANDIDATES = (
    _Candidate("casadi_ipopt", "casadi", "nonlinear problems: feed profiles, scale-up, estimation", _nonlinear),
    _Candidate("highs", "highspy", "linear and mixed-integer linear problems", _linear),
    _Candidate("scip", "pyscipopt", "discrete choice of equipment, to global optimality", _discrete),
)
_OWN: dict[str, tuple[str, Callable[[str], float]]] = {
    "ipopt": ("nonlinear problems, your own executable", _nonlinear),
    "gurobi": ("linear and discrete problems, your own licence", _linear),
    "baron": ("discrete choice to global optimality, your own licence", _discrete),
}
