"""Cuthrell & Biegler 1989: penicillin in a fed-batch with bounds on cells, substrate and volume.

Source: J. E. Cuthrell, L. T. Biegler, Computers & Chemical Engineering 13 (1989) 49, as restated by Banga et al. 2005.
Published optima: 87.69 to 87.96 at 132 h (Luus 1993; Dadebo & McAuley 1995), 87.99 to 88.0 with a free final time.
"""

from __future__ import annotations

from typing import Any

from processes.trajectory.problem import DynamicProblem, Input, Phase, State
from processes.trajectory.values import Values


def rates(x: Values, u: Values, p: Values) -> dict[str, Any]:
    """X cells, P penicillin, S substrate in g/L, V litres; the feed is in g of substrate an hour."""
    growth = p.mu * x.S / (0.006 * x.X + x.S)
    making = p.making * x.S / (0.0001 + x.S * (1.0 + 10.0 * x.S))
    dilution = u.feed / (500.0 * x.V)
    used = growth / 0.47 + making / 1.2 + 0.029 * x.S / (0.0001 + x.S)
    return {
        "X": growth * x.X - dilution * x.X,
        "P": making * x.X - 0.01 * x.P - dilution * x.P,
        "S": -used * x.X + u.feed / x.V * (1.0 - x.S / 500.0),
        "V": u.feed / 500.0,
    }


def penicillin(hours: float | tuple[float, float] = 132.0) -> DynamicProblem:
    """Feed 0 to 50 g/h; X ≤ 40, S ≤ 25 g/L, V ≤ 10 L: the most penicillin P V at the end."""
    states = {
        "X": State(1.5, upper=40.0, unit="g/L"),
        "P": State(0.0, unit="g/L"),
        "S": State(0.0, upper=25.0, unit="g/L"),
        "V": State(7.0, upper=10.0, unit="L"),
    }
    return DynamicProblem(
        name="penicillin",
        states=states,
        phases=(Phase("all", rates, hours=hours, inputs={"feed": Input(0.0, 50.0, "g/h")}),),
        objective=lambda end: end.x.P * end.x.V,
        objective_unit="g",
        parameters={"mu": 0.11, "making": 0.0055},
    )
