"""The check of the demo's object, which continuous integration relies on: it must see every kind of wrong."""

from __future__ import annotations

import copy
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

spec = importlib.util.spec_from_file_location("check_demo", Path(__file__).parents[1] / ".ci" / "check_demo.py")
assert spec is not None
assert spec.loader is not None
check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)


@pytest.fixture
def demo(tmp_path: Path) -> dict[str, Any]:
    report = tmp_path / "report.html"
    report.write_text('<a href="https://doi.org/10.1038/msb.2011.65">Orth</a><img src="data:image/png;base64,AA">')
    return {
        "titre_g_per_l": 71.0,
        "productivity_g_per_l_h": 3.0,
        "yield_g_per_g": 0.7,
        "cost_usd_per_kg": 1.4,
        "limited_by": ["tolerance"],
        "pareto": [{"productivity_g_per_l_h": 3 + n / 10, "cost_usd_per_kg": 1.4 + n / 50} for n in range(8)],
        "recheck": {"titre": 0.0004, "productivity": -0.0004, "yield": 0.0},
        "record": {"samples": 100, "server_history": 100, "missing": 0, "duplicated": 0},
        "estimate": {"qmax": {"value": 9.8, "unit": "mmol/gDW/h", "ci95": [9.5, 10.1], "truth": 10.0}},
        "report": str(report),
    }


def test_what_is_right_passes(demo: dict[str, Any]) -> None:
    assert list(check.wrongs(demo)) == []


WRONGS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("keys are missing: limited_by", lambda demo: demo.pop("limited_by")),
    ("yield_g_per_g", lambda demo: demo.update(yield_g_per_g=float("nan"))),
    ("cost_usd_per_kg", lambda demo: demo.update(cost_usd_per_kg=None)),
    ("limited_by: is empty", lambda demo: demo.update(limited_by=[])),
    ("7 points", lambda demo: demo["pareto"].pop()),
    ("dominates", lambda demo: demo["pareto"][3].update(cost_usd_per_kg=9.0)),
    ("the same", lambda demo: demo["pareto"].append(dict(demo["pareto"][0]))),
    ("recheck.titre", lambda demo: demo["recheck"].update(titre=-0.006)),
    ("record.missing", lambda demo: demo["record"].update(missing=1)),
    ("in the server's history", lambda demo: demo["record"].update(samples=99)),
    ("estimate.qmax: keys are missing: truth", lambda demo: demo["estimate"]["qmax"].pop("truth")),
    ("no such file", lambda demo: demo.update(report="/nowhere")),
]


@pytest.mark.parametrize(("words", "spoil"), WRONGS, ids=[words for words, _ in WRONGS])
def test_every_wrong_is_seen(demo: dict[str, Any], words: str, spoil: Callable[[dict[str, Any]], object]) -> None:
    spoilt = copy.deepcopy(demo)
    spoil(spoilt)
    assert any(words in wrong for wrong in check.wrongs(spoilt))


@pytest.mark.parametrize(
    "outside",
    [
        '<script src="https://example.org/x.js"></script>',
        "<link rel=stylesheet href=//example.org/x.css>",
        '<style>body { background: url("http://example.org/x.png") }</style>',
        "<style>@import 'x.css';</style>",
        "<script>fetch('/x')</script>",
    ],
)
def test_a_report_that_asks_outside_is_seen(demo: dict[str, Any], outside: str) -> None:
    Path(demo["report"]).write_text(outside)
    assert any("asks for something from outside" in wrong for wrong in check.wrongs(demo))
