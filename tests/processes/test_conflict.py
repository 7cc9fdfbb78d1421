"""Why there is no plan, in the engineer's words, with ways out that work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace

import pytest

from cards.quantity import Quantity
from processes.conflict import ask as answer
from processes.conflict import explain
from processes.design import design_of, figures_of
from processes.errors import Infeasible, NoPlan
from processes.explanation import Conflict, Way
from processes.limits import LIMITS
from processes.optimise import Optimiser, Solution
from processes.problem import Limits, Problem

Ask = Callable[..., Problem]
Numbers = Mapping[str, float]
ASKED = {field.name for field in fields(Limits)}


def changed(question: Problem, numbers: Numbers) -> Problem:
    """The question with other limits of the engineer and other numbers of the vessel, each in its card's own unit."""
    asked = {name: value for name, value in numbers.items() if name in ASKED}
    of_card = {name: value for name, value in numbers.items() if name not in ASKED}
    parts = (question.scale.vessel, question.scale.operation, question.scale.ownership)
    units = {name: getattr(part, name).unit for part in parts for name in type(part).model_fields}
    quantities = {
        name: Quantity(value=value, unit=units[name], source="assumption: a test") for name, value in of_card.items()
    }
    scale = question.scale.with_changes(quantities) if quantities else question.scale
    return replace(question, scale=scale, limits=replace(question.limits, **asked))


def conflict_of(optimiser: Optimiser, problem: Problem) -> Conflict:
    optimiser.pose(problem)
    found = explain(optimiser)
    assert isinstance(found, Conflict)
    return found


def taken(numbers: Numbers, way: Way) -> dict[str, float]:
    """The study's numbers after one way out has been taken."""
    name = way.key.split(" of ")[0].split(".")[1]
    return {**numbers, name: way.value}


# what cannot work: (numbers that differ, the limits in conflict, where one of them is set)
CANNOT = {
    "a motor below what mixing needs": ({"motor_power": 10.0}, {"power_max", "mixing_power", "least_fill"}, "motor"),
    "leftover glucose that starves the cell": ({"residual_glucose": 0.01}, {"residual_glucose"}, "residual_glucose"),
    "a jacket too small": ({"cooling_area": 0.5}, {"cooling_max", "mixing_power", "least_fill"}, "cooling_area"),
    "hardly any air": ({"air_flow_max": 10.0}, {"air_flow_max"}, "air_flow_max"),
    "gas too slow": ({"gas_velocity_max": 5e-4}, {"air_flow_max"}, "gas_velocity_max"),
    "a batch of no length": ({"longest_batch": 0.8}, {"longest_batch"}, "longest_batch"),
    "full to the brim, foam and all": ({"least_fill": 1.0}, {"least_fill", "volume_max"}, "least_fill"),
}


@pytest.mark.parametrize("case", ["a motor below what mixing needs", "leftover glucose that starves the cell"])
def test_what_cannot_work_is_infeasible_and_says_what_to_change(optimiser: Optimiser, ask: Ask, case: str) -> None:
    numbers, limits, key = CANNOT[case]
    optimiser.pose(changed(ask(), numbers))
    with pytest.raises(Infeasible, match=rf"(raise|lower) [a-z_]+\.{key}") as caught:
        answer(optimiser, "cost", starts=(0,))
    assert set(caught.value.conflict) == limits
    assert set(limits) <= set(LIMITS)
    assert optimiser.parameters == changed(ask(), numbers).parameters()


@pytest.mark.slow
@pytest.mark.parametrize("case", CANNOT)
def test_each_way_out_leads_to_a_plan(optimiser: Optimiser, ask: Ask, case: str) -> None:
    numbers, limits, key = CANNOT[case]
    conflict = conflict_of(optimiser, changed(ask(), numbers))
    assert set(conflict.limits) == limits
    assert conflict.alone
    assert any(key in way.key for way in conflict.ways)
    for way in conflict.ways:
        assert f"{way.key} from " in conflict.message
        assert way.give > 0.0
        optimiser.pose(changed(ask(), taken(numbers, way)))
        assert answer(optimiser, "cost", starts=(0,)).result.success, way


