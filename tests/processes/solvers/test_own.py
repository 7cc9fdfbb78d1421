"""Solvers of the user's own: found through Pyomo where they are, tried, and never needed."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from processes.solvers.available import own
from processes.solvers.errors import SolverFailed, SolverMissing
from processes.solvers.named import solver

# An AMPL solver enough for Pyomo: tells a version, answers min (x-1)^2 + (y-x^2)^2, x + y <= 1.5 by bisection.
FAKE = """#!{python}
import sys
if "-v" in sys.argv:
    print("Ipopt 3.14.99 (a fake), ASL(20231111)")
    raise SystemExit
low, high = 0.0, 1.5
for _ in range(200):
    x = (low + high) / 2
    y = 1.5 - x
    slope = (x - 1) - 2 * x * (y - x * x) - (y - x * x)
    low, high = (x, high) if slope < 0 else (low, x)
x += {wrong}
body = ["fake", "", "Options", "3", "0", "1", "0", "1", "0", "2", "2", repr(x), repr(1.5 - x), "objno 0 0"]
stub = sys.argv[1].removesuffix(".nl")
open(stub + ".sol", "w").write("\\n".join(body) + "\\n")
"""


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: float = 0.0) -> None:
    path = folder / "ipopt"
    path.write_text(FAKE.format(python=sys.executable, wrong=wrong))
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    from pyomo.common.fileutils import Executable

    Executable("ipopt").rehash()


@pytest.fixture(autouse=True)
def _forget() -> object:
    from pyomo.common.fileutils import Executable

    yield
    Executable("ipopt").rehash()


def test_an_ipopt_on_the_path_is_picked_up_and_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch)
    found = {status.name: status for status in own()}
    assert found["ipopt"].works, found["ipopt"].problem
    assert found["ipopt"].version.startswith("3.14.99")
    assert found["ipopt"].error < 1e-9
    assert type(solver("ipopt")).__name__ == "IPOPT"


def test_one_that_answers_wrongly_is_not_called_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, wrong=0.1)
    found = {status.name: status for status in own()}
    assert not found["ipopt"].works
    assert "off by" in found["ipopt"].problem


def test_without_any_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyomo.common.fileutils import Executable

    monkeypatch.setenv("PATH", str(tmp_path))
    Executable("ipopt").rehash()
    assert "ipopt" not in {status.name for status in own()}
    with pytest.raises(SolverMissing, match="ipopt is not installed; .* or use casadi_ipopt"):
        solver("ipopt")


@pytest.mark.parametrize("name", ["gurobi", "baron"])
def test_a_solver_that_is_not_there_says_what_to_install(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from processes.solvers import named

    monkeypatch.setitem(named._KNOWN, name, ("ipopt_that_nobody_has", *named._KNOWN[name][1:]))
    with pytest.raises(SolverMissing, match=f"{name} is not installed; it is needed for .* Install it: .*licence"):
        solver(name)


def test_those_that_come_along() -> None:
    for name in ("casadi_ipopt", "highs", "scip"):
        assert solver(name).available(exception_flag=False)
    with pytest.raises(SolverFailed, match="no solver is named 'gurobbi'.*gurobi"):
        solver("gurobbi")
