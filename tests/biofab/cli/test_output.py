"""Output: the same facts as JSON and as text."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from biofab.cli.output import plan_text, to_text
from biofab.plain_json import to_json

RESULT = {
    "titre_g_per_l": 71.02,
    "productivity_g_per_l_h": np.float64(3.01),
    "solved": True,
    "demand": None,
    "interval": [1.0, 2.0],
    "pareto": [
        {"productivity_g_per_l_h": 3.0, "cost_usd_per_kg": 1.4},
        {"productivity_g_per_l_h": 3.2, "cost_usd_per_kg": 1.5, "note": "knee"},
    ],
    "recheck": {"titre": 0.001, "yield": 0.002},
    "estimate": {"qmax": {"value": 9.8, "unit": "mmol/gDW/h"}, "tolerance": {"value": 103.0, "unit": "g/L"}},
    "limits": ["maintenance", "volume", "cooling", "oxygen", "tolerance"],
    "nothing": [],
}


def test_text_tells_every_fact_with_its_unit() -> None:
    assert to_text(RESULT).splitlines() == [
        "  titre         71.02 g/L",
        "  productivity  3.01 g/L/h",
        "  solved        yes",
        "  demand        -",
        "  interval      1, 2",
        "  nothing",
        "",
        "pareto",
        "  productivity [g/L/h]  cost [USD/kg]  note",
        "  3                     1.4            -",
        "  3.2                   1.5            knee",
        "",
        "recheck",
        "  titre  0.001",
        "  yield  0.002",
        "",
        "estimate",
        "             value  unit",
        "  qmax       9.8    mmol/gDW/h",
        "  tolerance  103    g/L",
        "",
        "limits",
        "  maintenance",
        "  volume",
        "  cooling",
        "  oxygen",
        "  tolerance",
    ]


def test_json_gives_the_same_object_back() -> None:
    assert json.loads(to_json(RESULT)) == json.loads(json.dumps(RESULT, default=float))


def test_json_knows_arrays_and_paths() -> None:
    assert json.loads(to_json({"a": np.arange(3), "b": Path("x/y"), "c": np.int64(3)})) == {
        "a": [0, 1, 2],
        "b": "x/y",
        "c": 3,
    }


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("nan")])
def test_a_number_that_is_none_is_no_json(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json({"a": value})


def limit(name: str, kind: str, binding: bool | None, *hours: list[float]) -> dict[str, object]:
    numbers = {"value": 1.25, "unit": "g/L", "elasticity": -0.2637}
    return {"name": name, "words": f"the {name}", "kind": kind, "binding": binding, "binding_hours": hours, **numbers}


def plan(**more: object) -> dict[str, object]:
    """What the optimise command has to tell, in its shape."""
    return {
        "study": "mine",
        "objective": "cost",
        "cost_usd_per_kg": 1.986,
        "titre_g_per_l": 71.3,
        "productivity_g_per_l_h": 2.867,
        "yield_g_per_g": 0.7204,
        "interval": {"cost_usd_per_kg": [1.394, 2.579]},
        "limited_by": [
            limit("foam", "vessel", True, [4.4, 4.8], [14.0, 14.9]),
            limit("tolerance", "strain", None),
            limit("recovery", "down-stream", None),
        ],
        "recheck": {"titre": 1e-4, "productivity": 0.0, "yield": -2e-3, "tie_break_decides": True, "warnings": ["dry"]},
        "design": {
            "scale": "production_100m3",
            "inputs": {"growth_hours": 4.802, "production_hours": 10.07},
            "batches_per_year": 1274.2,
            "tonnes_per_year": 6861.0,
            "warnings": ["kLa: measure it"],
            "certificate": {"at_bound": ["t_growth"]},
        },
        "constants": [{"name": f"constant {number}"} for number in range(200)],
        **more,
    }


def test_a_plan_is_told_in_a_screenful_with_the_answer_first() -> None:
    lines = plan_text(plan()).splitlines()
    assert lines[0] == "mine in production_100m3: least cost"
    assert lines[1] == "  cost          1.986 USD/kg   95 %: 1.394 to 2.579"
    assert lines[2] == "  titre         71.3 g/L"
    assert "  batch         grow 4.8 h, produce 10.1 h" in lines
    assert "  the foam  1.25 g/L  -0.26 %  4.4–4.8 h, 14.0–14.9 h" in lines
    assert [line.split(" (")[0] for line in lines if "1 % more" in line] == [
        "limits that bind",
        "constants that weigh most",
        "down-stream",
    ]
    assert lines[-1] == "the rest (cost lines, constants, sources): --out DIR keeps it in files, --json prints it"
    assert len(lines) < 30
    assert "constant 7" not in plan_text(plan())


def test_the_check_and_every_warning_are_told() -> None:
    text = plan_text(plan())
    assert "titre +0.01 %, productivity +0 %, yield -0.2 %; the choice between equal optima moves it" in text
    for words in ("kLa: measure it", "dry", "t_growth stands at a bound"):
        assert f"\n  {words}" in text
    assert "warnings" not in plan_text(
        plan(
            design=plan()["design"] | {"warnings": [], "certificate": {"at_bound": []}},  # type: ignore[operator]
            recheck=plan()["recheck"] | {"warnings": []},  # type: ignore[operator]
        )
    )


def test_an_interval_says_what_it_leaves_out() -> None:
    text = plan_text(plan(uncertainty={"effects": [], "unsolved": ["saturation", "kla_factor"]}))
    assert "95 % intervals leave out, as no plan was found with them moved: saturation, kla_factor" in text
    assert "leave out" not in plan_text(plan(uncertainty={"effects": [], "unsolved": []}))


def test_the_front_is_told_and_the_folder_named() -> None:
    figures = {"productivity_g_per_l_h": 3.0, "cost_usd_per_kg": 2.0, "titre_g_per_l": 70.0, "yield_g_per_g": 0.7}
    point = figures | {"growth_h": 4.0, "production_h": 9.0}
    lines = plan_text(plan(objective="pareto", pareto=[point, point]), Path("runs/x")).splitlines()
    assert lines[0].endswith("least cost, and the front to the fastest")
    assert lines[lines.index("front between productivity and cost") + 2].split() == ["3", "2", "70", "0.7"]
    assert lines[-1] == "the rest is in runs/x; its report: biofab report runs/x"
