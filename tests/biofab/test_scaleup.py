"""Planning a study: what is asked for, how sure it is, and what is stored."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from biofab import facts, scaleup
from biofab.progress import Silent
from biofab.study import default_study


class Design:
    """A design with nothing but a number, which tells whether it was stored."""

    def __init__(self, cost: float) -> None:
        self.cost = cost
        self.table = pd.DataFrame({"time": [0.0, cost]})

    def to_dict(self) -> dict[str, Any]:
        return {"cost": self.cost}


class Planner:
    """Has a front of three plans, the first cheaper than its own least-cost plan."""

    def __init__(self, *_: object) -> None:
        pass

    def design(self, scale: str, objective: str) -> Design:
        return Design({"cost": 2.0, "rate": 3.0}[objective])

    def pareto(self, scale: str) -> list[Design]:
        return [Design(1.9), Design(2.2), Design(2.4)]

    def problem(self, scale: str) -> str:
        return scale


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command without the computations behind it."""
    told = SimpleNamespace(to_dict=dict)
    organism = SimpleNamespace(
        kinetics=SimpleNamespace(to_dict=dict),
        growth=SimpleNamespace(to_dict=dict),
        production=SimpleNamespace(to_dict=dict),
    )
    monkeypatch.setattr(scaleup, "organism_of", lambda _: organism)
    monkeypatch.setattr(scaleup, "Planner", Planner)
    monkeypatch.setattr(scaleup, "recheck", lambda *_: told)
    monkeypatch.setattr(scaleup, "_uncertainty", lambda _: None)
    for name, answer in {
        "headline": lambda design: {"cost_usd_per_kg": design.cost},
        "pareto_point": lambda design: {"cost_usd_per_kg": design.cost},
        "interval": lambda design, _: {"cost_usd_per_kg": [design.cost - 1.0, design.cost + 1.0]},
        "effects": lambda _: {"effects": []},
        "background": lambda *_: {},
    }.items():
        monkeypatch.setattr(facts, name, answer)


@pytest.mark.usefixtures("bare")
def test_the_whole_front_is_stored_and_its_first_is_the_headline(tmp_path: Path) -> None:
    result = scaleup.optimise_study(default_study(), "pareto", tmp_path / "plan", Silent())
    assert result["cost_usd_per_kg"] == 1.9
    stored = {path.stem: json.loads(path.read_text()) for path in (tmp_path / "plan" / "designs").glob("*.json")}
    assert stored == {
        "cost": {"cost": 1.9},
        "pareto_00": {"cost": 1.9},
        "pareto_01": {"cost": 2.2},
        "pareto_02": {"cost": 2.4},
    }
    for name, design in stored.items():
        table = pd.read_parquet(tmp_path / "plan" / "designs" / f"{name}.parquet")
        assert table["time"].iloc[-1] == design["cost"]
    assert len(result["pareto"]) == 3


@pytest.mark.usefixtures("bare")
def test_how_sure_a_least_cost_plan_is() -> None:
    """Of a plan for another end the first order of the cost tells nothing: no interval then."""
    assert scaleup.optimise_study(default_study(), "cost", None, Silent())["interval"] == {
        "cost_usd_per_kg": [1.0, 3.0]
    }
    assert "interval" not in scaleup.optimise_study(default_study(), "rate", None, Silent())


@pytest.mark.usefixtures("bare")
def test_one_plan_is_stored_by_its_objective(tmp_path: Path) -> None:
    scaleup.optimise_study(default_study(), "rate", tmp_path / "plan", Silent())
    assert [path.name for path in (tmp_path / "plan" / "designs").glob("*.json")] == ["rate.json"]
