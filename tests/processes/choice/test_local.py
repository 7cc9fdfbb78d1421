"""Alternatives with an optimiser of their own: ranked, and never called proved."""

from __future__ import annotations

import pytest

from processes.choice.errors import ChoiceError
from processes.choice.local import Plan, choose_among
from processes.errors import Infeasible, NoPlan


def raising(error: Exception) -> Plan:
    raise error


def test_ranked_by_price_with_reasons() -> None:
    said: list[str] = []
    answer = choose_among(
        "mode",
        {
            "batch": lambda: Plan(2.0, {"titre": 50.0}),
            "fed-batch": lambda: Plan(1.5),
            "continuous": lambda: raising(Infeasible("wash-out")),
            "other": lambda: raising(NoPlan("the solver ended")),
        },
        "USD/kg",
        said.append,
    )
    assert answer.best.options == {"alternative": "fed-batch"}
    assert not answer.proved
    assert answer.best.standing == "local"
    assert answer.best.gap is None
    assert answer.runner_up is not None
    assert answer.premium(answer.runner_up) == 0.5
    assert "nothing is proved" in answer.sentences()[0]
    assert "no plan keeps its limits: wash-out" in " ".join(answer.sentences())
    assert "impossible" not in " ".join(answer.sentences())
    assert len(said) == 4


def test_none_has_a_plan_or_there_is_none() -> None:
    with pytest.raises(ChoiceError, match="no alternative has a plan .*wash-out"):
        choose_among("mode", {"a": lambda: raising(Infeasible("wash-out"))})
    with pytest.raises(ChoiceError, match="0 alternatives"):
        choose_among("mode", {})


def test_ctrl_c_reaches_the_caller() -> None:
    with pytest.raises(KeyboardInterrupt):
        choose_among("mode", {"a": lambda: raising(KeyboardInterrupt())})  # type: ignore[arg-type]
