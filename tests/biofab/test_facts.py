from __future__ import annotations

import pandas as pd
import pytest

from biofab import facts
from biofab.planner import Planner
from biofab.recheck import balance


def test_the_headline_is_the_plan(planner: Planner) -> None:
    design = planner.design("production", "cost")
    found = facts.headline(design)
    assert found["cost_usd_per_kg"] == design.figures.cost
    assert sum(found["cost_lines_usd_per_kg"].values()) == pytest.approx(design.figures.cost, rel=1e-6)
    assert sum(found["cost_kinds_usd_per_kg"].values()) == pytest.approx(design.figures.cost, rel=1e-6)
    assert found["limited_by"]
    assert all(limit["kind"] != "price" for limit in found["limited_by"])


def test_productivity_counts_the_turn_round_and_yield_all_glucose(planner: Planner) -> None:
    design, problem = planner.design("production", "cost"), planner.problem("production")
    inputs = design.inputs
    hours = inputs.growth_hours + inputs.production_hours + problem.scale.operation.turn_round.value
    assert design.figures.rate == pytest.approx(design.figures.titre / hours, rel=1e-6)
    table = design.table
    fed = float((table["time"].diff() * table["feed"]).sum()) * problem.scale.operation.feed_concentration.value
    charged = table["volume"].iloc[0] * table["glucose"].iloc[0]
    made = table["volume"].iloc[-1] * table["product"].iloc[-1]
    assert design.figures.yield_ == pytest.approx(made / (fed + charged), rel=2e-3)


def test_every_constant_and_price_has_a_source(planner: Planner) -> None:
    problem = planner.problem("production")
    rows = [*facts.constants(planner.organism), *facts.prices(problem), *facts.scale(problem)["values"]]
    assert len(rows) > 50
    assert all(len(row["source"]) > 10 for row in rows)
    assert all(isinstance(row["unit"], str) for row in rows)


def test_balances_close(planner: Planner) -> None:
    found = balance(planner.organism)
    assert found["ok"]
    assert abs(found["production"]["carbon"]) < 1e-9
    assert abs(found["growth"]["electrons"]) < 1e-9


def test_plan_beside_batch() -> None:
    plan = pd.DataFrame({"time": [0.0, 10.0], "product": [0.0, 70.0], "acetate": [0.0, 20.0], "heat": [1.0, 1.0]})
    batch = pd.DataFrame({"time": [0.0, 11.0], "product": [0.0, 63.0], "acetate": [0.0, 22.0], "heat": [1.0, 1.0]})
    rows = {row["name"]: row for row in facts.at_harvest(plan, batch)}
    assert rows["product"]["difference_percent"] == pytest.approx(-10.0)
    assert rows["acetate"]["unit"] == "g/L"
    assert "heat" not in rows


def test_several_by_products_are_compared_one_by_one_and_their_sum_with_the_assay() -> None:
    plan = pd.DataFrame({"time": [0.0, 10.0], "product": [0.0, 70.0], "acetate": [0.0, 20.0], "formate": [0.0, 5.0]})
    batch = plan.assign(acetate=[0.0, 18.0], formate=[0.0, 6.0], acetate_low=[0.0, 1.0])
    assays = pd.DataFrame({"biomass": [1.0], "glucose": [2.0], "product": [66.0], "by_product": [24.5]})
    rows = {row["name"]: row for row in facts.at_harvest(plan, batch, facts.measured(plan, assays, None))}
    assert {name: (row["plan"], row["measured"], row["batch"]) for name, row in rows.items() if name != "time"} == {
        "product": (70.0, 66.0, 70.0),
        "acetate": (20.0, None, 18.0),
        "formate": (5.0, None, 6.0),
        facts.TOGETHER: (25.0, 24.5, 24.0),
    }


def test_a_single_by_product_is_what_the_assay_tells() -> None:
    plan = pd.DataFrame({"time": [0.0, 10.0], "acetate": [0.0, 20.0]})
    assays = pd.DataFrame({"biomass": [1.0], "glucose": [2.0], "product": [66.0], "by_product": [24.5]})
    rows = {row["name"]: row for row in facts.at_harvest(plan, plan, facts.measured(plan, assays, None))}
    assert rows["acetate"]["measured"] == 24.5
    assert facts.TOGETHER not in rows
    named = assays.assign(acetate=[19.0]).drop(columns="by_product")
    assert facts.measured(plan, named, None)["acetate"] == 19.0
