"""Output: the same facts as JSON and as text."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from biofab.cli.output import to_json, to_text

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
