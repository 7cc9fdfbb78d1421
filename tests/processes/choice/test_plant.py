"""The plant at design level: vessel, gas, mode and route chosen together; the answer moves as expected."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from processes.choice.plant import Gas, Mode, Route, Site, Vessel, question
from processes.choice.result import Choice
from processes.choice.solve import Method, choose

STIRRED = Vessel("stirred tank", 0.026, 0.4, 0.5, 0.3, 4.0, 1.8e6)
COLUMN = Vessel("bubble column", 0.32, 0.0, 0.7, 0.0, 0.0, 1.1e6)
AIR = Gas("air")
ENRICHED = Gas("enriched air", 0.35, 0.10)
BATCH = Mode("batch", 60.0, 0.70, 40.0, 60.0, 0.3)
FED_BATCH = Mode("fed-batch", 90.0, 0.75, 60.0, 90.0, 0.3)
CRYSTALS = Route("crystallisation", 0.85, 12.0, 0.30)
EXTRACTION = Route("reactive extraction", 0.92, 30.0, 0.20)
SITE = Site(demand=5000.0, substrate_price=0.4, electricity_price=0.08)


@cache
def answer(site: Site = SITE, batch: Mode = BATCH, gas: Gas = ENRICHED, method: Method = "bigm") -> Choice:
    asked = question(site, (STIRRED, COLUMN), (AIR, gas), (batch, FED_BATCH), (CRYSTALS, EXTRACTION))
    return choose(asked, gap=1e-3, method=method, time_limit=100.0)


def test_sixteen_combinations_in_one_model() -> None:
    found = answer()
    assert found.proved
    assert found.best.gap is not None
    assert found.best.gap <= 1e-3
    assert set(found.best.options) == {"vessel", "gas", "mode", "route"}
    assert len(found.rivals) == 4
    assert all(
        found.premium(rival) is None or found.premium(rival) >= -1e-3 * found.best.price for rival in found.rivals
    )


@pytest.mark.slow
def test_enumeration_agrees() -> None:
    one, each = answer(), answer(method="enumerate")
    assert each.best.options == one.best.options
    assert each.best.price == pytest.approx(one.best.price, rel=1e-3)
    assert [rival.price for rival in each.rivals] == pytest.approx([rival.price for rival in one.rivals], rel=2e-3)


def test_mass_closes_and_the_vessels_hold_the_broth() -> None:
    v = answer().best.values
    assert v["broth"] * v["titre"] * v["recovery"] == pytest.approx(SITE.demand, rel=1e-8)
    assert v["vessels"] * v["volume"] * SITE.fill * SITE.hours >= 1e3 * v["broth"] * v["cycle"] * (1 - 1e-7)
    assert SITE.driving_force * v["enrichment"] * v["kla"] >= v["oxygen_demand"] * (1 - 1e-7)


def test_dearer_sugar_costs_exactly_its_part() -> None:
    dear = answer(replace(SITE, substrate_price=0.5))
    v = dear.best.values
    assert dear.best.price is not None
    assert answer().best.price is not None
    same = dear.best.options == answer().best.options
    assert same
    rise = dear.best.price - answer().best.price
    assert rise == pytest.approx(0.1 * SITE.demand / 1000.0 / (v["yield_"] * v["recovery"]), rel=1e-3)


def test_free_oxygen_is_never_worse_than_dear_oxygen() -> None:
    free = answer(gas=replace(ENRICHED, oxygen_price=0.0))
    assert free.best.price <= answer().best.price * (1 + 1e-3)  # type: ignore[operator]


def test_a_batch_as_good_as_a_fed_batch_but_shorter_is_taken() -> None:
    better = replace(BATCH, titre=90.0, yield_=0.75)
    assert answer(batch=better).best.options["mode"] == "batch"
