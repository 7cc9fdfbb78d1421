"""Stirred tank or bubble column, as a disjunction: the global optima are found and proved.

A problem for solvers, not of costs: V 30 to 200 m3, one to four vessels, P/V 0.05 to 4 kW/m3, v_s 0.01 to 0.15 m/s,
0.8 n V at least 250 m3, and 0.30 kLa at least 100 or 80 mmol/L/h. kLa of the stirred tank from van't Riet, Ind. Eng.
Chem. Process Des. Dev. 18 (1979) 357; of the bubble column from Heijnen and van't Riet, Chem. Eng. J. 28 (1984) B21.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import pyomo.environ as pyo
import pytest
from scipy.optimize import brentq, minimize_scalar

from processes.choice.question import Decision, Option, Question
from processes.choice.solve import Method, choose

STIRRED = {"factor": 0.026, "power": 0.4, "velocity": 0.5, "cost": 1.8, "drive": 1 / 0.9, "least": 0.3, "most": 4.0}
COLUMN = {"factor": 0.32, "power": 0.0, "velocity": 0.7, "cost": 1.1, "drive": 0.0, "least": 0.05, "most": 0.05}
METHODS: tuple[Method, ...] = ("bigm", "hull", "enumerate")


def shared(demand: float) -> Callable[[Any], Any]:
    def build(m: Any) -> float:
        m.V = pyo.Var(bounds=(30, 200))
        m.n = pyo.Var(domain=pyo.Integers, bounds=(1, 4))
        m.power = pyo.Var(bounds=(0.05, 4))
        m.velocity = pyo.Var(bounds=(0.01, 0.15))
        m.kla = pyo.Var(bounds=(1, 1500))
        m.volume = pyo.Constraint(expr=0.8 * m.n * m.V >= 250)
        m.oxygen = pyo.Constraint(expr=0.30 * m.kla >= demand)
        return 0.0

    return build


def vessel(block: Any, m: Any, p: Mapping[str, float]) -> Any:
    power = (1000 * m.power) ** p["power"] if p["power"] else 1.0
    block.kla = pyo.Constraint(expr=m.kla == 3600 * p["factor"] * power * m.velocity ** p["velocity"])
    block.least = pyo.Constraint(expr=m.power >= p["least"])
    block.most = pyo.Constraint(expr=m.power <= p["most"])
    capital = p["cost"] * m.n * (m.V / 100) ** 0.6
    return 0.15 * capital + 0.0006 * m.n * m.V * (p["drive"] * m.power + 12 * m.velocity)


def question(demand: float) -> Question:
    options = (Option("stirred tank", vessel, STIRRED), Option("bubble column", vessel, COLUMN))
    return Question("vessel", shared(demand), (Decision("vessel", options),))


def by_hand(p: Mapping[str, float], demand: float) -> float:
    """The least cost by one-dimensional search: capital favours few large vessels, energy the least kLa."""
    kla = demand / 0.30

    def power(velocity: float) -> float:
        if not p["power"]:
            return p["least"]
        return max(p["least"], (kla / (3600 * p["factor"] * velocity ** p["velocity"])) ** (1 / p["power"]) / 1000)

    def energy(velocity: float) -> float:
        return p["drive"] * power(velocity) + 12 * velocity

    if p["power"]:
        used = minimize_scalar(energy, bounds=(0.01, 0.15), method="bounded", options={"xatol": 1e-10}).fun
    else:
        used = energy(brentq(lambda v: 3600 * p["factor"] * v ** p["velocity"] - kla, 0.001, 0.5))
    sizes = [(n, 250 / 0.8 / n) for n in (1, 2, 3, 4) if 250 / 0.8 / n <= 200]
    return min(0.15 * p["cost"] * n * (V / 100) ** 0.6 + 0.0006 * n * V * used for n, V in sizes)


@pytest.mark.parametrize("method", METHODS)
def test_a_high_demand_needs_stirred_tanks(method: Method) -> None:
    answer = choose(question(100.0), gap=1e-5, method=method)
    assert answer.best.options == {"vessel": "stirred tank"}
    assert answer.best.price == pytest.approx(1.00146, abs=1e-5)
    assert answer.best.price == pytest.approx(by_hand(STIRRED, 100.0), rel=1e-7)
    assert answer.proved
    assert answer.best.bound == pytest.approx(1.00146, abs=1e-5)
    values = answer.best.values
    assert (values["n"], values["V"]) == pytest.approx((2, 156.25))
    assert (values["power"], values["velocity"]) == pytest.approx((0.631, 0.0730), abs=1e-3)
    assert answer.rivals[0].standing == "impossible"  # the bubble column would need 0.170 m/s
    assert answer.runner_up is None


@pytest.mark.parametrize("method", METHODS)
def test_a_lower_demand_is_met_by_bubble_columns(method: Method) -> None:
    answer = choose(question(80.0), gap=1e-5, method=method)
    assert answer.best.options == {"vessel": "bubble column"}
    assert answer.best.price == pytest.approx(0.70952, abs=1e-5)
    assert answer.best.price == pytest.approx(by_hand(COLUMN, 80.0), rel=1e-7)
    assert answer.proved
    assert answer.best.values["velocity"] == pytest.approx(0.1236, abs=1e-4)
    assert answer.runner_up is not None
    assert answer.runner_up.price == pytest.approx(0.93654, abs=1e-5)
    assert answer.runner_up.price == pytest.approx(by_hand(STIRRED, 80.0), rel=1e-7)
    assert answer.premium(answer.runner_up) == pytest.approx(0.22702, abs=2e-5)


def test_within_a_minute() -> None:
    began = time.perf_counter()
    choose(question(100.0))
    choose(question(80.0))
    assert time.perf_counter() - began < 60.0
