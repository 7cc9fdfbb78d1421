"""Lee & Ramirez 1994: a foreign protein induced in E. coli, glucose and inducer fed apart.

Source: J. Lee, W. F. Ramirez, AIChE Journal 40 (1994) 899, with the constants of A. Tholudur, W. F. Ramirez, Int. J.
Control 67 (1997), as used by Balsa-Canto et al. 2001. Published optima: 6.15, 5.7567, 5.5679 for Q = 0, 2.5, 5.
"""

from __future__ import annotations

from typing import Any

from processes.trajectory.problem import DynamicProblem, Input, Phase, State
from processes.trajectory.values import Values


def rates(x: Values, u: Values, p: Values) -> dict[str, Any]:
    """V litres, X cells, S glucose, P protein and I inducer in g/L, shock and recovery factors of the cells."""
    feed = u.glucose + u.inducer
    dilution = feed / x.V
    saturation = x.S / (p.saturation + x.S + x.S * x.S / 111.5)
    growth = saturation * (x.shock + 0.22 * x.recovery / (0.22 + x.I))
    making = 0.233 * saturation * (0.0005 + x.I) / (0.022 + x.I)
    stress = 0.09 * x.I / (0.034 + x.I)
    return {
        "V": feed,
        "X": growth * x.X - dilution * x.X,
        "S": 100.0 * u.glucose / x.V - dilution * x.S - growth * x.X / 0.51,
        "P": making * x.X - dilution * x.P,
        "I": 4.0 * u.inducer / x.V - dilution * x.I,
        "shock": -stress * x.shock,
        "recovery": stress * (1.0 - x.recovery),
    }


def induced_protein(inducer_price: float = 0.0) -> DynamicProblem:
    """10 h, both feeds 0 to 1 L/h: the most protein P V at the end less Q times the inducer fed."""
    feeds = {"glucose": Input(0.0, 1.0, "L/h"), "inducer": Input(0.0, 1.0, "L/h")}
    integrals = {"inducer": lambda _x, u, _p: u.inducer}
    begin = {"V": 1.0, "X": 0.1, "S": 40.0, "P": 0.0, "I": 0.0, "shock": 1.0, "recovery": 0.0}
    return DynamicProblem(
        name="induced protein",
        states={name: State(value) for name, value in begin.items()},
        phases=(Phase("all", rates, hours=10.0, inputs=feeds, integrals=integrals),),
        objective=lambda end: end.x.P * end.x.V - end.p.inducer_price * end.integral.inducer,
        parameters={"inducer_price": inducer_price, "saturation": 14.35},
    )
