"""Choosing: proofs, limits, rivals, and models that cannot be posed."""

from __future__ import annotations

import json
import sys
from typing import Any

import pyomo.environ as pyo
import pytest

from processes.choice import solve
from processes.choice.errors import ChoiceError
from processes.choice.model import combined, disjunctive, transformed
from processes.choice.question import Decision, Option, Question
from processes.choice.result import Ranked
from processes.choice.solve import Method, choose
from processes.solvers.errors import SolverMissing


def shared(m: Any) -> Any:
    m.size = pyo.Var(bounds=(0.1, 10.0))
    return m.size


def option(name: str, at_least: float, fixed: float) -> Option:
    def build(block: Any, m: Any, p: Any) -> Any:
        block.least = pyo.Constraint(expr=m.size >= p["at_least"])
        return p["fixed"]

    return Option(name, build, {"at_least": at_least, "fixed": fixed})


def question(*decisions: Decision) -> Question:
    return Question("sizes", shared, decisions, "USD")


TWO = question(
    Decision("first", (option("small", 1.0, 5.0), option("large", 4.0, 1.0))),
    Decision("second", (option("cheap", 6.0, 0.0), option("dear", 2.0, 3.0))),
)  # small+cheap 11, small+dear 10, large+cheap 7, large+dear 8


@pytest.mark.parametrize("method", ["bigm", "hull", "enumerate"])
def test_the_best_and_every_rival_at_its_best(method: Method) -> None:
    said: list[str] = []
    answer = choose(TWO, method=method, progress=said.append)
    assert answer.best.options == {"first": "large", "second": "cheap"}
    assert answer.best.price == pytest.approx(7.0)
    assert answer.proved
    rivals = {tuple(rival.options.values()) if len(rival.options) == 2 else None: rival for rival in answer.rivals}
    assert rivals["large", "dear"].price == pytest.approx(8.0)
    assert rivals["small", "dear"].price == pytest.approx(10.0)
    assert answer.runner_up is rivals["large", "dear"]
    assert answer.premium(answer.rivals[1]) == pytest.approx(3.0)
    assert said


def test_the_answer_in_words_and_as_data() -> None:
    answer = choose(TWO)
    first, second, _ = answer.sentences()
    assert first.startswith("large, cheap: 7 USD, the global optimum: proved that none is below 7 ")
    assert second == "large, dear: 8 USD, +1 (proved)"
    assert json.loads(json.dumps(answer.to_dict()))["best"]["bound"] == pytest.approx(7.0)


def test_impossible_options_are_proved_to_be_so() -> None:
    answer = choose(question(Decision("only", (option("fits", 1.0, 1.0), option("too large", 11.0, 0.0)))))
    assert [rival.standing for rival in answer.rivals] == ["impossible"]
    assert answer.sentences()[1] == "too large: impossible, proved"
    assert answer.runner_up is None


def test_no_combination_at_all() -> None:
    with pytest.raises(ChoiceError, match=r"no combination of options keeps every limit \(proved\)"):
        choose(question(Decision("only", (option("too large", 11.0, 0.0), option("larger", 12.0, 0.0)))))


def test_a_variable_without_bounds_is_named() -> None:
    def build(block: Any, m: Any, p: Any) -> Any:
        block.own = pyo.Var()
        block.least = pyo.Constraint(expr=block.own + m.size >= 1.0)
        return p["fixed"]

    def priced(block: Any, m: Any, p: Any) -> Any:
        block.own = pyo.Var()
        return block.own

    good = option("good", 1.0, 1.0)
    with pytest.raises(ChoiceError, match="give lower and upper bounds"):
        choose(question(Decision("d", (good, Option("open", build, {"fixed": 1.0})))))
    with pytest.raises(ChoiceError, match="price of option 'open' of decision 'd' has no bounds"):
        choose(question(Decision("d", (good, Option("open", priced)))))


def test_a_bound_above_a_plan_that_exists_is_no_proof() -> None:
    wrong = solve._judged(Ranked({"d": "x"}, 1.0, 1.1, "limit", {}), 1e-3)
    assert (wrong.standing, wrong.bound) == ("limit", None)
    assert "contradicted" in wrong.note
    assert solve._judged(Ranked({"d": "x"}, 1.0, 0.9, "limit", {}), 1e-3).standing == "limit"
    assert solve._judged(Ranked({"d": "x"}, 1.0, 0.9995, "limit", {}), 1e-3).standing == "proved"


@pytest.mark.filterwarnings("ignore")
def test_when_the_time_is_up_nothing_is_called_proved() -> None:
    def hard(m: Any) -> Any:
        m.x = pyo.Var(range(12), bounds=(-4.0, 4.0), initialize=1.0)
        return sum(
            pyo.sin(3.0 * m.x[i] * m.x[(i + 1) % 12]) + (m.x[i] * m.x[(i + 5) % 12]) ** 2 - m.x[i] ** 3
            for i in range(12)
        )

    def flat(block: Any, m: Any, p: Any) -> Any:
        return 0.5 * m.x[0]

    asked = Question("hard", hard, (Decision("d", (Option("a", flat), Option("b", flat))),))
    answer = choose(asked, gap=1e-6, time_limit=1.5)
    assert not answer.proved
    assert "may exist" in answer.sentences()[0] or "nothing is proved" in answer.sentences()[0]


def test_an_ordinary_pyomo_model_comes_out() -> None:
    m = disjunctive(TWO)
    m.own = pyo.Constraint(expr=m.size >= 8.0)
    transformed(m, "bigm")
    results = solve.global_solution(m, 1e-6, 10.0)
    results.solution_loader.load_vars()
    assert pyo.value(m.total) == pytest.approx(9.0)
    plain = combined(TWO, {"first": "small", "second": "dear"})
    assert plain.find_component("size") is not None


def test_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChoiceError, match="gap 0 "):
        choose(TWO, gap=0.0)
    with pytest.raises(ChoiceError, match="no method 'ric'"):
        choose(TWO, method="ric")  # type: ignore[arg-type]
    many = question(*(Decision(f"d{i}", (option("x", 1, 1), option("y", 1, 1))) for i in range(7)))
    with pytest.raises(ChoiceError, match="128 combinations"):
        choose(many, method="enumerate")


def test_without_scip_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyomo.contrib.solver.common.factory import SolverFactory

    kind = type(SolverFactory("scip_direct"))
    monkeypatch.setattr(kind, "available", lambda self, **_: False)
    monkeypatch.setitem(sys.modules, "pyscipopt", None)
    with pytest.raises(SolverMissing, match="pip install pyscipopt"):
        choose(TWO)
