"""Models that several tests of the solvers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

RADAU = (0.0, 0.155051025721682, 0.644948974278318, 1.0)
CONSTANTS = {"mu": 0.408, "kp": 16.0, "ks": 0.22, "nu": 1.0, "kpp": 71.5, "ksp": 0.44, "y": 10.0, "sf": 150.0}
START = {"X": 1.0, "S": 150.0, "P": 0.0, "V": 10.0}


def _differentiation() -> Any:
    """Derivatives of the Lagrange polynomials of an element at its points: [point of the polynomial, point]."""
    columns = []
    for j, own in enumerate(RADAU):
        polynomial = np.poly1d([1.0])
        for k, other in enumerate(RADAU):
            if k != j:
                polynomial *= np.poly1d([1.0, -other]) / (own - other)
        columns.append(np.polyval(np.polyder(polynomial), RADAU))
    return np.array(columns)


def chen_hwang(elements: int) -> pyo.ConcreteModel:
    """Chen & Hwang's (1990) fed-batch ethanol: free final time, piecewise constant feed, 3 Radau points per element.

    The kinetic constants are the members of the fixed variable `theta`.
    """
    m = pyo.ConcreteModel()
    m.theta = pyo.Var(list(CONSTANTS), initialize=CONSTANTS)
    m.theta.fix()
    m.tf = pyo.Var(bounds=(20, 100), initialize=60)
    m.u = pyo.Var(range(elements), bounds=(0, 12), initialize=3)
    grid = (range(elements), range(4))
    m.X = pyo.Var(*grid, bounds=(0, None), initialize=lambda m, e, k: 1 + 10 * e / elements)
    m.S = pyo.Var(*grid, bounds=(0, None), initialize=100.0)
    m.P = pyo.Var(*grid, bounds=(0, None), initialize=lambda m, e, k: 80 * e / elements)
    m.V = pyo.Var(*grid, bounds=(1, None), initialize=lambda m, e, k: 10 + 190 * e / elements)
    m.V[elements - 1, 3].setub(200)
    for name, number in START.items():
        m.component(name)[0, 0].fix(number)
    weights = _differentiation()

    def collocation(m: Any, name: str, e: int, k: int) -> Any:
        state = m.component(name)
        slope = sum(weights[j, k] * state[e, j] for j in range(4))
        return slope == m.tf / elements * _rate(m, name, e, k)

    def continuity(m: Any, name: str, e: int) -> Any:
        return pyo.Constraint.Skip if e == 0 else m.component(name)[e, 0] == m.component(name)[e - 1, 3]

    m.collocation = pyo.Constraint(list(START), range(elements), [1, 2, 3], rule=collocation)
    m.continuity = pyo.Constraint(list(START), range(elements), rule=continuity)
    m.product = pyo.Objective(expr=m.P[elements - 1, 3] * m.V[elements - 1, 3], sense=pyo.maximize)
    return m


def _rate(m: Any, name: str, e: int, k: int) -> Any:
    t, x, s, p, v, u = m.theta, m.X[e, k], m.S[e, k], m.P[e, k], m.V[e, k], m.u[e]
    growth = t["mu"] / (1 + p / t["kp"]) * s / (t["ks"] + s)
    making = t["nu"] / (1 + p / t["kpp"]) * s / (t["ksp"] + s)
    return {
        "X": growth * x - u * x / v,
        "S": -t["y"] * growth * x + u * (t["sf"] - s) / v,
        "P": making * x - u * p / v,
        "V": u,
    }[name]


@pytest.fixture
def ethanol() -> Callable[[int], pyo.ConcreteModel]:
    return chen_hwang
