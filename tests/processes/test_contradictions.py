"""Contradictions that arithmetic finds, and the sentence that tells them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.contradictions import contradiction
from processes.easing import DOWN, UP
from processes.explanation import _outward
from processes.problem import Problem

Ask = Callable[..., Problem]


def test_the_plain_question_has_none(ask: Ask) -> None:
    for scale in ("production_100m3", "pilot_300l"):
        assert contradiction(ask(scale), ask(scale).parameters()) is None


@pytest.mark.parametrize(
    ("changes", "limits", "words"),
    [
        ({"power_max": 100.0}, ("power_max", "mixing_power", "least_fill"), "vessel.motor_power of production_100m3"),
        ({"cooling_max": 100.0}, ("cooling_max", "mixing_power", "least_fill"), "vessel.cooling_area"),
        ({"least_fill": 1.2}, ("least_fill",), "lower limits.least_fill from 1.2 to 0.99 of the working volume"),
        ({"longest_batch": 0.5}, ("longest_batch",), "raise limits.longest_batch from 0.5 to 1.01 h (+0.51 h)"),
        ({"air_flow_max": 0.1}, ("air_flow_max",), "raise vessel.gas_velocity_max of production_100m3 from"),
        ({"uptake_max_production": 1.0}, ("uptake_max_production",), "raise kinetics.uptake_max_production from 1 to"),
    ],
)
def test_contradictions(ask: Ask, changes: dict[str, float], limits: tuple[str, ...], words: str) -> None:
    found = contradiction(ask(), ask().parameters() | changes)
    assert found is not None
    assert found.limits == limits
    assert words in found.message


def test_each_way_ends_the_contradiction(ask: Ask) -> None:
    problem = ask()
    parameters = problem.parameters() | {"power_max": 100.0}
    found = contradiction(problem, parameters)
    assert found is not None
    factors = {"power_max": 1000.0 / problem.scale.working_volume}  # kW to W/m3
    for way in found.ways:
        eased = parameters | {way.limit: way.value * factors.get(way.limit, 1.0)}
        assert contradiction(problem, eased) is None


@given(st.floats(1e-6, 1e6))
def test_rounding_is_to_the_easier_side_and_near(value: float) -> None:
    assert value < _outward(value, UP) < 1.03 * value
    assert 0.97 * value < _outward(value, DOWN) < value
