"""Solvers are tried, not looked for."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from processes.solvers import available as module
from processes.solvers.available import SolverStatus, available


def by_name() -> dict[str, SolverStatus]:
    return {status.name: status for status in available()}


def test_ipopt_and_highs_work_here() -> None:
    found = by_name()
    for name in ("casadi_ipopt", "highs"):
        assert found[name].works, found[name].problem
        assert found[name].version
        assert 0 < found[name].seconds < 60
        assert found[name].what


def test_every_status_says_how_to_install() -> None:
    for status in available():
        assert status.install.startswith("pip install ")
        assert status.works == (not status.problem)


@pytest.mark.parametrize(("name", "package"), [("casadi_ipopt", "casadi"), ("highs", "highspy"), ("scip", "pyscipopt")])
def test_a_missing_package_is_named(name: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    status = by_name()[name]
    assert not status.works
    assert status.problem == f"{package} is not installed"
    assert package in status.install


def test_a_wrong_answer_is_not_called_working() -> None:
    status = module._try(module._Candidate("liar", "numpy", "nothing", lambda: 0.5))
    assert not status.works
    assert "off by 0.5" in status.problem


def test_a_solver_that_breaks_is_reported() -> None:
    def trial() -> float:
        raise RuntimeError("no licence")

    status = module._try(module._Candidate("broken", "numpy", "nothing", trial))
    assert status.problem == "RuntimeError: no licence"


def test_nothing_is_printed(capfd: Any) -> None:
    available()
    assert capfd.readouterr() == ("", "")
