"""Which solvers work on this machine: each is asked one small problem whose answer is known."""

from __future__ import annotations

import importlib
import importlib.metadata
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class SolverStatus:
    """What one solver is for, and whether it works.

    `version` is that of the package, empty if it is missing. `seconds` is the time of the trial, the loading of
    packages included. `problem` says why it does not work; `install` is the command that brings the packages.
    """

    name: str
    version: str
    works: bool
    seconds: float
    what: str
    install: str
    problem: str = ""


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
    problem = ""
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
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _nonlinear() -> float:
    """min (x - 1)^2 + (y - x^2)^2 with x + y <= 1.5: on the constraint, where y = 1.5 - x and x solves a cubic."""
    pyo = importlib.import_module("pyomo.environ")
    importlib.import_module("processes.solvers.ipopt")
    model = _two_variables(pyo)
    model.limit = pyo.Constraint(expr=model.x + model.y <= 1.5)
    model.objective = pyo.Objective(expr=(model.x - 1) ** 2 + (model.y - model.x**2) ** 2)
    _solve("casadi_ipopt", model)
    x, y = model.x.value, model.y.value
    stationary = (x - 1) - 2 * x * (y - x**2) - (y - x**2)
    return abs(float(stationary)) + abs(float(x + y - 1.5))


def _linear() -> float:
    """min x + y with x + 2 y >= 4, y <= 3: 2, at x = 0, y = 2."""
    pyo = importlib.import_module("pyomo.environ")
    model = _two_variables(pyo)
    model.demand = pyo.Constraint(expr=model.x + 2 * model.y >= 4)
    model.objective = pyo.Objective(expr=model.x + model.y)
    _solve("appsi_highs", model)
    return abs(float(pyo.value(model.objective)) - 2.0)


def _discrete() -> float:
    """max x y with x + y <= 3 and y whole: 2, at x = 1 or 2."""
    pyo = importlib.import_module("pyomo.environ")
    model = _two_variables(pyo)
    model.y.domain = pyo.NonNegativeIntegers
    model.limit = pyo.Constraint(expr=model.x + model.y <= 3)
    model.product = pyo.Var(bounds=(0, 10))
    model.definition = pyo.Constraint(expr=model.product == model.x * model.y)
    model.objective = pyo.Objective(expr=model.product, sense=pyo.maximize)
    _solve("scip_direct", model)
    return abs(float(pyo.value(model.objective)) - 2.0)


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
