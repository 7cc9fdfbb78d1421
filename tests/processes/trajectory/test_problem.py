"""What cannot be meant is said in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from processes.trajectory.errors import ProblemInvalid
from processes.trajectory.problem import DynamicProblem, Input, Limit, Phase, State
from processes.trajectory.values import Values

Make = Callable[..., DynamicProblem]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"states": {}}, "has no state"),
        ({"phases": ()}, "has no phase"),
        ({"over": "median"}, "expected 'mean' or 'worst'"),
        ({"states": {"X": State(1.0), "S": State(5.0), "V": State(1.0, 3.0, 2.0)}}, "state V has bounds 3 to 2"),
        ({"states": {"X": State(1.0), "S": State(5.0), "V": State(4.0, upper=2.0)}}, "begins at 4, outside its bounds"),
        ({"decisions": {"d": Input(2.0, 1.0)}}, "decision d has bounds 2 to 1"),
        ({"terminal": {"end": Limit(lambda end: 0.0)}}, "neither a lower nor an upper bound"),
        ({"scenarios": {"slow": {"nu": 0.3}}}, "scenario slow: no parameter is named 'nu'"),
        ({"terminal": {"oxygen": Limit(lambda end: 0.0, upper=1.0)}}, "two limits are named 'oxygen'"),
        ({"states": {"X": State(1.0), "S": State(5.0)}}, "nothing is named 'V' here"),
    ],
)
def test_contradictions(cells: Make, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemInvalid, match=message):
        cells(**changes)


def test_rates_that_are_no_number_name_the_state(cells: Make) -> None:
    bad = replace(cells().phases[0], rates=lambda x, u, p: {"X": float("nan"), "S": 0.0, "V": 0.0})
    with pytest.raises(ProblemInvalid, match="rate of 'X' is nan at the beginning"):
        cells(phases=(bad,))
    divided = replace(cells().phases[0], rates=lambda x, u, p: {"X": 1.0 / (x.V - 1.0), "S": 0.0, "V": 0.0})
    with pytest.raises(ProblemInvalid, match="cannot be evaluated at the beginning"):
        cells(phases=(divided,))


def test_every_state_needs_a_rate_and_every_rate_a_state(cells: Make) -> None:
    with pytest.raises(ProblemInvalid, match="nothing for state 'V'"):
        cells(phases=(Phase("all", lambda x, u, p: {"X": 0.0, "S": 0.0}),))
    with pytest.raises(ProblemInvalid, match="'Y', which is no state"):
        cells(phases=(Phase("all", lambda x, u, p: {"X": 0.0, "S": 0.0, "V": 0.0, "Y": 0.0}),))


def test_parameters_are_changed_by_name(cells: Make) -> None:
    assert cells().with_parameters(mu=0.3).parameters == {"mu": 0.3}
    with pytest.raises(ProblemInvalid, match="no parameter is named 'mo'"):
        cells().with_parameters(mo=0.3)


def test_values_name_the_nearest() -> None:
    with pytest.raises(ProblemInvalid, match="did you mean 'glucose'"):
        _ = Values.of({"glucose": 1.0, "oxygen": 2.0}).glucos
