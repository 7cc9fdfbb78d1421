"""The collector of a run: a process of its own that records every tag while the recipe runs."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from biofab.errors import PlantUnreachable
from biofab.running.child import Child
from biofab.running.events import Events
from plant_io.collector import REPORT, STOP_S

READY_S = 30.0  # real seconds; connecting to a plant of this size takes one or two
STARTS = 3  # a collector that ended by itself is started again this often


class Collecting:
    """Records all tags of ``plant`` (a name or a card's path) into ``folder``/record."""

    def __init__(self, plant: str, endpoint: str, folder: Path, events: Events) -> None:
        self.record = folder / "record"
        self.cpu_seconds = 0.0
        self._arguments = ["--plant", plant, "--endpoint", endpoint, "--out", str(self.record)]
        self._log = folder / "collector.log"
        self._events = events
        self._child: Child | None = None
        self._starts = 0

    async def start(self) -> None:
        """Start it and wait until every tag has its first value. Raises PlantUnreachable."""
        self.record.mkdir(exist_ok=True)
        self._starts += 1
        self._child = Child("collector", "plant_io.collector", self._arguments, self._log, STOP_S)
        await asyncio.to_thread(self._child.ready, READY_S)

    async def keep_alive(self, plant_time: datetime) -> None:
        """Start it again when it has ended: it takes from the history what it missed. Raises PlantUnreachable."""
        if self._child is None or not self._child.ended:
            return
        why = self._child.told()
        self._end(self._child)
        self._events.note("collector ended", plant_time, why=why)
        if self._starts == STARTS:
            raise PlantUnreachable(f"the collector ended {STARTS} times ({why}); the record until then is kept")
        await self.start()
        self._events.note("collector again", plant_time)

    async def stop(self) -> None:
        """Let it drain and seal, then end. It runs to its end even when the caller is cancelled."""
        if self._child is not None:
            await asyncio.shield(asyncio.to_thread(self._end, self._child))
            self._child = None

    def report(self) -> dict[str, Any]:
        """What the collector wrote at its stop. Raises PlantUnreachable when it did not come to that."""
        path = self.record / REPORT
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        if report.get("state") != "stopped":
            raise PlantUnreachable(f"{path}: the collector was killed before it had finished; the record is kept")
        return report

    def _end(self, child: Child) -> None:
        child.stop()
        self.cpu_seconds += child.cpu_seconds
