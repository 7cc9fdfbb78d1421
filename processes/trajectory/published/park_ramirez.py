"""Park & Ramirez 1988: secreted protein from yeast in a fed-batch; many local optima.

Source: S. Park, W. F. Ramirez, AIChE Journal 34 (1988) 1550. Published optima: 32.4686 (Tholudur & Ramirez 1997), 32.69
(Luus 1995; Balsa-Canto et al. 2001).
"""

from __future__ import annotations

from typing import Any

from processes.arithmetic import exp
from processes.trajectory.problem import DynamicProblem, Input, Phase, State
from processes.trajectory.values import Values


def rates(x: Values, u: Values, p: Values) -> dict[str, Any]:
    """P secreted and Pt total protein, X cells g/L, S glucose g/L, V litres."""
    growth = p.mu * x.S / ((x.S + 0.4) * (x.S + 62.5))
    expression = x.S * exp(-5.0 * x.S) / (0.1 + x.S)
    secretion = 4.75 * growth / (0.12 + growth)
    dilution = u.feed / x.V
    return {
        "P": secretion * (x.Pt - x.P) - dilution * x.P,
        "Pt": expression * x.X - dilution * x.Pt,
        "X": growth * x.X - dilution * x.X,
        "S": -7.3 * growth * x.X + dilution * (20.0 - x.S),
        "V": u.feed,
    }


def secreted_protein() -> DynamicProblem:
    """15 h, feed 0 to 2 L/h: the most secreted protein P V at the end."""
    return DynamicProblem(
        name="secreted protein",
        states={"P": State(0.0), "Pt": State(0.0), "X": State(1.0), "S": State(5.0), "V": State(1.0)},
        phases=(Phase("all", rates, hours=15.0, inputs={"feed": Input(0.0, 2.0, "L/h")}),),
        objective=lambda end: end.x.P * end.x.V,
        parameters={"mu": 21.87},
    )
