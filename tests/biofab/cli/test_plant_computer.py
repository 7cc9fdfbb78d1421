"""The base install, without the engineer's packages: what a plant PC needs works, the rest says what to install."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Hides the engineer's packages from the import system, as if they had never been installed.
HIDING = """
import importlib.machinery, sys
hidden = {"casadi", "cobra", "highspy", "jinja2", "matplotlib", "optlang", "pandas", "pyomo", "scipy", "swiglpk"}
found = importlib.machinery.PathFinder.find_spec
def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in hidden else found(name, path, target)
importlib.machinery.PathFinder.find_spec = find_spec
sys.meta_path = [each for each in sys.meta_path if "editable" not in repr(each).lower()]
from biofab.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def plant_computer(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[3]
    return subprocess.run(
        [sys.executable, "-c", HIDING, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "HOME": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("init", "mystudy"),
        ("plant", "list"),
        ("plant", "check", "pilot"),
        ("strain", "list"),
        ("schema", "study"),
        ("schema", "kinetics"),
    ],
)
def test_what_a_plant_needs_works(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = plant_computer(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("arguments", [("demo",), ("strain", "check"), ("optimise", "mystudy"), ("run", "mystudy")])
def test_the_rest_says_what_to_install(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert plant_computer("init", "mystudy", cwd=tmp_path).returncode == 0
    done = plant_computer(*arguments, cwd=tmp_path)
    assert done.returncode == 4
    assert "which is not installed" in done.stderr
    assert done.stderr.endswith("in the folder of the source: pip install '.[engineer]'\n")
    assert done.stderr.count("\n") == 1


def test_the_doctor_finds_nothing_broken(tmp_path: Path) -> None:
    done = plant_computer("doctor", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    checks = {(check["group"], check["name"]): check for check in json.loads(done.stdout)["checks"]}
    assert checks["solvers", "casadi_ipopt"]["status"] == "missing"
    assert checks["models", "iJO1366"]["remedy"].startswith("pip install 'biofab[engineer]', or in the folder of")
