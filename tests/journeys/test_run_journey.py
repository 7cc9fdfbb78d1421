"""A whole pilot batch at the speed of the demonstration, and batches that lose their plant on the way."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np
import pandas as pd
import pytest

from biofab.errors import PlantUnreachable
from biofab.progress import Silent
from biofab.recipe import recipe_of
from biofab.run import run_on_virtual_plant, run_recipe
from biofab.running.events import read_events
from biofab.running.procedure import Recipe
from biofab.sim import Parts, start_plant
from plant_io.historian.reader import extent
from plant_io.plant import plant
from processes.design import Certificate, Design, Figures
from processes.kinetics import Kinetics, MetabolicMap
from processes.library import kinetics_card, prices, scale
from processes.problem import Problem
from processes.simulation import Inputs

pytestmark = pytest.mark.slow

OUTPUTS = ("growth", "glucose", "oxygen", "product", "co2", "proton", "acetate")
PER_GLUCOSE = {"growth": (0.09, 1.0, 2.0, 0.0, 2.0, 0.5, 0.0), "production": (0.0, 1.0, 0.0, 1.2, -0.6, 2.4, 0.1)}


def cell(phase: str, *limits: str) -> MetabolicMap:
    """Cells that turn all their glucose over in fixed proportions."""
    table = np.zeros((1, len(OUTPUTS), 1 + len(limits)))
    table[0, :, 1] = PER_GLUCOSE[phase]
    box = tuple((0.0, 20.0) for _ in limits)
    return MetabolicMap(phase, limits, box, OUTPUTS, table, table[:, 0].copy(), np.zeros((0, 1 + len(limits))))


PROBLEM = Problem(
    Kinetics(
        cell("growth", "glucose", "oxygen"),
        cell("production", "glucose"),
        kinetics_card("ecoli_succinate"),
        "succinate",
        118.09,
        {"acetate": 60.05},
    ),
    scale("pilot_300l"),
    prices(),
)


def recipe(growth: float, production: float) -> Recipe:
    inputs = Inputs(
        v0=0.7,
        g0=0.5,
        growth_hours=growth,
        production_hours=production,
        feed=np.array([0.01, 0.0] * 12),
        power=np.linspace(150.0, 3000.0, 24),
        air=90.0,
        co2=3.0,
        growth_elements=12,
    )
    certificate = Certificate("optimal", 1, 0.0, 0.0, 0.0, 0.0, 0.0, ())
    figures = Figures(70.0, 3.0, 0.6, 30.0)
    design = Design("pilot_300l", "cost", figures, inputs, pd.DataFrame(), {}, (), certificate, 300.0, 5.0, ())
    return recipe_of(design, PROBLEM, plant("pilot"), "F-301")


@pytest.fixture
def kinetics(tmp_path: Path) -> Path:
    path = tmp_path / "cells.json"
    path.write_text(json.dumps(PROBLEM.kinetics.to_dict()))
    return path


class Cable:
    """A way to a plant that can be cut: a relay on a port of its own, in a thread."""

    def __init__(self, endpoint: str) -> None:
        self._target = urlparse(endpoint)
        self._links: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._cut = False
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        assert self._ready.wait(10)

    @property
    def endpoint(self) -> str:
        return f"opc.tcp://127.0.0.1:{self.port}{self._target.path}"

    def cut(self, seconds: float) -> None:
        """Drop every link, and let none through for a while."""
        self._loop.call_soon_threadsafe(self._drop, seconds)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._ended.wait()
        server.close()
        for link in list(self._links):
            link.close()
        await asyncio.sleep(0.2)

    def _drop(self, seconds: float) -> None:
        self._cut = True
        self._loop.call_later(seconds, setattr, self, "_cut", False)
        for link in list(self._links):
            link.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target.port)
        self._links |= {writer, far_writer}
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        self._links -= {writer, far_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


@contextmanager
def cable(endpoint: str) -> Iterator[Cable]:
    found = Cable(endpoint)
    try:
        yield found
    finally:
        found.close()


def when_inoculated(folder: Path, act: Any) -> threading.Thread:
    """Does something a second after the batch of a run's folder was inoculated."""

    def wait() -> None:
        for _ in range(600):
            threading.Event().wait(0.1)
            path = folder / "events.jsonl"
            if path.exists() and any(event.get("operation") == "growth" for event in read_events(folder)):
                threading.Event().wait(1.0)
                act()
                return

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_whole_batch_at_full_speed(tmp_path: Path, kinetics: Path) -> None:
    out = tmp_path / "run"
    ordered = recipe(6.5, 5.0)
    result = run_on_virtual_plant(ordered, "pilot", Parts(speed=900.0, kinetics=kinetics), out, Silent())
    assert result.record is not None
    assert (result.record.missing, result.record.duplicated, result.record.gaps) == (0, 0, 0)
    assert result.record.samples > 16 * 6 * 60 * 12
    assert result.wall_seconds < 90.0
    lateness = result.lateness()
    assert lateness["writes"] > 40
    assert lateness["mean_s"] < 120.0  # plant seconds; a shared machine, so a loose bound


