from __future__ import annotations

import pytest

from biofab.errors import BadInput
from biofab.planner import Planner, plan, problem_of
from biofab.study import Study
from cards.quantity import Quantity
from processes.errors import Infeasible


def test_the_least_cost_plan_is_cheaper_than_the_others(planner: Planner) -> None:
    cost = planner.design("production", "cost")
    for objective, figure in (("rate", "rate"), ("yield", "yield_"), ("titre", "titre")):
        other = planner.design("production", objective)
        assert other.figures.cost >= cost.figures.cost - 1e-6
        assert getattr(other.figures, figure) >= getattr(cost.figures, figure) - 1e-6


def test_objectives_are_well_posed(planner: Planner) -> None:
    titre = planner.design("production", "titre")
    assert titre.table["glucose"].iloc[-1] <= 5.0 * 1.02  # the integration's, the plan's own is 5
    assert titre.figures.rate >= 1.3 - 1e-6
    assert titre.table["volume"].iloc[-1] >= 0.9 * 85_000 - 1.0


def test_the_same_question_has_the_same_answer(study: Study, planner: Planner) -> None:
    again = Planner(study, planner.organism).design("production", "cost")
    assert again.figures.cost == pytest.approx(planner.design("production", "cost").figures.cost, rel=1e-8)


def test_the_pilot_costs_more_a_kilogram(planner: Planner) -> None:
    assert planner.design("pilot", "cost").figures.cost > 3 * planner.design("production", "cost").figures.cost


def test_a_dearer_glucose_is_a_dearer_product(study: Study, planner: Planner) -> None:
    dearer = study.model_copy(
        update={"prices": {"glucose": Quantity(value=0.54, unit="USD/kg", source="assumption: 20 % more")}}
    )
    design, problem = plan(dearer, planner.organism, "production", "cost")
    before = planner.design("production", "cost").figures.cost
    assert problem.prices.glucose.value == pytest.approx(0.54)
    assert 1.04 < design.figures.cost / before < 1.12


@pytest.mark.slow  # the journey asks the same of the command
def test_a_demand_above_the_vessels_is_infeasible_and_says_why(study: Study, planner: Planner) -> None:
    demand = Quantity(value=50_000.0, unit="t/year", source="assumption: a large contract")
    asked = study.model_copy(update={"limits": study.limits.model_copy(update={"demand": demand})})
    with pytest.raises(Infeasible, match=r"50,000 t/year .* 4 vessel\(s\) of 100 m3"):
        plan(asked, planner.organism, "production", "cost")


def test_no_such_scale(study: Study, planner: Planner) -> None:
    with pytest.raises(BadInput, match="expected one of: pilot, production"):
        problem_of(study, planner.organism.kinetics, "moon")
