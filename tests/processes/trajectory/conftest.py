"""Small problems that several tests of the room share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from processes.trajectory.optimise import Settings
from processes.trajectory.problem import DynamicProblem, Input, Limit, Phase, State

SMALL = Settings(starts=3, coarse=(10, 3), fine=(12, 3), carried=1, rounds=6, sharpenings=0)


def rates(x: Any, u: Any, p: Any) -> dict[str, Any]:
    growth = p.mu * x.S / (0.5 + x.S)
    dilution = u.feed / x.V
    return {
        "X": growth * x.X - dilution * x.X,
        "S": -2.0 * growth * x.X + dilution * (200.0 - x.S),
        "V": u.feed,
    }


def oxygen(x: Any, u: Any, p: Any) -> Any:
    return 30.0 * p.mu * x.S / (0.5 + x.S) * x.X


def fed_batch(**changes: Any) -> DynamicProblem:
    """The most cells in 10 h under an oxygen limit and a volume."""
    limits = {"oxygen": Limit(oxygen, upper=150.0, unit="mmol/L/h")}
    phase = Phase("all", rates, hours=10.0, inputs={"feed": Input(0.0, 0.5, "L/h")}, limits=limits)
    problem = DynamicProblem(
        name="cells",
        states={"X": State(1.0), "S": State(5.0), "V": State(1.0, upper=2.0, unit="L")},
        phases=(phase,),
        objective=lambda end: end.x.X * end.x.V,
        parameters={"mu": 0.4},
    )
    return replace(problem, **changes)


@pytest.fixture
def cells() -> Callable[..., DynamicProblem]:
    return fed_batch


@pytest.fixture
def small() -> Settings:
    return SMALL
