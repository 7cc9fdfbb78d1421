"""The harness of the benchmarks: ratios better when larger, floors judged, one JSON object."""

from __future__ import annotations

import json
import types

import pytest

import benchmarks.__main__ as command
from benchmarks.harness import Result, Row, less_is_better, machine, more_is_better


def test_ratio_is_better_when_larger_whatever_the_unit() -> None:
    assert less_is_better("time", 2.0, 6.0, "peer", "s").ratio == 3.0
    assert more_is_better("rate", 6.0, 2.0, "peer", "1/s").ratio == 3.0


@pytest.mark.parametrize(("ours", "passed"), [(100.0, True), (120.0, True), (121.0, False)])
def test_floor(ours: float, passed: bool) -> None:
    assert less_is_better("total", ours, 120.0, "target", "s", floor=1.0).passed is passed


def test_a_row_without_a_floor_promises_nothing() -> None:
    assert Row("step", 1.0, "s").passed
    assert not Row("step", 1.0, "s", floor=1.0).passed


def test_nothing_is_measured_as_no_time() -> None:
    with pytest.raises(ValueError, match="above 0 s"):
        less_is_better("time", 0.0, 1.0, "peer", "s")


def test_machine_is_named() -> None:
    assert machine()["cores"] >= 1
    assert set(machine()) == {"processor", "cores", "system", "python"}


def test_result_as_an_object_and_as_text() -> None:
    slow = less_is_better("total", 240.0, 120.0, "target", "s", floor=1.0)
    result = Result("demo", (Row("phenotype", 1.0, "s"), slow))
    assert result.failures() == [slow]
    assert "UNDER ITS FLOOR" in result.to_text()
    keys = {"task", "ours", "peer", "peer_name", "unit", "ratio", "floor", "difference"}
    told = json.loads(json.dumps(result.to_dict()))
    assert set(told) == {"name", "machine", "rows"}
    assert all(set(row) == keys for row in told["rows"])


@pytest.mark.parametrize(("arguments", "code"), [([], 1), (["--quick"], 0)])
def test_exit_code_is_one_under_a_floor_unless_quick(
    arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [less_is_better("total", 240.0, 120.0, "target", "s", floor=1.0)]
    fake = types.SimpleNamespace(measure=lambda quick: rows)
    monkeypatch.setattr(command.importlib, "import_module", lambda name: fake)
    assert command.main(["demo", "--json", *arguments]) == code
    assert json.loads(capsys.readouterr().out)["rows"][0]["ratio"] == 0.5


def test_benchmarks_are_found_because_they_are_there() -> None:
    assert "demo" in command.names()
