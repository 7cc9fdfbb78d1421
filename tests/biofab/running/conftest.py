"""A plant in memory whose time goes on by itself, for tests of what is written to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from biofab.roles import channels
from biofab.running.setpoints import SetPoints
from plant_io.audit import Audit
from plant_io.clock import PlantClock
from plant_io.errors import LinkError
from plant_io.interlock import Interlock
from plant_io.memory import START, MemoryBackend
from plant_io.plant import PlantCard, plant

TOKEN = "a token"
READINGS = {"F-301.Weight": 100.0, "F-301.Agitation": 100.0, "F-301.Pressure": 1.1, "F-301.Temperature": 37.0}


class Ticking(MemoryBackend):
    """Plant time goes on at ``plant_speed``; every reading is as old as the last full ten seconds of it."""

    def __init__(self, card: PlantCard, speed: float) -> None:
        self._began = time.monotonic()
        self._offset = timedelta(0)
        self.fails = 0
        self.readings = dict(READINGS)
        self.plant_speed = speed
        super().__init__(card)
        self.plant_speed = speed
        for tag in card.tags:
            if not tag.writable:
                self.put(tag.name, self.readings.get(tag.name, 1.0))

    @property
    def time(self) -> datetime:
        passed = (time.monotonic() - self._began) * self.plant_speed
        return START + self._offset + timedelta(seconds=passed // 10 * 10)

    @time.setter
    def time(self, value: datetime) -> None:
        self._offset = value - START

    async def read(self, tags: Any) -> Any:
        self._fail()
        for tag in tags:
            if not self.card.tag(tag).writable:
                self.put(tag, self.readings.get(tag, 1.0))
        return await super().read(tags)

    async def write(self, tag: str, value: float, timeout: float) -> int:
        self._fail()
        return await super().write(tag, value, timeout)

    def _fail(self) -> None:
        if self.fails:
            self.fails -= 1
            raise LinkError("memory", "does not answer", "wait")


class Desk:
    """Everything around a plant in memory that a recipe needs."""

    def __init__(self, folder: Path, speed: float) -> None:
        self.card = plant("pilot")
        self.backend = Ticking(self.card, speed)
        self.clock = PlantClock(self.backend)
        self.audit = Audit(folder / "audit.sqlite")
        self.interlock = Interlock(self.card, self.backend, self.clock, self.audit, {"operator": TOKEN})
        self.channels = channels(self.card, "F-301")
        self.set_points = SetPoints(self.channels, self.interlock, self.backend, self.clock)

    def arm(self, seconds: float = 60.0) -> object:
        return self.interlock.arm("operator", "anna", "a test", seconds, TOKEN)

    def outcomes(self, tag: str) -> list[str]:
        return [row.event for row in self.audit.rows() if row.tag == f"F-301.{tag}"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], Desk]]:
    monkeypatch.setattr("biofab.running.setpoints.AGAIN_S", (0.05, 0.1, 0.2))
    made: list[Desk] = []

    def make(speed: float) -> Desk:
        made.append(Desk(tmp_path, speed))
        made[-1].arm()
        return made[-1]

    yield make
    for one in made:
        one.audit.close()
