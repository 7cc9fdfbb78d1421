"""The virtual plant in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from asyncua import Client

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
from cards.reading import parse_card
from conftest import CARD, Sines
from plant_io.plant import PlantCard
from plant_io.server.process import run_server
parent = int(sys.argv[1]) if len(sys.argv) > 1 else None
sys.exit(run_server(parse_card(PlantCard, CARD, "small.toml"), Sines, speed=1000, parent=parent))
"""


@contextmanager
def served(*arguments: str, before: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address it wrote."""
    program = before + PROGRAM.format(root=str(ROOT), here=str(Path(__file__).parent))
    command = [sys.executable, "-W", "error", "-c", program, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            word, _, endpoint = process.stdout.readline().partition(" ")
            assert word == "ready", process.stderr.read() if process.stderr else ""
            yield process, endpoint.strip()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    async def values(endpoint: str) -> int:
        async with Client(endpoint) as client:
            node = client.get_node("ns=2;s=F-1.Weight")
            await asyncio.sleep(0.2)
            return len(await node.read_raw_history(None, await _now(client), 20, return_bounds=False))

    async def _now(client: Client) -> object:
        return await client.get_node("ns=2;s=Clock.PlantTime").read_value()

    with served() as (process, endpoint):
        assert asyncio.run(values(endpoint)) > 10
        began = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert time.monotonic() - began < 5
        assert (process.returncode, out, err) == (0, "", "")


def test_it_ends_when_its_parent_is_gone() -> None:
    other = [sys.executable, "-c", "input()"]
    with subprocess.Popen(other, stdin=subprocess.PIPE) as parent, served(str(parent.pid)) as (process, _):
        time.sleep(0.7)
        assert process.poll() is None
        parent.kill()
        parent.wait()
        assert process.wait(timeout=3) == 0


@pytest.mark.slow
def test_a_child_ends_with_its_parent_even_when_that_is_not_reaped() -> None:
    """A parent starts the plant and is killed: the plant sees that it was given to another parent."""
    program = PROGRAM.format(root=str(ROOT), here=str(Path(__file__).parent))
    starter = (
        "import os, subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {program!r}, str(os.getpid())], stdout=subprocess.PIPE)\n"
        "print(child.pid, child.stdout.readline().decode(), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child, word, _ = parent.stdout.readline().split()
        assert word == "ready"
        parent.kill()  # not waited for until the end of this block
        deadline = time.monotonic() + 3
        while _runs(int(child)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not _runs(int(child))


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and process != os.getpid()
