"""Impact: factors with range and source, an assessment that forgets nothing, words that claim no more than they may."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.impact.assessment import assess
from processes.impact.errors import FactorUnknown, NotAssessable
from processes.impact.factors import CATEGORIES, draw, factors, regions, values
from processes.impact.incumbent import incumbents
from processes.impact.inventory import DRAWN, Inventory, expanded, share_of_product
from processes.impact.sdg import indicators
from processes.plant.names import CONSUMABLES, UTILITIES

AMOUNTS = {"glucose": 1.4, "sodium hydroxide": 0.7, "electricity": 1.0, "steam": 0.015, "solid_waste": 0.3}
INVENTORY = Inventory("succinate", 1.0, AMOUNTS, biogenic_co2=0.2, carbon_fraction=0.4068)
COUNTED = {**CONSUMABLES, **UTILITIES, "waste_water": "m^3", "solid_waste": "kg"}


@pytest.mark.parametrize("region", regions())
def test_every_factor_has_unit_range_year_licence_and_source(region: str) -> None:
    for (name, _), factor in factors(region).items():
        assert factor.per == COUNTED[name]
        assert 0.0 <= factor.low <= factor.value <= factor.high
        assert 2000 <= factor.year <= 2026
        assert factor.licence
        assert len(factor.source) > 8
        assert "ecoinvent" not in factor.source


def test_a_region_without_factors_is_told() -> None:
    with pytest.raises(FactorUnknown, match="japan"):
        factors("japn")


def test_by_hand() -> None:
    found = assess(INVENTORY, "japan")
    assert found.totals["gwp"] == pytest.approx(1.4 * 0.9 + 0.7 * 1.3 + 0.44 + 0.015 * 76.5 + 0.3 * 0.05)
    assert found.totals["land"] == pytest.approx(1.4 * 1.2)
    assert found.totals["waste"] == pytest.approx(0.3)
    assert set(found.totals) == set(CATEGORIES)


def test_the_grid_is_the_site_s() -> None:
    totals = {region: assess(INVENTORY, region).totals["gwp"] for region in regions()}
    assert totals["europe"] < totals["united_states"] < totals["japan"]


def test_biogenic_carbon_is_told_and_not_taken_off() -> None:
    found = assess(INVENTORY, "europe")
    assert found.totals == assess(replace(INVENTORY, biogenic_co2=9.0, carbon_fraction=0.0), "europe").totals
    assert found.biogenic_co2 == 0.2
    assert found.carbon_held == pytest.approx(1.4906, abs=1e-3)  # C4H6O4: 4 x 44.009 / 118.09
    assert found.gwp_with_carbon_held == pytest.approx(found.totals["gwp"] - found.carbon_held)
    assert "not taken off" in found.scope.biogenic_carbon


@given(st.floats(0.01, 100.0))
def test_impacts_are_per_kilogram(factor: float) -> None:
    larger = Inventory("succinate", factor, {name: factor * amount for name, amount in AMOUNTS.items()})
    assert assess(larger, "japan").totals == pytest.approx(assess(INVENTORY, "japan").totals)


@given(st.sampled_from(sorted(AMOUNTS)))
def test_more_of_anything_is_no_better(name: str) -> None:
    more = replace(INVENTORY, amounts=AMOUNTS | {name: 2.0 * AMOUNTS[name]})
    base, worse = assess(INVENTORY, "europe").totals, assess(more, "europe").totals
    assert all(worse[category] >= base[category] for category in CATEGORIES)
    assert worse["gwp"] > base["gwp"]


def test_what_has_no_factor_is_left_out_and_told() -> None:
    found = assess(replace(INVENTORY, amounts=AMOUNTS | {"antifoam": 0.02}), "europe")
    assert found.left_out == {"antifoam": 0.02}


def test_cooling_is_electricity_and_water() -> None:
    found = expanded({"chilled_water": 2.0, "electricity": 1.0})
    assert found["electricity"] == pytest.approx(1.0 + 2.0 * DRAWN["chilled_water"]["electricity"])
    assert found["process_water"] == pytest.approx(2.0 * 0.67)
    assert "chilled_water" not in found


def test_samples_stand_within_the_range() -> None:
    table = factors("japan")
    found = assess(INVENTORY, "japan", draw(table, np.random.default_rng(1), 2000))
    assert found.totals["gwp"].shape == (2000,)
    assert (found.totals["gwp"] >= found.low["gwp"]).all()
    assert (found.totals["gwp"] <= found.high["gwp"]).all()
    again = draw(table, np.random.default_rng(1), 2000)
    assert assess(INVENTORY, "japan", again).totals["gwp"] == pytest.approx(found.totals["gwp"], abs=0.0)
    assert assess(INVENTORY, "japan", values(table)).totals == assess(INVENTORY, "japan").totals


def test_allocation() -> None:
    share = share_of_product(3.0, {"cake": 1.0}, {"product": 1.0, "cake": 1.0})
    assert share == pytest.approx(0.75)
    shared = INVENTORY.shared(share, "by mass")
    assert assess(shared, "japan").totals["gwp"] == pytest.approx(0.75 * assess(INVENTORY, "japan").totals["gwp"])
    assert shared.scope.allocation == "by mass"
    with pytest.raises(NotAssessable):
        share_of_product(1.0, {}, {"product": 0.0})
    with pytest.raises(NotAssessable, match="without any product"):
        Inventory("succinate", 0.0, {})


def test_a_saving_is_claimed_only_outside_the_range() -> None:
    (one,) = incumbents("succinate")
    assert "below the whole range" in one.words(0.9 * one.low)
    assert "no saving is claimed" in one.words(one.value)
    assert "above" in one.words(1.1 * one.high)
    assert one.saved(0.5 * one.value) == pytest.approx(0.5)
    assert incumbents("unheard-of") == ()


def test_indicators_are_figures_with_a_basis() -> None:
    table = indicators(assess(INVENTORY, "japan"), {"glucose": 1.4}, 0.01, 0.8)
    assert {6, 7, 8, 9, 12, 13, 15} == {one.goal for one in table}
    assert all(one.basis and one.indicator.startswith(f"{one.goal}.") for one in table)
