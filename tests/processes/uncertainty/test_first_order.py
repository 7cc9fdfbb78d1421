from __future__ import annotations

from collections.abc import Callable

import pytest

from processes.optimise import Optimiser, Solution
from processes.problem import Problem
from processes.uncertainty.first_order import deviations, uncertainty

Ask = Callable[..., Problem]


def test_deviations_come_from_the_cards(ask: Ask) -> None:
    problem = ask()
    sds = deviations(problem)
    assert sds["price_glucose"] == pytest.approx(0.07)
    assert sds["product_tolerance"] == pytest.approx(20.0)
    assert 0.1 < sds["capital_per_hour"] / problem.parameters()["capital_per_hour"] < 0.5
    assert "residual_glucose" not in sds


def test_effects_have_the_sign_an_engineer_expects(optimiser: Optimiser, cheapest: Solution) -> None:
    sds = {name: sd for name, sd in deviations(cheapest.problem).items() if name in EXPECTED}
    found = uncertainty(optimiser, cheapest, sds)
    effects = {effect.name: effect for effect in found.effects}
    assert not found.unsolved
    for name, sign in EXPECTED.items():
        assert effects[name].cost * sign > 0.0, name
    assert found.sd.cost == pytest.approx(sum(e.cost**2 for e in found.effects) ** 0.5)
    assert effects["product_tolerance"].titre > 5.0


EXPECTED = {"price_glucose": 1, "recovery": -1, "product_tolerance": -1, "capital_per_hour": 1}
