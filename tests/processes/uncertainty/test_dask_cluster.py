"""A real scheduler and two real workers on this machine; one of them is killed in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from processes.uncertainty.dask_cluster import ClusterSilent, on_dask
from processes.uncertainty.running import Where, run

ROOT = Path(__file__).parents[3]
ROWS = {i: {"a": float(i), "b": 0.1 * i} for i in range(60)}


@dataclass
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]


def _start(command: str, *arguments: str) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent / "data")])
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{command}", *arguments, "--no-dashboard"],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Two workers of one thread each, without a nanny that would start them again."""
    address = f"tcp://127.0.0.1:{_free_port()}"
    host, port = "127.0.0.1", address.rpartition(":")[2]
    started = [_start("scheduler", "--host", host, "--port", port)]
    try:
        for name in ("one", "two"):
            folder = str(tmp_path / name)
            common = ["--nthreads", "1", "--no-nanny", "--local-directory", folder, "--name", name, "--host", host]
            started.append(_start("worker", address, *common))
        _wait_for_workers(address, 2)
        yield Cluster(address, started[1:])
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    until = time.monotonic() + 60.0
    while True:
        try:
            with Client(address, timeout=5, set_as_default=False) as client:
                client.wait_for_workers(count, timeout=max(1.0, until - time.monotonic()))
                return
        except OSError:
            if time.monotonic() > until:
                raise


def test_a_killed_worker_loses_nothing_and_changes_nothing(quick: ModuleType, cluster: Cluster) -> None:
    found = []
    for outcome in on_dask(quick.Slow(0.05), ROWS, cluster.address):
        found.append(outcome)
        if len(found) == 10:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
    assert cluster.workers[0].wait(timeout=10) == -signal.SIGKILL
    assert cluster.workers[1].poll() is None
    assert sorted(found, key=lambda one: one.index) == run(quick.Line(), ROWS)
    again = run(quick.Line(broken=50.0), ROWS, Where(dask=cluster.address))
    assert again == run(quick.Line(broken=50.0), ROWS)
    assert sum(one.failure is not None for one in again) == 9


def test_nobody_at_the_address_is_one_sentence(quick: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processes.uncertainty.dask_cluster.PATIENCE", 0.5)
    with pytest.raises(ClusterSilent, match="no Dask scheduler answers"):
        next(on_dask(quick.Line(), ROWS, f"tcp://127.0.0.1:{_free_port()}"))
