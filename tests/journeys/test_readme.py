"""The README's tour in Python runs as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_the_tour_in_python(tmp_path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert blocks
    tour = tmp_path / "tour.py"
    tour.write_text("\n".join(blocks), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:biofab", str(tour)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=README.parent,
        env=_environment(),
    )
    assert done.returncode == 0, done.stderr
    assert "Figures(titre=" in done.stdout
    assert "optimal" in done.stdout.splitlines()[-1]
    cost = float(done.stdout.split()[-1])
    assert 1.0 < cost < 10.0


def test_every_command_it_shows_exists() -> None:
    from biofab.cli.main import main

    shown = set(re.findall(r"^    biofab (\w+)", README.read_text(encoding="utf-8"), re.M))
    assert {"demo", "init", "optimise", "run", "report", "doctor"} <= shown
    for command in shown:
        assert main([command, "--help"]) == 0


def test_links_to_files_lead_somewhere() -> None:
    text = README.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (README.parent / target).exists(), target


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(README.parent)}
