from __future__ import annotations

import pandas as pd
import pytest

from biofab import facts
from biofab.planner import Planner


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
    found = facts.balance(planner.organism)
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
