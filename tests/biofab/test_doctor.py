"""The doctor: what is there is found, what is missing has a remedy, and the exit code follows."""

from __future__ import annotations

import json
import re
from importlib import metadata

import pytest

from biofab.cli.main import main
from biofab.doctor import Check, Diagnosis, diagnose


def test_what_is_here_is_found_and_works() -> None:
    found = diagnose()
    checks = {(check.group, check.name): check for check in found.checks}
    assert checks["base", "asyncua"].detail == metadata.version("asyncua")
    for name in ("casadi_ipopt", "highs", "scip"):
        assert checks["solvers", name].status == "ok"
        assert re.search(r"\d\.\d\d s, answer off by \d", checks["solvers", name].detail)
    assert checks["models", "iJO1366"].status == "ok"
    assert checks["base", "temporary folder"].status == "ok"
    assert found.exit_code == 0


def test_whatever_is_not_well_has_a_remedy() -> None:
    assert [check for check in diagnose().checks if check.status != "ok" and not check.remedy] == []


def test_a_missing_package_is_told_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    known = metadata.version

    def version(name: str) -> str:
        if name in ("cobra", "asyncua"):
            raise metadata.PackageNotFoundError(name)
        return known(name)

    monkeypatch.setattr(metadata, "version", version)
    found = diagnose()
    remedies = {check.name: check.remedy for check in found.checks if check.status == "missing"}
    from_source = "or in the folder of the source: pip install"
    assert remedies["cobra"] == f"pip install 'biofab[engineer]', {from_source} '.[engineer]'"
    assert remedies["asyncua"] == "pip install 'biofab', or in the folder of the source: pip install '.'"
    assert found.exit_code == 1


@pytest.mark.parametrize(
    ("checks", "code"),
    [
        ([("base", "ok"), ("engineer", "missing"), ("solvers", "missing"), ("models", "missing")], 0),
        ([("base", "ok"), ("solvers", "broken")], 4),
        ([("base", "broken"), ("solvers", "ok")], 1),
        ([("base", "missing"), ("solvers", "broken")], 4),
        ([("base", "ok"), ("own solvers", "broken")], 0),
    ],
)
def test_exit_code(checks: list[tuple[str, str]], code: int) -> None:
    made = tuple(Check(group, "x", status, "") for group, status in checks)  # type: ignore[arg-type]
    assert Diagnosis(made).exit_code == code


def test_as_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["exit_code"] == 0
    assert {"group", "name", "status", "detail", "remedy"} == set(told["checks"][0])
    assert main(["doctor"]) == 0
    assert "  ok       casadi_ipopt" in capsys.readouterr().out
