"""Directions that an engineer would bet on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from processes.design import figures_of
from processes.optimise import Optimiser, Solution
from processes.problem import Problem

Ask = Callable[..., Problem]
Replan = Callable[..., Solution]
SAME = 2e-5  # relative: what the solver's tolerance leaves


def cost(optimiser: Optimiser, solution: Solution) -> float:
    return figures_of(optimiser, solution).cost


def rate(optimiser: Optimiser, solution: Solution) -> float:
    return figures_of(optimiser, solution).rate


@pytest.mark.parametrize("factor", [1.2, 0.8])
def test_glucose_price(optimiser: Optimiser, cheapest: Solution, replan: Replan, factor: float) -> None:
    """± 20 % move the cost by 5 to 12 %, and dearer glucose is used better."""
    base = figures_of(optimiser, cheapest)
    other = figures_of(optimiser, replan(cheapest, price_glucose=0.45 * factor))
    change = (other.cost / base.cost - 1.0) * (1.0 if factor > 1.0 else -1.0)
    assert 0.05 < change < 0.12
    assert (other.yield_ > base.yield_) == (factor > 1.0)


RELAXED = {
    "product_tolerance": 1.15,
    "uptake_max_production": 1.1,
    "uptake_max_growth": 1.2,
    "cooling_max": 2.0,
    "power_max": 1.5,
    "air_flow_max": 1.5,
    "co2_flow_max": 2.0,
    "feed_max": 2.0,
    "co2_utilisation": 1.2,
    "residual_glucose": 4.0,
    "glucose_charge": 1.5,
    "kla_factor": 1.3,
    "volume_max": 1.05,
}


@pytest.mark.parametrize("name", RELAXED)
def test_relaxing_a_limit_never_costs(optimiser: Optimiser, cheapest: Solution, replan: Replan, name: str) -> None:
    base = cost(optimiser, cheapest)
    eased = replan(cheapest, **{name: optimiser.parameters[name] * RELAXED[name]})
    assert cost(optimiser, eased) <= base * (1.0 + SAME)


@pytest.mark.parametrize("name", ["product_tolerance", "uptake_max_production", "cooling_max", "power_max"])
def test_relaxing_a_limit_never_slows(optimiser: Optimiser, fastest: Solution, replan: Replan, name: str) -> None:
    base = rate(optimiser, fastest)
    eased = replan(fastest, **{name: optimiser.parameters[name] * RELAXED[name]})
    assert rate(optimiser, eased) >= base * (1.0 - SAME)


def test_half_the_oxygen_transfer(optimiser: Optimiser, cheapest: Solution, fastest: Solution, replan: Replan) -> None:
    base, quick = cost(optimiser, cheapest), rate(optimiser, fastest)
    half = 0.5 * optimiser.parameters["kla_factor"]
    assert cost(optimiser, replan(cheapest, kla_factor=half)) >= base * (1.0 - SAME)
    assert rate(optimiser, replan(fastest, kla_factor=half)) < 0.999 * quick


def test_a_longer_turn_round(optimiser: Optimiser, cheapest: Solution, fastest: Solution, replan: Replan) -> None:
    base, quick = cost(optimiser, cheapest), rate(optimiser, fastest)
    assert cost(optimiser, replan(cheapest, turn_round=14.0)) > base * 1.01
    assert rate(optimiser, replan(fastest, turn_round=14.0)) < quick * 0.95


def test_recovery_in_proportion(optimiser: Optimiser, cheapest: Solution, replan: Replan) -> None:
    """All costs but crystallisation, which is per kg recovered, go up as the recovered product goes down."""
    base = cost(optimiser, cheapest) - 0.06
    assert cost(optimiser, replan(cheapest, recovery=0.8)) - 0.06 == pytest.approx(base * 0.9 / 0.8, rel=1e-4)


def test_maintenance_costs(optimiser: Optimiser, cheapest: Solution, ask: Ask) -> None:
    question, base = ask(), cost(optimiser, cheapest)
    cell = question.kinetics.production
    alive = cell.alive.copy()
    alive[:, 0] *= 1.2
    hungry = replace(question.kinetics, production=replace(cell, alive=alive))
    optimiser.pose(replace(question, kinetics=hungry))
    again = optimiser.again(cheapest)
    assert again is not None
    assert cost(optimiser, again) > base * 1.01


@pytest.mark.parametrize("price", ["electricity", "wage", "base", "steam", "medium", "waste_water"])
def test_no_price_goes_up_for_nothing(optimiser: Optimiser, cheapest: Solution, replan: Replan, price: str) -> None:
    """A dearer good costs more, but less than if all goods were."""
    base, line = cost(optimiser, cheapest), f"price_{price}"
    dearer = cost(optimiser, replan(cheapest, **{line: optimiser.parameters[line] * 1.5}))
    assert dearer > base
    assert dearer < base * 1.5


def test_a_feasible_floor_on_yield_costs(optimiser: Optimiser, cheapest: Solution, replan: Replan) -> None:
    base = figures_of(optimiser, cheapest)
    stricter = figures_of(optimiser, replan(cheapest, least_yield=base.yield_ + 0.02))
    assert stricter.cost > base.cost
    assert stricter.yield_ >= base.yield_ + 0.02 - 1e-5


def test_large_is_cheaper_than_pilot(optimiser: Optimiser, cheapest: Solution, ask: Ask) -> None:
    base = cost(optimiser, cheapest)
    optimiser.pose(ask("pilot_300l"))
    pilot = optimiser.optimise("cost", starts=(0,))
    assert cost(optimiser, pilot) > 3.0 * base
