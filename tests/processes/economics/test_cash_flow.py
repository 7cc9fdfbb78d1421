"""Cash by year: nothing is forgotten, and impossible ways to pay are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from processes.economics.cash_flow import Finance, Project, cash, patterns
from processes.economics.errors import NotPriceable


def test_capital_is_paid_by_owners_and_bank() -> None:
    """Owners' money, the loan's interest while building, and ten instalments that pay back 60 % at 8 %."""
    p = patterns(Finance())
    drawn = 0.6 * np.cumsum([0.08, 0.60, 0.32])
    assert p.capital[:3] == pytest.approx(0.4 * np.array([0.08, 0.60, 0.32]) + 0.08 * drawn)
    assert p.capital[3:13] == pytest.approx(0.6 * 0.08 / (1.0 - 1.08**-10))
    assert not p.capital[13:].any()


def test_all_capital_is_written_off_and_all_interest_counted() -> None:
    interest = 10 * 0.6 * 0.08 / (1.0 - 1.08**-10) - 0.6
    assert patterns(Finance()).income_capital[-1] == pytest.approx(1.0 + interest)


def test_working_capital_and_land_come_back() -> None:
    p = patterns(Finance())
    assert p.working.sum() == p.land.sum() == 0.0
    assert p.working[2] == 1.0
    assert p.land[0] == 1.0


def test_a_year_of_start_up() -> None:
    p = patterns(Finance())
    assert (p.revenue[3], p.variable[3], p.fixed[3]) == (0.875, 0.9375, 1.0)
    assert (p.revenue[4:] == 1.0).all()


def test_cash_sums_to_profit_when_all_is_paid(project: Project) -> None:
    """Without tax: all sold less all spent, capital and interest."""
    finance = Finance(tax_rate=0.0)
    p = patterns(finance)
    total = 2.0 * 50e6 * p.revenue.sum() - 40e6 * p.variable.sum() - 10e6 * p.fixed.sum() - 100e6 * p.capital.sum()
    assert cash(project, finance, 2.0).sum() == pytest.approx(total)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"equity": 1.2}, "equity of 1.2"),
        ({"construction": (0.5, 0.4)}, "construction shares"),
        ({"life": 5}, "at least the loan's"),
        ({"depreciation": ((0.5, (1.0,)),)}, "do not sum to 1"),
    ],
)
def test_ways_to_pay_that_are_none(change: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPriceable, match=words):
        Finance(**change)
