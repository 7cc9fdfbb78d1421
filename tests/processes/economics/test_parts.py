"""Capital, operating cost, depreciation, measures, learning, readiness: each by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from processes.economics.appraisal import Works, appraise
from processes.economics.capital import Purchase, capital
from processes.economics.cash_flow import Finance, Project
from processes.economics.cost_index import cost_index
from processes.economics.depreciation import declining_balance, macrs, schedule, straight_line
from processes.economics.errors import NotPriceable, PriceUnknown
from processes.economics.learning import PUBLISHED, cost_after, doublings_to
from processes.economics.measures import measures, payback, rate_of_return
from processes.economics.operating import labour_hours, operating, operators_per_position
from processes.economics.readiness import readiness
from processes.economics.site import site


def test_macrs_is_the_published_table() -> None:
    """IRS Publication 946, table A-1."""
    assert macrs(7) == pytest.approx([0.1429, 0.2449, 0.1749, 0.1249, 0.0893, 0.0892, 0.0893, 0.0446], abs=6e-5)
    assert macrs(20)[:4] == pytest.approx([0.0375, 0.07219, 0.06677, 0.06177], abs=6e-6)


@pytest.mark.parametrize("shares", [macrs(5), macrs(15), straight_line(10), declining_balance(8)])
def test_all_is_written_off(shares: tuple[float, ...]) -> None:
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) > 0.0


def test_unknown_depreciation() -> None:
    with pytest.raises(NotPriceable, match="expected one of"):
        schedule("macrs", 8)
    with pytest.raises(NotPriceable, match="straight_line"):
        schedule("straight", 8)


def test_capital_by_hand() -> None:
    bought = (Purchase("inside", 100.0, 500.0, 2.0), Purchase("outside", 50.0, 250.0, 1.5, inside=False))
    whole = capital(bought, 500.0, location=1.2, land=7.0)
    assert whole.purchased == pytest.approx(200.0)
    assert whole.installed == pytest.approx(1.2 * (200.0 + 150.0))
    assert whole.direct == pytest.approx(1.2 * (350.0 + 0.175 * 200.0))
    assert whole.fixed == pytest.approx(1.6 * whole.direct)
    assert whole.total == pytest.approx(1.05 * whole.fixed + 7.0)


def test_the_lang_factor_warns_when_the_two_ways_part() -> None:
    assert capital((Purchase("a", 1.0, 500.0, 2.2),), 500.0).warnings == ()
    (words,) = capital((Purchase("a", 1.0, 500.0, 1.0),), 500.0).warnings
    assert "Lang factor says 4.30" in words


def test_index_past_its_table_is_a_projection() -> None:
    last = cost_index(2024)
    assert last.warnings == ()
    later = cost_index(2026, 0.03)
    assert later.value == pytest.approx(last.value * 1.03**2)
    assert "projection" in later.warnings[0]
    with pytest.raises(PriceUnknown, match="1950"):
        cost_index(1950)


def test_operating_lines_by_hand() -> None:
    whole = capital((Purchase("a", 1e6, 500.0, 2.0),), 500.0)
    yearly = operating({"glucose": 10.0}, {"glucose": 2.0}, 100.0, 30.0, whole, {"cake": 5.0})
    assert yearly.variable == {"glucose": 20.0, "cake": -5.0}
    assert yearly.fixed["labour"] == 3000.0
    assert yearly.fixed["maintenance"] == pytest.approx(0.03 * 2e6)
    assert yearly.fixed["insurance and local tax"] == pytest.approx(0.007 * whole.fixed)
    with pytest.raises(PriceUnknown, match="did you mean 'glucose'|glucose"):
        operating({"glucos": 1.0}, {"glucose": 2.0}, 0.0, 0.0, whole)


def test_one_position_needs_about_five_people() -> None:
    assert labour_hours(2.0) == pytest.approx(2.0 * 8736.0)
    assert operators_per_position() == pytest.approx(4.85, abs=0.01)


def test_rate_of_return_and_payback_by_hand() -> None:
    flow = np.array([[-100.0, 60.0, 60.0], [-100.0, 0.0, 90.0]])
    assert rate_of_return(flow)[0] == pytest.approx(0.13066, abs=1e-5)
    assert payback(flow, 1) == pytest.approx([1.0 + 40.0 / 60.0, np.inf])
    assert np.isnan(rate_of_return(np.array([1.0, 1.0])))


def test_a_dearer_product_pays_back_sooner(project: Project) -> None:
    cheap, dear = (measures(project, Finance(), price) for price in (1.5, 2.5))
    assert dear.npv > cheap.npv
    assert dear.irr > cheap.irr
    assert dear.payback < cheap.payback
    assert dear.roi > cheap.roi


def test_learning() -> None:
    assert cost_after(100.0, 8.0, 1.0, 0.2) == pytest.approx(51.2)
    assert doublings_to(100.0, 51.2, 0.2) == pytest.approx(3.0)
    assert all(0.0 < one.value < 0.5 and len(one.source) > 20 for one in PUBLISHED)
    with pytest.raises(NotPriceable):
        cost_after(1.0, 2.0, 1.0, 1.0)


def test_readiness_narrows() -> None:
    widths = [readiness(level).contingency[1] for level in range(1, 10)]
    assert widths == sorted(widths, reverse=True)
    assert readiness(4).estimate.number == 5
    with pytest.raises(NotPriceable, match="1 to 9"):
        readiness(10)


def test_an_appraisal_is_whole(works: Works) -> None:
    found = appraise(works, site("united_states"))
    assert sum(found.lines.values()) == pytest.approx(found.price)
    assert found.measures.irr == pytest.approx(0.10)
    assert found.to_dict()["currency"] == "USD"
    assert found.cash().shape == found.years().shape


def test_another_site_or_year_is_another_price(works: Works) -> None:
    base = appraise(works, site("united_states")).price
    assert appraise(works, site("japan")).price > base
    assert appraise(works, site("united_states"), 2026).price > base


def test_an_appraisal_of_samples(works: Works) -> None:
    many = replace(works, amounts=works.amounts | {"glucose": np.linspace(3e7, 5e7, 20)})
    found = appraise(many, site("europe"))
    assert found.price.shape == (20,)
    assert (np.diff(found.price) > 0.0).all()
    assert found.price[0] == pytest.approx(
        appraise(replace(works, amounts=works.amounts | {"glucose": 3e7}), site("europe")).price, rel=1e-12
    )


def test_an_amount_without_a_price_is_told(works: Works) -> None:
    with pytest.raises(PriceUnknown, match="unobtainium"):
        appraise(replace(works, amounts={"unobtainium": 1.0}), site("japan"))
