"""A child process: started, told to end, and never left behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from biofab.errors import PlantUnreachable
from biofab.running.child import STOP_S, Child

STUBBORN = """
import signal, subprocess, sys, time
def tidy(*_):
    time.sleep(0.5)
    sys.exit(7)
signal.signal(signal.SIGTERM, signal.SIG_IGN if 'stubborn' in sys.argv else signal.SIG_DFL)
if 'tidy' in sys.argv:
    signal.signal(signal.SIGTERM, tidy)
if 'parent' in sys.argv:
    left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
    print('ready', left.pid, flush=True)
    time.sleep(30)
if 'silent' in sys.argv:
    time.sleep(30)
if 'broken' in sys.argv:
    sys.exit('error: nothing works')
print('ready at once', flush=True)
end = time.process_time() + 0.2
while time.process_time() < end:
    pass
time.sleep(30)
"""


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stubborn_child.py").write_text(STUBBORN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def child(tmp_path: Path, *arguments: str, stop_s: float = STOP_S) -> Child:
    return Child("helper", "stubborn_child", arguments, tmp_path / "child.log", stop_s)


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_ready_then_stopped(tmp_path: Path) -> None:
    one = child(tmp_path)
    assert one.ready(20) == "at once"
    time.sleep(0.5)
    assert not one.ended
    assert one.stop() == -signal.SIGTERM
    assert one.ended
    assert one.cpu_seconds >= 0.15
    assert one.stop() == -signal.SIGTERM
    assert gone(one.pid)
    assert not (tmp_path / "child.log").exists()


def test_one_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    one = child(tmp_path, "stubborn", stop_s=0.3)
    one.ready(20)
    assert one.stop() == -signal.SIGKILL
    assert gone(one.pid)


def test_one_that_is_not_ready_in_time(tmp_path: Path) -> None:
    one = child(tmp_path, "silent")
    with pytest.raises(PlantUnreachable, match=r"the helper did not start: was not ready within 0.5 s"):
        one.ready(0.5)
    assert gone(one.pid)


def test_one_that_fails_says_why(tmp_path: Path) -> None:
    one = child(tmp_path, "broken")
    with pytest.raises(PlantUnreachable, match=r"the helper did not start: nothing works$"):
        one.ready(20)
    assert gone(one.pid)


def test_one_that_was_late_may_still_end_in_its_own_time(tmp_path: Path) -> None:
    """It was not ready in time, yet it may hold a record: it is told to end, not killed."""
    one = child(tmp_path, "tidy", "silent")
    time.sleep(1.0)
    with pytest.raises(PlantUnreachable, match="was not ready within"):
        one.ready(0.2)
    assert one.stop() == 7


def test_a_grandchild_that_holds_the_pipe_does_not_hold_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("biofab.running.child._READ_S", 0.3)
    one = child(tmp_path, "parent")
    left = int(one.ready(20))
    begun = time.monotonic()
    try:
        one.stop()
        assert time.monotonic() - begun < 5.0
    finally:
        os.kill(left, signal.SIGKILL)


def test_ctrl_c_of_the_terminal_does_not_reach_it(tmp_path: Path) -> None:
    one = child(tmp_path)
    one.ready(20)
    assert os.getpgid(one.pid) == one.pid != os.getpgid(0)
    one.stop()
