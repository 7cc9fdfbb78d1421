"""A process of our own beside this one: started, waited for, stopped, and never left behind."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from biofab.errors import PlantUnreachable

STOP_S = 30.0  # of a child that has none of its own and nothing to seal; a virtual plant ends in a second
_LOOK_S = 0.02
_READ_S = 5.0  # for the last of its output, in case something it left behind still holds the pipe


class Child:
    """``python -m MODULE ARGUMENTS`` in a session of its own, so that Ctrl-C reaches this process alone.

    The module must take ``--parent`` and end when that process is gone: that is what ends it if this one is killed.
    ``log`` takes what it writes to its standard error. ``stop_s`` are the real seconds that it may take to end once it
    is told to; one with children of its own needs more than they do, or it is killed while they still seal.
    """

    def __init__(self, name: str, module: str, arguments: Sequence[str], log: Path, stop_s: float = STOP_S) -> None:
        self.name = name
        self.log = log
        self.stop_s = stop_s
        self.cpu_seconds = 0.0
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments, "--parent", str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        self._stopping = threading.Lock()
        self._lines: queue.Queue[str] = queue.Queue()
        assert self._process.stdout is not None  # noqa: S101  (asked for above)
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself or was stopped."""
        if self._process.returncode is not None:
            return True
        try:  # It is not reaped yet, so that its CPU seconds can still be read.
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
        except ChildProcessError:  # reaped by another thread meanwhile
            return True

    def ready(self, seconds: float) -> str:
        """Wait for its line ``ready ...``; what stands after that word.

        Raises PlantUnreachable when it ends without one, or does not come within ``seconds``; it is stopped then.
        """
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            line = ""
            why = f"was not ready within {seconds:g} s"
        else:
            why = self.told() if not line else f"said '{line}' in place of 'ready'"
        word, _, rest = line.partition(" ")
        if word == "ready":
            return rest
        self.stop()
        raise PlantUnreachable(f"the {self.name} did not start: {why}")

    def told(self) -> str:
        """The last line of its standard error."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1].removeprefix("error: ").removeprefix("collector: ") if lines else "it ended without a word"

    def stop(self) -> int:
        """Ask it to end, kill it after ``stop_s``; its exit status. Harmless when it has ended."""
        with self._stopping:
            return self._stop(self.stop_s)

    def _stop(self, seconds: float) -> int:
        if self._process.returncode is None:
            os.kill(self.pid, signal.SIGTERM)  # not reaped, so the id is still its own
            until = time.monotonic() + seconds
            while not self.ended and time.monotonic() < until:
                time.sleep(_LOOK_S)
            self.cpu_seconds = _cpu_seconds(self.pid)
            if not self.ended:
                os.kill(self.pid, signal.SIGKILL)
        status = self._process.wait()
        self._reader.join(_READ_S)
        if self.log.exists() and self.log.stat().st_size == 0:
            self.log.unlink()
        return status

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        self._lines.put("")


def _cpu_seconds(process: int) -> float:
    """User and system seconds of a process that is not reaped yet; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