def test_a_cut_cable_leaves_no_hole(tmp_path: Path, kinetics: Path) -> None:
    out = tmp_path / "run"
    with (
        start_plant("pilot", Parts(speed=300.0, kinetics=kinetics), tmp_path) as running,
        cable(running.endpoint) as way,
    ):
        waiting = when_inoculated(out, lambda: way.cut(2.0))
        result = run_recipe(recipe(1.0, 0.5), "pilot", way.endpoint, out, Silent())
        waiting.join()
    names = [event["event"] for event in read_events(out)]
    assert "link lost" in names
    assert "link again" in names
    assert result.state == "complete"
    assert result.record is not None
    assert (result.record.missing, result.record.duplicated, result.record.gaps) == (0, 0, 0)
    assert result.record.interruptions >= 1


def test_a_plant_that_dies_ends_the_run_with_its_record(
    tmp_path: Path, kinetics: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("biofab.running.execute.PATIENCE_S", 3.0)
    out = tmp_path / "run"
    with start_plant("pilot", Parts(speed=300.0, kinetics=kinetics), tmp_path) as running:
        waiting = when_inoculated(out, running.stop)
        with pytest.raises(PlantUnreachable, match="out of reach for 3 s"):
            run_recipe(recipe(2.0, 1.0), "pilot", running.endpoint, out, Silent())
        waiting.join()
    told = json.loads((out / "run.json").read_text())
    assert told["state"] == "aborted"
    assert told["inoculated"] is not None
    assert extent(out / "record").rows > 16 * 30
    assert read_events(out)[-1]["event"] == "run aborted"
    assert "safe state failed" in [event["event"] for event in read_events(out)]


def test_a_plant_that_was_restarted_is_not_ours_any_more(tmp_path: Path, kinetics: Path) -> None:
    out = tmp_path / "run"
    first = start_plant("pilot", Parts(speed=300.0, kinetics=kinetics), tmp_path)
    running = first.__enter__()
    port = urlparse(running.endpoint).port or 0
    again: list[Any] = []

    def restart() -> None:
        first.__exit__(None, None, None)
        again.append(start_plant("pilot", Parts(speed=300.0, port=port, kinetics=kinetics), tmp_path))
        again[0].__enter__()

    waiting = when_inoculated(out, restart)
    try:
        with pytest.raises(PlantUnreachable, match="answers again, but not with our batch"):
            run_recipe(recipe(2.0, 1.0), "pilot", running.endpoint, out, Silent())
    finally:
        waiting.join()
        again[0].__exit__(None, None, None)
    assert json.loads((out / "run.json").read_text())["state"] == "aborted"
    assert extent(out / "record").rows > 16 * 30
