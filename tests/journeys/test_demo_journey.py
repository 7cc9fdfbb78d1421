"""The whole way: one command, one object, one report, and nothing left running."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_from_genome_to_plant_and_back(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "biofab.cli.main", "demo", "--json", "--out", str(tmp_path / "demo"), "--seed", "3"],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    (tmp_path / "demo.json").write_text(done.stdout, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "check_demo.py"), "demo.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    found = json.loads(done.stdout)
    _the_truth_is_not_the_plan(found)
    _the_report_is_whole(Path(tmp_path / found["report"]).read_text(encoding="utf-8"), found)
    assert not list((tmp_path / "demo").rglob("*.part"))
    assert not _children_of(str(tmp_path))


def _the_truth_is_not_the_plan(found) -> None:
    """A virtual plant that is the plan would prove nothing; the estimate must tell the two apart."""
    strain = {name: one for name, one in found["estimate"].items() if one["kind"] == "strain" and one["identified"]}
    assert strain
    assert sum(one["holds_truth"] for one in found["estimate"].values()) >= len(found["estimate"]) - 1
    assert any(abs(one["truth"] / one["prior"] - 1.0) > 0.01 for one in strain.values())
    close = [abs(one["value"] - one["truth"]) < 0.5 * abs(one["prior"] - one["truth"]) for one in strain.values()]
    assert any(close)


def _the_report_is_whole(html: str, found) -> None:
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", html)
    assert f"{found['cost_usd_per_kg']:.2f}" in html
    assert f"{found['record']['samples']:,}" in html


def _children_of(folder: str) -> list[str]:
    """Processes that still have the folder in their arguments."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes().decode("utf-8", "replace").replace("\0", " "))
        except OSError:
            continue
    return [line for line in lines if folder in line and "pytest" not in line]
