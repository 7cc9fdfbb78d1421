"""A process engineer asks, changes the question, asks again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def biofab(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "biofab.cli.main", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def change(study: Path, old: str, new: str) -> None:
    text = study.read_text(encoding="utf-8")
    assert old in text
    study.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def study(tmp_path) -> Path:
    done = biofab("init", "mystudy", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "mystudy" / "study.toml"


def test_from_init_to_a_plan_that_is_checked_and_stored(study: Path) -> None:
    done = biofab("optimise", "mystudy", "--json", "--out", "plan", cwd=study.parents[1])
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert 1.0 < found["cost_usd_per_kg"] < 4.0
    assert 60.0 < found["titre_g_per_l"] < 80.0
    assert max(abs(found["recheck"][name]) for name in ("titre", "productivity", "yield")) < 0.005
    assert found["limited_by"]
    folder = study.parents[1] / "plan"
    assert json.loads((folder / "result.json").read_text())["cost_usd_per_kg"] == found["cost_usd_per_kg"]
    report = biofab("report", "plan", cwd=study.parents[1])
    assert report.returncode == 0, report.stderr
    assert Path(study.parents[1] / report.stdout.strip()).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_demand_above_the_vessels_exits_3_and_names_the_conflict(study: Path) -> None:
    change(
        study, "[limits]", "[limits]\ndemand = { value = 50000, unit = 't/year', source = 'assumption: a contract' }"
    )
    done = biofab("optimise", "mystudy", cwd=study.parents[1])
    assert done.returncode == 3, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "50,000 t/year" in last
    assert "vessel" in last
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_front_has_eight_points_none_dominated(study: Path) -> None:
    done = biofab("optimise", "mystudy", "--objective", "pareto", "--json", cwd=study.parents[1])
    assert done.returncode == 0, done.stderr
    points = [(p["productivity_g_per_l_h"], p["cost_usd_per_kg"]) for p in json.loads(done.stdout)["pareto"]]
    assert len(points) >= 8
    for rate, cost in points:
        assert not any(r >= rate and c <= cost and (r, c) != (rate, cost) for r, c in points)
