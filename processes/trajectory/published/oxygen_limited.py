"""A stirred vessel whose oxygen transfer caps its product: small enough to be checked by hand.

Transfer by van't Riet 1979 (Ind. Eng. Chem. Process Des. Dev. 18, 357): kLa = 0.026 (P/V)^0.4 v_s^0.5, coalescing. The
other numbers are assumptions of an example: 0.2 mmol/L of driving force, 40 mmol of oxygen per gram of product, 40 h.
"""

from __future__ import annotations

from typing import Any

from processes.trajectory.problem import DynamicProblem, Input, Limit, Phase, State
from processes.trajectory.values import End, Values

POWER, VELOCITY = 2000.0, 0.05  # the most, W/m3 and m/s
HOURS, PER_GRAM, GRADIENT = 40.0, 40.0, 0.2  # h, mmol O2 per g, mmol/L
WANTED = 100.0  # g/L
MOST = HOURS * GRADIENT * 3600.0 * 0.026 * POWER**0.4 * VELOCITY**0.5 / PER_GRAM  # g/L


def transfer(power: Any, velocity: Any) -> Any:
    """OTR in mmol/L/h from W/m3 and m/s."""
    return GRADIENT * 3600.0 * 0.026 * power**0.4 * velocity**0.5


def rates(x: Values, u: Values, _p: Values) -> dict[str, Any]:
    """The titre follows what the transferred oxygen makes, with a residence time of 40 h."""
    return {"titre": transfer(u.power, u.velocity) / PER_GRAM - x.titre / HOURS}


def vessel() -> DynamicProblem:
    """100 g/L wanted where the vessel's oxygen pays for less, at the least power."""

    def titre(end: End) -> Any:
        return end.x.titre

    inputs = {"power": Input(50.0, POWER, "W/m3"), "velocity": Input(0.005, VELOCITY, "m/s")}
    return DynamicProblem(
        name="oxygen-limited vessel",
        states={"titre": State(10.0, unit="g/L")},
        phases=(Phase("all", rates, inputs=inputs, steady=True),),
        objective=lambda end: end.u.power,
        maximise=False,
        terminal={"titre": Limit(titre, lower=WANTED, unit="g/L")},
    )


def pyomo_model() -> Any:
    """The same question written in Pyomo, as for its own explanation of infeasibility."""
    import pyomo.environ as pyo

    m = pyo.ConcreteModel()
    m.power = pyo.Var(bounds=(50.0, POWER), initialize=1000.0)
    m.velocity = pyo.Var(bounds=(0.005, VELOCITY), initialize=0.03)
    m.kla = pyo.Var(bounds=(1.0, 2000.0), initialize=200.0)
    m.otr = pyo.Var(bounds=(0.0, 2000.0), initialize=50.0)
    m.our = pyo.Var(bounds=(0.0, 2000.0), initialize=50.0)
    m.making = pyo.Var(bounds=(0.0, 100.0), initialize=1.0)
    m.titre = pyo.Var(bounds=(0.0, 500.0), initialize=10.0)
    m.transfer = pyo.Constraint(expr=m.kla == 3600.0 * 0.026 * m.power**0.4 * m.velocity**0.5)
    m.supply = pyo.Constraint(expr=m.otr == GRADIENT * m.kla)
    m.demand = pyo.Constraint(expr=m.our == PER_GRAM * m.making)
    m.balance = pyo.Constraint(expr=m.our <= m.otr)
    m.made = pyo.Constraint(expr=m.titre == HOURS * m.making)
    m.wanted = pyo.Constraint(expr=m.titre >= WANTED)
    m.objective = pyo.Objective(expr=m.power)
    return m
