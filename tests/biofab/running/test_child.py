"""A child process: started, told to end, and never left behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from biofab.errors import PlantUnreachable
from biofab.running.child import Child

STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN if 'stubborn' in sys.argv else signal.SIG_DFL)
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


def child(tmp_path: Path, *arguments: str) -> Child:
    return Child("helper", "stubborn_child", arguments, tmp_path / "child.log")


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
    one = child(tmp_path, "stubborn")
    one.ready(20)
    assert one.stop(0.3) == -signal.SIGKILL
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


def test_ctrl_c_of_the_terminal_does_not_reach_it(tmp_path: Path) -> None:
    one = child(tmp_path)
    one.ready(20)
    assert os.getpgid(one.pid) == one.pid != os.getpgid(0)
    one.stop()
