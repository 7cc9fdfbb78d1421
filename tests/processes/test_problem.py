"""The question as numbers: every unit turned once, and rightly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from cards.quantity import Quantity
from processes.costing import PRICES
from processes.errors import OutOfRange
from processes.kinetics import CONSTANTS
from processes.limits import LIMITS
from processes.problem import Problem

Ask = Callable[..., Problem]


def test_by_hand_at_100_m3(ask: Ask) -> None:
    p = ask().parameters()
    assert p["power_max"] == pytest.approx(300e3 / 85.0)
    assert p["cooling_max"] == pytest.approx(600.0 * 75.0 * 25.0 / 85.0)
    assert p["feed_max"] == pytest.approx(6.0 / 85.0)
    assert p["co2_flow_max"] == pytest.approx(1500.0 / 85.0)
    assert p["operators_per_volume"] == pytest.approx(0.5 / 85.0)
    pressure = ask().scale.mean_pressure()
    henry = 0.0013 * math.exp(1500.0 * (1.0 / 310.15 - 1.0 / 298.15))
    assert p["oxygen_solubility"] == pytest.approx(1000.0 * henry * pressure * 0.93)


def test_gas_velocity_at_the_air_limit(ask: Ask) -> None:
    p = ask().parameters()
    assert p["velocity_per_flow"] * p["air_flow_max"] <= ask().scale.vessel.gas_velocity_max.value * (1.0 + 1e-9)


@pytest.mark.parametrize("scale", ["production_100m3", "pilot_300l"])
def test_every_number_is_there_and_finite(ask: Ask, scale: str) -> None:
    p = ask(scale).parameters()
    assert {*CONSTANTS, *(f"price_{name}" for name in PRICES)} <= set(p)
    assert set(LIMITS) - {"maintenance"} <= set(p)
    assert all(math.isfinite(value) and value >= 0.0 for value in p.values())


def test_owning_costs_less_a_litre_in_a_larger_vessel(ask: Ask) -> None:
    large, small = ask().parameters(), ask("pilot_300l").parameters()
    assert large["capital_per_hour"] < small["capital_per_hour"]
    assert large["operators_per_volume"] < small["operators_per_volume"]


def test_a_demand_becomes_an_output(ask: Ask) -> None:
    # 5000 t/year over 0.9 recovered, from 4 vessels of 85 m3 in 7920 h/year
    least = 5000e6 / 0.9 / (7920.0 * 4.0 * 85e3)
    assert ask(demand=5000.0).parameters()["least_output"] == pytest.approx(least)
    assert ask().parameters()["least_output"] == 0.0


def test_asked_limits_pass_through(ask: Ask) -> None:
    p = ask(least_yield=0.7, least_titre=50.0, residual_glucose=2.0, least_productivity=1.5).parameters()
    asked = (p["least_yield"], p["least_titre"], p["residual_glucose"], p["least_productivity"])
    assert asked == (0.7, 50.0, 2.0, 1.5)


def test_a_warmer_broth_is_easier_to_cool_and_holds_less_oxygen(ask: Ask) -> None:
    question = ask()
    data = question.kinetics.constants.model_dump() | {
        "temperature": Quantity(value=42.0, unit="celsius", source="test").model_dump()
    }
    constants = type(question.kinetics.constants).model_validate(data)
    warm = Problem(_with(question, constants), question.scale, question.prices).parameters()
    assert warm["cooling_max"] == pytest.approx(question.parameters()["cooling_max"] * 30.0 / 25.0)
    assert warm["oxygen_solubility"] < question.parameters()["oxygen_solubility"]


def _with(question: Problem, constants: object) -> object:
    from dataclasses import replace

    return replace(question.kinetics, constants=constants)


def test_an_uptake_beyond_the_phenotype_is_refused(ask) -> None:
    problem = ask()
    faster = Quantity(value=25.0, unit="mmol/gDW/h", source="assumption: beyond the map")
    beyond = replace(problem, kinetics=problem.kinetics.with_constants({"uptake_max_production": faster}))
    with pytest.raises(OutOfRange, match="uptake_max_production: 25 .* computed up to 1[02]"):
        beyond.parameters()