@pytest.mark.slow
def test_neither_charge_nor_feed(optimiser: Optimiser, ask: Ask) -> None:
    """Two limits, of which either is kept when the other is let go."""
    conflict = conflict_of(optimiser, changed(ask(), {"glucose_charge": 1e-4, "feed_max": 1.0}))
    assert set(conflict.limits) == {"glucose_charge", "feed_max"}
    assert {way.limit for way in conflict.ways} == {"glucose_charge", "feed_max"}


@pytest.mark.slow
def test_oxygen_transfer_far_too_small(optimiser: Optimiser, ask: Ask) -> None:
    conflict = conflict_of(optimiser, changed(ask(), {"kla_factor": 1e-4}))
    assert conflict.limits == ("kla_factor",)
    assert "raise vessel.kla_factor of production_100m3 from 0.0001" in conflict.message


def test_a_coolant_that_is_warmer_than_the_broth(optimiser: Optimiser, ask: Ask) -> None:
    """No area helps: the coolant is what has to change."""
    conflict = conflict_of(optimiser, changed(ask(), {"coolant_temperature": 38.0}))
    assert re.search(r"lower vessel\.coolant_temperature of production_100m3 from 38 to 36\.\d", conflict.message)


@pytest.mark.slow
def test_a_demand_too_high_names_demand_and_vessels(optimiser: Optimiser, ask: Ask) -> None:
    conflict = conflict_of(optimiser, ask(demand=50_000.0))
    assert conflict.limits == ("least_output",)
    assert re.search(r"demand of 50,000 t/year is above what 4 vessel\(s\) of 100 m3", conflict.message)
    (way,) = conflict.ways
    assert (way.key, way.unit) == ("limits.demand", "t/year")
    assert way.asked == pytest.approx(50_000.0)
    assert 7000.0 < way.value < 9000.0
    vessels = re.search(r"operation\.vessels of production_100m3 from 4 to (\d+) vessels", conflict.message)
    assert vessels is not None
    assert int(vessels[1]) * way.value / 4.0 >= 50_000.0 > (int(vessels[1]) - 1) * way.value / 4.0


@pytest.mark.slow
def test_a_titre_above_the_tolerance(optimiser: Optimiser, ask: Ask) -> None:
    conflict = conflict_of(optimiser, ask(least_titre=90.0))
    assert conflict.limits == ("least_titre",)
    assert "lower limits.least_titre from 90 to 71.4 g/L (-18.6 g/L)" in conflict.message
    assert optimiser.parameters == ask(least_titre=90.0).parameters()


def test_a_plan_where_there_is_no_conflict(optimiser: Optimiser, ask: Ask) -> None:
    optimiser.pose(ask(least_titre=60.0))
    plan = explain(optimiser)
    assert isinstance(plan, Solution)
    assert figures_of(optimiser, plan).titre >= 60.0 - 1e-5


def test_a_solver_that_fails_is_no_conflict(optimiser: Optimiser, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no easing of any limit leads to a plan, nothing is blamed on a limit."""
    monkeypatch.setattr(Optimiser, "_from_batch", lambda *_: None)
    with pytest.raises(NoPlan, match="no plan was found for cost: .* whatever limit gave"):
        answer(optimiser, "cost")


@pytest.mark.slow
def test_yield_and_productivity_together(optimiser: Optimiser, ask: Ask) -> None:
    """Either can be had alone; together they cannot, and the error says so."""
    optimiser.pose(ask(least_productivity=3.0, least_yield=0.8))
    with pytest.raises(Infeasible, match=r"\(3 g/L/h\).* cannot be kept together") as caught:
        answer(optimiser, "cost", starts=(0,))
    assert set(caught.value.conflict) == {"least_yield", "least_productivity"}
    for alone in (ask(least_productivity=3.0), ask(least_yield=0.8)):
        optimiser.pose(alone)
        assert answer(optimiser, "cost", starts=(0, 1)).result.success


@pytest.mark.slow
def test_the_demand_that_the_error_offers_can_be_met(optimiser: Optimiser, cheapest: Solution, ask: Ask) -> None:
    (way,) = conflict_of(optimiser, ask(demand=50_000.0)).ways
    optimiser.pose(ask(demand=way.value))
    design = design_of(optimiser, answer(optimiser, "cost", starts=(), near=[cheapest]), "cost")
    assert design.tonnes_per_year == pytest.approx(way.value, rel=2e-3)
