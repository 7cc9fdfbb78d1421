from __future__ import annotations

from collections.abc import Callable

import pytest

from processes.errors import OutOfRange
from processes.problem import Problem
from processes.uncertainty.numbers import changed, numbers, spreads

Ask = Callable[..., Problem]


def test_every_number_with_a_deviation_is_uncertain_and_no_other(ask: Ask) -> None:
    problem = ask()
    found = {spread.name: spread for spread in spreads(problem)}
    known = numbers(problem)
    assert set(found) == {name for name, number in known.items() if number.quantity.sd}
    assert {"product_tolerance", "price_glucose", "kla_factor", "recovery"} <= set(found)
    assert found["recovery"].high == 1.0
    assert found["uptake_max_growth"].high == problem.kinetics.growth.box[0][1]


def test_a_changed_card_changes_the_question(ask: Ask) -> None:
    problem = ask()
    before, after = problem.parameters(), changed(problem, {"price_glucose": 0.5, "installation": 2.0}).parameters()
    assert after["price_glucose"] == 0.5
    assert after["capital_per_hour"] > before["capital_per_hour"]
    assert after["maintenance_per_hour"] > before["maintenance_per_hour"]
    assert {name for name in before if before[name] != after[name]} == {
        "price_glucose",
        "capital_per_hour",
        "maintenance_per_hour",
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"only": ["product_tolerence"]}, "did you mean 'product_tolerance'"),
        ({"only": ["inoculum"]}, "states no standard deviation"),
        ({"sds": {"recovery": -0.1}}, "standard deviation of -0.1"),
        ({"sds": {"nothing": 0.1}}, "no number 'nothing'"),
    ],
)
def test_a_number_that_is_not_there_is_said(ask: Ask, given, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OutOfRange, match=words):
        spreads(ask(), **given)


def test_a_sample_with_an_unknown_name_is_refused(ask: Ask) -> None:
    with pytest.raises(OutOfRange, match="did you mean 'price_glucose'"):
        changed(ask(), {"price_glukose": 0.5})
