"""The collector as a process: nothing lost at speed, at a stop, or when it is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plant_io.collector import CollectorReport, collect
from plant_io.compare import RecordComparison, compare_with_history
from plant_io.errors import LinkError
from plant_io.historian.reader import extent, read
from plant_io.historian.segments import read_gaps
from plant_io.memory import MemoryBackend
from plant_io.opcua.client import OpcUaBackend
from plant_io.plant import PlantCard
from plant_io.sample import Sample
from plant_io.server.serve import VirtualPlant

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def collector(endpoint: str, folder: Path, *more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "plant_io.collector", "--plant", "pilot", "--endpoint", endpoint, "--out", str(folder)),
        *more,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 30) == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def compared(card: PlantCard, endpoint: str, folder: Path) -> RecordComparison:
    report = json.loads((folder / "collector.json").read_text())
    start, end = (datetime.fromisoformat(report[key]) for key in ("covered_from", "covered_until"))
    backend = OpcUaBackend(card, endpoint)
    await backend.connect()
    names = [tag.name for tag in card.tags]
    comparison = await compare_with_history(read(folder), backend, names, start, end)
    await backend.disconnect()
    return comparison


def test_all_tags_at_a_hundred_and_twenty_samples_a_second(card: PlantCard, served: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with collector(served, tmp_path) as process:
            await asyncio.sleep(3)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 20) == 0
        found = await compared(card, served, tmp_path)
        report = json.loads((tmp_path / "collector.json").read_text())
        assert found.whole
        assert found.extra == 0
        assert found.samples > 16 * 120
        assert (report["state"], report["filled_at_stop"], report["overflows"]) == ("stopped", 0, 0)
        assert (report["interruptions"], report["gaps"]) == ([], [])
        assert {path.name for path in tmp_path.iterdir()} == {
            "collector.json",
            "collector.lock",
            "segment-000001.parquet",
        }

    asyncio.run(run())


def test_killed_it_leaves_a_record_that_the_next_one_continues(card: PlantCard, served: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with collector(served, tmp_path) as process:
            await asyncio.sleep(1.5)
            process.kill()
            assert await process.wait() == -signal.SIGKILL
        killed = extent(tmp_path)
        assert killed.rows > 16 * 30
        assert killed.duplicates == 0
        assert json.loads((tmp_path / "collector.json").read_text())["state"] == "running"
        await asyncio.sleep(1)
        async with collector(served, tmp_path) as process:
            process.send_signal(signal.SIGINT)
            assert await asyncio.wait_for(process.wait(), 20) == 0
        found = await compared(card, served, tmp_path)
        assert found.whole
        assert read_gaps(tmp_path) == []
        assert extent(tmp_path).last_sequence == extent(tmp_path).rows > killed.rows

    asyncio.run(run())


def test_no_collector_is_left_alone(card: PlantCard, served: str, tmp_path: Path) -> None:
    """Its parent dies without a word; the collector stops as if it had been told to."""
    start = (
        "import subprocess, sys, os, time\n"
        "child = subprocess.Popen([*sys.argv[1:], '--parent', str(os.getpid())], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    arguments = ["-m", "plant_io.collector", "--plant", "pilot", "--out", str(tmp_path), "--endpoint"]

    async def run() -> None:
        parent = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", start, sys.executable, *arguments, served),
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert parent.stdout is not None
        child = int(await asyncio.wait_for(parent.stdout.readline(), 30))
        await parent.wait()
        async with asyncio.timeout(20):
            while _state(tmp_path) != "stopped" or _alive(child):
                await asyncio.sleep(0.1)

    asyncio.run(run())


def test_the_plant_gone_at_the_stop_is_told(card: PlantCard, ramp: Any, tmp_path: Path, until: Any) -> None:
    async def run() -> None:
        stop, ready = asyncio.Event(), asyncio.Event()
        async with VirtualPlant(card, ramp(card), speed=100) as server:
            running = asyncio.create_task(collect(card, server.endpoint, tmp_path, stop, ready.set))
            await asyncio.wait_for(ready.wait(), 20)
        stop.set()
        report = await asyncio.wait_for(running, 30)
        assert report.covered_until is None
        assert report.samples == extent(tmp_path).rows > 0

    asyncio.run(run())


class Forgetful(MemoryBackend):
    """Its history keeps only what is newer than ``forgotten``; ``hangs``: it gives no answer at all."""

    forgotten: datetime | None = None
    hangs = False

    async def history(self, tag: str, start: datetime, end: datetime) -> list[Sample]:
        if self.hangs:
            await asyncio.sleep(3600)
        kept = await super().history(tag, start, end)
        return [sample for sample in kept if self.forgotten is None or sample.source_time > self.forgotten]


@pytest.fixture
def forgetful(card: PlantCard, monkeypatch: pytest.MonkeyPatch) -> Forgetful:
    """In the place of the collector's link."""
    memory = Forgetful(card)
    monkeypatch.setattr("plant_io.collector.OpcUaBackend", lambda *_: memory)
    return memory


def test_a_hole_found_at_the_stop_is_on_record(card: PlantCard, forgetful: Forgetful, tmp_path: Path) -> None:
    """The last values were not told, and the history has lost what came between."""

    async def run() -> CollectorReport:
        stop = asyncio.Event()
        running = asyncio.create_task(collect(card, "memory", tmp_path, stop))
        while not forgetful.subscriptions:
            await asyncio.sleep(0.01)
        forgetful.put("F-301.DO", 50.0)
        forgetful.subscriptions.clear()
        forgetful.advance(60)
        forgetful.forgotten = forgetful.time
        forgetful.advance(60)
        forgetful.put("F-301.DO", 40.0)
        stop.set()
        return await asyncio.wait_for(running, 20)

    report = asyncio.run(run())
    [gap] = read_gaps(tmp_path)
    assert report.gaps == [gap]
    assert (gap.tag, gap.end - gap.start) == ("F-301.DO", timedelta(seconds=120))
    assert "the collector stopped; the plant's history does not reach back" in gap.why
    assert report.filled_at_stop == 1


def test_a_plant_that_hangs_at_the_stop_does_not_keep_the_collector(
    card: PlantCard, forgetful: Forgetful, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plant_io.collector.DRAIN_S", 0.2)
    monkeypatch.setattr("plant_io.collector.FILL_S", 0.2)

    async def run() -> CollectorReport:
        stop = asyncio.Event()
        running = asyncio.create_task(collect(card, "memory", tmp_path, stop))
        while not forgetful.subscriptions:
            await asyncio.sleep(0.01)
        forgetful.put("F-301.DO", 50.0)
        forgetful.hangs = True
        stop.set()
        return await asyncio.wait_for(running, 10)

    report = asyncio.run(run())
    assert (report.state, report.covered_until) == ("stopped", None)
    assert extent(tmp_path).rows == report.samples > 0
    assert list(tmp_path.glob("segment-*.parquet"))


def test_no_plant_at_the_start_is_an_error(card: PlantCard, tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="does not answer"):
        asyncio.run(collect(card, "opc.tcp://127.0.0.1:1/biofab", tmp_path, asyncio.Event()))
    found = subprocess.run(
        [sys.executable, "-m", "plant_io.collector", "--plant", "pilto", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert found.returncode == 1
    assert found.stderr == "collector: pilto: no such plant; did you mean 'pilot'?\n"


def _state(folder: Path) -> str:
    path = folder / "collector.json"
    return str(json.loads(path.read_text())["state"]) if path.exists() else ""


def _alive(process: int) -> bool:
    """A process that ended and was not waited for counts as ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
