"""Chen & Hwang 1990: ethanol in a fed-batch with a free final time.

Source: C. T. Chen, C. Hwang, Chemical Engineering Communications 97 (1990) 9. Published optima: 20,839 to 20,842 at
61.2 to 61.6 h (Luus).
"""

from __future__ import annotations

from typing import Any

from processes.trajectory.problem import DynamicProblem, Input, Limit, Phase, State
from processes.trajectory.values import Values


def rates(x: Values, u: Values, p: Values) -> dict[str, Any]:
    """X cells, S substrate, P ethanol in g/L, V litres."""
    growth = p.mu / (1.0 + x.P / p.growth_inhibition) * x.S / (0.22 + x.S)
    making = p.making / (1.0 + x.P / p.making_inhibition) * x.S / (0.44 + x.S)
    dilution = u.feed / x.V
    return {
        "X": growth * x.X - dilution * x.X,
        "S": -10.0 * growth * x.X + dilution * (150.0 - x.S),
        "P": making * x.X - dilution * x.P,
        "V": u.feed,
    }


def ethanol(hours: float | tuple[float, float] = (20.0, 100.0)) -> DynamicProblem:
    """Feed 0 to 12 L/h, at most 200 L at the end: the most ethanol P V."""
    begin = {"X": 1.0, "S": 150.0, "P": 0.0}
    states = {name: State(value, unit="g/L") for name, value in begin.items()} | {"V": State(10.0, unit="L")}
    constants = {"mu": 0.408, "making": 1.0, "growth_inhibition": 16.0, "making_inhibition": 71.5}
    return DynamicProblem(
        name="ethanol",
        states=states,
        phases=(Phase("all", rates, hours=hours, inputs={"feed": Input(0.0, 12.0, "L/h")}),),
        objective=lambda end: end.x.P * end.x.V,
        objective_unit="g",
        terminal={"volume": Limit(lambda end: end.x.V, upper=200.0, unit="L")},
        parameters=constants,
    )
