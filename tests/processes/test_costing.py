"""Cost lines: plain arithmetic that must not forget anything."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import library
from processes.costing import COST_KINDS, PRICES, Amounts, HourlyCosts, cost_lines

ONES = Amounts(**{field.name: 1.0 for field in fields(Amounts)})
HOURLY = HourlyCosts(capital=2.0, maintenance=0.5, operators=0.1)


CARD = library.prices()


def price(name: str) -> float:
    return float(getattr(CARD, name).value)


def test_lines_by_hand() -> None:
    batch = replace(ONES, glucose=100.0, hours=20.0, broth=0.9, product=60.0, water=900.0)
    lines = cost_lines(batch, price, HOURLY)
    assert lines["glucose"] == pytest.approx(45.0)
    assert lines["labour"] == pytest.approx(20.0 * 0.1 * 45.0)
    assert lines["capital"] == pytest.approx(40.0)
    assert lines["maintenance"] == pytest.approx(10.0)
    assert lines["evaporation"] == pytest.approx(900.0 * 0.0009 * 13.0)
    assert lines["sterilisation"] == pytest.approx(0.9 * 0.15 * 13.0)
    assert lines["crystallisation"] == pytest.approx(3.6)


def test_every_line_has_one_kind() -> None:
    kinds = [line for lines in COST_KINDS.values() for line in lines]
    assert sorted(kinds) == sorted(cost_lines(ONES, price, HOURLY))


@given(st.floats(0.1, 10.0))
def test_twice_the_batch_costs_twice(factor: float) -> None:
    one = cost_lines(ONES, price, HOURLY)
    more = cost_lines(Amounts(**{field.name: factor for field in fields(Amounts)}), price, HOURLY)
    assert more == pytest.approx({name: factor * cost for name, cost in one.items()})


@pytest.mark.parametrize("field", [field.name for field in fields(Amounts)])
def test_every_amount_costs_something(field: str) -> None:
    base = sum(cost_lines(ONES, price, HOURLY).values())
    assert sum(cost_lines(replace(ONES, **{field: 2.0}), price, HOURLY).values()) > base


@pytest.mark.parametrize("name", PRICES)
def test_every_price_enters_the_cost(name: str) -> None:
    def dearer(asked: str) -> float:
        return price(asked) * (2.0 if asked == name else 1.0)

    assert sum(cost_lines(ONES, dearer, HOURLY).values()) > sum(cost_lines(ONES, price, HOURLY).values())
