"""Why there is no plan, in the engineer's words, with a way out that works."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest

from processes.conflict import Conflict, explain
from processes.conflict import ask as answer
from processes.design import design_of, figures_of
from processes.errors import Infeasible
from processes.optimise import Optimiser, Solution
from processes.problem import Problem

Ask = Callable[..., Problem]


def test_a_demand_too_high_names_demand_and_vessels(optimiser: Optimiser, ask: Ask) -> None:
    optimiser.pose(ask(demand=50_000.0))
    conflict = explain(optimiser)
    assert isinstance(conflict, Conflict)
    assert conflict.limits == ("least_output", "vessel")
    assert re.search(r"demand of 50,000 t/year is above what 4 vessel\(s\) of 100 m3", conflict.message)
    assert "operation.vessels" in conflict.message
    most = float(re.search(r"at most ([\d,]+) t/year", conflict.message)[1].replace(",", ""))  # type: ignore[index]
    vessels = float(re.search(r"([\d.]+) vessels", conflict.message)[1])  # type: ignore[index]
    assert vessels == math.ceil(4.0 * 50_000.0 / most)  # whole ones
    assert 7000.0 < most < 9000.0


def test_a_titre_above_the_tolerance(optimiser: Optimiser, ask: Ask) -> None:
    optimiser.pose(ask(least_titre=90.0))
    conflict = explain(optimiser)
    assert isinstance(conflict, Conflict)
    assert conflict.limits == ("least_titre", "vessel")
    assert "at most 72.2 g/L" in conflict.message
    assert optimiser.parameters == ask(least_titre=90.0).parameters()


def test_no_conflict_where_there_is_none(optimiser: Optimiser, ask: Ask) -> None:
    assert explain(optimiser) is None
    optimiser.pose(ask(least_titre=60.0))
    plan = explain(optimiser)
    assert isinstance(plan, Solution)
    assert figures_of(optimiser, plan).titre >= 60.0


@pytest.mark.slow
def test_yield_and_productivity_together(optimiser: Optimiser, ask: Ask) -> None:
    """Either can be had alone; together they cannot, and the error says so."""
    optimiser.pose(ask(least_productivity=3.0, least_yield=0.8))
    with pytest.raises(Infeasible, match=r"yield ≥ 0.8 g/g cannot be reached with productivity ≥ 3 g/L/h") as caught:
        answer(optimiser, "cost", starts=(0,))
    assert set(caught.value.conflict) == {"least_yield", "least_productivity", "vessel"}
    for alone in (ask(least_productivity=3.0), ask(least_yield=0.8)):
        optimiser.pose(alone)
        assert answer(optimiser, "cost", starts=(0, 1)).result.success


@pytest.mark.slow
def test_the_demand_that_the_error_offers_can_be_met(optimiser: Optimiser, cheapest: Solution, ask: Ask) -> None:
    optimiser.pose(ask(demand=50_000.0))
    conflict = explain(optimiser)
    assert isinstance(conflict, Conflict)
    most = float(re.search(r"at most ([\d,]+) t/year", conflict.message)[1].replace(",", ""))  # type: ignore[index]
    optimiser.pose(ask(demand=0.999 * most))
    design = design_of(optimiser, answer(optimiser, "cost", starts=(), near=[cheapest]), "cost")
    assert design.tonnes_per_year == pytest.approx(0.999 * most, rel=2e-3)
