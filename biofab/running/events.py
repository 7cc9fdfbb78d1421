"""What happened during a run, one JSON object a line."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

EVENTS = "events.jsonl"


class Events:
    """Appends to ``events.jsonl`` of a folder. ``plant_time`` is the plant's clock, ``time`` this computer's.

    A line outlives this process as soon as it is noted, and the computer from the next ``settle`` on: waiting for the
    disk at every line would make the next set-point late. What was written to the plant stands in the audit trail.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / EVENTS
        self._file = self.path.open("a", encoding="utf-8")

    def note(self, event: str, plant_time: datetime | None, **facts: Any) -> None:
        """Append one event."""
        told = None if plant_time is None else plant_time.isoformat()
        line = {"event": event, "plant_time": told, "time": datetime.now(UTC).isoformat(), **facts}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()

    def settle(self) -> None:
        """Bring every line to the disk. May be called from another thread."""
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.settle()
        self._file.close()


def read_events(folder: Path) -> list[dict[str, Any]]:
    """The events of a folder, oldest first; a last line that was cut off is left out."""
    lines = (folder / EVENTS).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]
