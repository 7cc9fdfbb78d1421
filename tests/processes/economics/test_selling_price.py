"""The minimum selling price: it does what its name says, exactly, alone or in samples, in any order."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.economics.cash_flow import Finance, Project, patterns
from processes.economics.depreciation import straight_line
from processes.economics.errors import NotPriceable
from processes.economics.measures import measures, net_present_value
from processes.economics.selling_price import minimum_selling_price, price_lines

FINANCES = (
    Finance(),
    Finance(tax_rate=0.0),
    Finance(equity=1.0, loan_years=0),
    Finance(discount_rate=0.05, depreciation=((1.0, straight_line(20)),), salvage=0.1, life=20),
)
PROJECTS = st.builds(
    Project,
    fixed_capital=st.floats(1e6, 1e9),
    output=st.floats(1e5, 1e8),
    variable_cost=st.floats(0.0, 1e8),
    fixed_cost=st.floats(0.0, 1e8),
    working_capital=st.floats(0.0, 1e7),
    land=st.floats(0.0, 1e7),
)


@settings(deadline=None)
@given(PROJECTS, st.sampled_from(FINANCES))
def test_at_that_price_the_present_value_is_zero_and_the_return_is_the_discount_rate(
    project: Project, finance: Finance
) -> None:
    price = minimum_selling_price(project, finance)
    worth = measures(project, finance, price)
    assert abs(worth.npv) <= 1e-10 * (project.fixed_capital + 30.0 * price * project.output)
    assert worth.irr == pytest.approx(finance.discount_rate, abs=1e-8)


@settings(deadline=None)
@given(PROJECTS, st.floats(0.1, 10.0))
def test_a_plant_twice_as_large_in_everything_has_the_same_price(project: Project, factor: float) -> None:
    larger = Project(*(factor * getattr(project, name) for name in Project.__dataclass_fields__))
    assert minimum_selling_price(larger, Finance()) == pytest.approx(
        minimum_selling_price(project, Finance()), rel=1e-11
    )


@settings(deadline=None)
@given(PROJECTS, st.floats(0.1, 10.0))
def test_in_another_money_the_price_is_in_that_money(project: Project, rate: float) -> None:
    money = {name: rate * getattr(project, name) for name in Project.__dataclass_fields__ if name != "output"}
    assert minimum_selling_price(replace(project, **money), Finance()) == pytest.approx(
        rate * minimum_selling_price(project, Finance()), rel=1e-11
    )


@settings(deadline=None)
@given(PROJECTS, st.sampled_from(["fixed_capital", "variable_cost", "fixed_cost", "working_capital", "land"]))
def test_what_costs_more_is_sold_dearer(project: Project, name: str) -> None:
    dearer = replace(project, **{name: getattr(project, name) + 1e6})
    assert minimum_selling_price(dearer, Finance()) > minimum_selling_price(project, Finance())


@settings(deadline=None)
@given(PROJECTS, st.sampled_from(FINANCES))
def test_lines_sum_to_the_price(project: Project, finance: Finance) -> None:
    price = minimum_selling_price(project, finance)
    lines = price_lines(
        project, finance, {"all bought": project.variable_cost}, {"all standing": project.fixed_cost}, price
    )
    assert sum(lines.values()) == pytest.approx(price, rel=1e-10)


def test_without_tax_and_loan_by_hand() -> None:
    """One year of building, two of operation at 10 %: p Q (1/1.1 + 1/1.21) = I + c (1/1.1 + 1/1.21)."""
    finance = Finance(
        0.1, 1.0, 0.0, 0, 2, (1.0,), startup=0.0, tax_rate=0.0, depreciation=((1.0, straight_line(2)),)
    )  # fmt: skip
    annuity = 1.0 / 1.1 + 1.0 / 1.21
    assert minimum_selling_price(Project(1000.0, 100.0, 50.0, 20.0), finance) == pytest.approx(
        10.0 / annuity + 0.7, rel=1e-14
    )


def test_tax_by_hand() -> None:
    """One year: income p Q - c less the capital written off, taxed at 25 %; the loss of nothing else."""
    finance = Finance(
        0.1, 1.0, 0.0, 0, 1, (1.0,), startup=0.0, tax_rate=0.25, depreciation=((1.0, straight_line(1)),)
    )  # fmt: skip
    price = minimum_selling_price(Project(1000.0, 1.0, 50.0, 0.0), finance)
    assert price - 50.0 - 0.25 * (price - 50.0 - 1000.0) == pytest.approx(1100.0, rel=1e-13)


def test_losses_are_carried_forward_and_tax_is_never_given_back(project: Project) -> None:
    poor = minimum_selling_price(project, Finance()) * 0.5
    taxed = net_present_value(project, Finance(), poor)
    assert taxed == net_present_value(project, Finance(tax_rate=0.0), poor)


def test_samples_are_the_single_answers(project: Project) -> None:
    costs = np.random.default_rng(3).uniform(0.0, 1e8, 50)
    together = minimum_selling_price(replace(project, variable_cost=costs), Finance())
    alone = [minimum_selling_price(replace(project, variable_cost=float(cost)), Finance()) for cost in costs]
    assert together == pytest.approx(alone, rel=1e-13)


def test_the_same_question_ten_times_in_any_order(project: Project) -> None:
    """Equal to 1e-8, and here to the last bit: nothing is kept from one question to the next."""
    questions = [(replace(project, fixed_capital=1e7 * k), finance) for k in range(1, 9) for finance in FINANCES]
    first = [minimum_selling_price(*question) for question in questions]
    order = list(range(len(questions)))
    for turn in range(10):
        random.Random(turn).shuffle(order)
        assert [minimum_selling_price(*questions[k]) for k in order] == [first[k] for k in order]


def test_a_sample_takes_microseconds(project: Project) -> None:
    many = replace(project, variable_cost=np.random.default_rng(1).uniform(0.0, 1e8, 10_000))
    patterns(Finance())
    fastest = min(_seconds(many) for _ in range(3))
    assert fastest < 0.5  # 10,000 samples; measured 0.04 s


def _seconds(project: Project) -> float:
    begin = time.perf_counter()
    minimum_selling_price(project, Finance())
    return time.perf_counter() - begin


@pytest.mark.parametrize("output", [0.0, -1.0])
def test_nothing_made_has_no_price(project: Project, output: float) -> None:
    with pytest.raises(NotPriceable, match="more than nothing to sell"):
        minimum_selling_price(replace(project, output=output), Finance())
