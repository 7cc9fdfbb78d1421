"""The pilot batch as a process: its failures are told with their own words and code, and at once."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from biofab import pilot_process
from biofab.errors import ActionRefused, BadInput, ChildFailed, ExitCode, PlantUnreachable, describe
from biofab.pilot_process import STOP_S, main, pilot_batch
from biofab.run_folder import RunFolder
from biofab.running import child, session
from biofab.running.child import Child
from plant_io import collector

STUB = """
import os, sys, time
kind, words = sys.argv[1:3]
if kind == 'waits':
    time.sleep(60)
time.sleep(0.3)
if words:
    print(words, file=sys.stderr)
if kind == 'killed':
    os.kill(os.getpid(), 9)
sys.exit(int(kind))
"""


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """In place of the pilot's process one that says some words and ends with a status."""
    (tmp_path / "pilot_stub.py").write_text(STUB)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def use(kind: str, words: str = "") -> None:
        def start(name: str, _module: str, _arguments: Any, log: Path, stop_s: float) -> Child:
            return Child(name, "pilot_stub", [kind, words], log, stop_s)

        monkeypatch.setattr(pilot_process, "Child", start)

    return use


def waited(folder: Path) -> None:
    with pilot_batch(RunFolder(folder), 900.0) as batch:
        batch.wait()


@pytest.mark.parametrize(
    ("error", "code"), [(BadInput("a"), 2), (PlantUnreachable("b"), 5), (ActionRefused("c"), 6), (ValueError("d"), 1)]
)
def test_a_failure_keeps_its_code_and_words(
    stub: Callable[..., None], tmp_path: Path, error: Exception, code: int
) -> None:
    stub(str(code), json.dumps(describe(error).to_dict()))
    with pytest.raises(ChildFailed) as raised:
        waited(tmp_path)
    told = describe(raised.value)
    assert (told.exit_code, told.kind) == (code, type(error).__name__)
    assert told.lines == (f"the pilot batch failed: {error}",)


@pytest.mark.parametrize(
    ("kind", "words", "code", "told"),
    [
        ("killed", "", ExitCode.INTERNAL, "it was ended by signal 9; see "),
        ("1", "MemoryError", ExitCode.INTERNAL, r"MemoryError \(exit status 1\); see "),
        ("130", "", ExitCode.INTERRUPTED, r"it ended without a word \(exit status 130\); see "),
    ],
)
def test_an_end_without_words_is_told_by_its_status(
    stub: Callable[..., None], tmp_path: Path, kind: str, words: str, code: int, told: str
) -> None:
    stub(kind, words)
    with pytest.raises(ChildFailed, match=f"the pilot batch failed: {told}") as raised:
        waited(tmp_path)
    assert describe(raised.value).exit_code == code


def test_a_failure_interrupts_what_is_done_meanwhile(stub: Callable[..., None], tmp_path: Path) -> None:
    stub("6", json.dumps(describe(ActionRefused("not now")).to_dict()))
    begun = time.monotonic()

    def plan() -> None:
        while time.monotonic() - begun < 20.0:  # minutes, in truth
            sum(range(1000))

    with pytest.raises(ChildFailed, match="not now"), pilot_batch(RunFolder(tmp_path), 900.0):
        plan()
    assert time.monotonic() - begun < 5.0


def test_a_good_end_interrupts_nothing(stub: Callable[..., None], tmp_path: Path) -> None:
    stub("0")
    with pilot_batch(RunFolder(tmp_path), 900.0) as batch:
        time.sleep(1.0)
        assert not batch.failed
        batch.wait()


def test_ctrl_c_stays_what_it_is_and_ends_the_batch(stub: Callable[..., None], tmp_path: Path) -> None:
    stub("waits")
    with pytest.raises(KeyboardInterrupt), pilot_batch(RunFolder(tmp_path), 900.0) as batch:
        signal.raise_signal(signal.SIGINT)
    assert batch.failed  # by the SIGTERM that ended it


def test_in_another_thread_the_main_one_is_left_alone(stub: Callable[..., None], tmp_path: Path) -> None:
    stub("6", json.dumps(describe(ActionRefused("not now")).to_dict()))
    raised: list[BaseException] = []

    def work() -> None:
        try:
            waited(tmp_path)
        except ChildFailed as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20.0)
    assert [str(error) for error in raised] == ["the pilot batch failed: not now"]


def test_the_real_process_tells_what_is_wrong_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ChildFailed, match=r"batch failed: .*study.json: is missing from the run folder") as raised:
        waited(tmp_path)
    assert (describe(raised.value).kind, describe(raised.value).exit_code) == ("BadInput", 2)


def test_a_fault_of_ours_leaves_its_stack_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*_: object) -> None:
        raise ZeroDivisionError("something of ours")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(pilot_process, "run", run)
    monkeypatch.setattr(pilot_process, "_end_with", lambda _: None)
    try:
        assert main(["--folder", str(tmp_path), "--speed", "900", "--parent", "1"]) == 1
    finally:
        signal.signal(signal.SIGTERM, before)
    *stack, last = capsys.readouterr().err.splitlines()
    assert stack[0].startswith("Traceback")
    assert json.loads(last)["error"] == {"kind": "ZeroDivisionError", "message": "something of ours"}


def test_an_interrupted_process_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5.0)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(pilot_process, "run", run)
    monkeypatch.setattr(pilot_process, "_end_with", lambda _: None)
    try:
        assert main(["--folder", str(tmp_path), "--speed", "900", "--parent", "1"]) == 130
        os.kill(os.getpid(), signal.SIGTERM)  # a second one is not heard
    finally:
        signal.signal(signal.SIGTERM, before)


def test_nobody_is_killed_while_what_it_started_still_seals() -> None:
    """Each limit holds those of the processes below it, with the work of its own beside them."""
    assert collector.STOP_S >= collector.DRAIN_S + collector.FILL_S + 20.0
    assert session.STOP_S >= session.SAFE_S + collector.STOP_S + 10.0
    assert STOP_S >= session.STOP_S + child.STOP_S + 5.0
