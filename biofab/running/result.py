"""What a run came to, as data."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

RUN = "run.json"


@dataclass(frozen=True)
class Write:
    """A set-point that was written. ``due`` and ``done`` are plant time, ``late_s`` the plant seconds between them;
    it is None before inoculation, where nothing has its time. ``value`` is in the tag's unit; ``sent`` counts the steps
    of a ramp."""

    role: str
    tag: str
    value: float
    due: datetime
    done: datetime
    late_s: float | None
    sent: int


@dataclass(frozen=True)
class PhaseRun:
    """A phase that ran: plant time of its begin and end, and how it ended (complete, aborted)."""

    operation: str
    phase: str
    start: datetime
    end: datetime
    state: str


@dataclass(frozen=True)
class Record:
    """The stored record beside the server's own history over the whole run, all tags together."""

    samples: int
    server_history: int
    missing: int
    duplicated: int
    extra: int
    gaps: int
    interruptions: int
    overflows: int
    filled_at_stop: int
    tags: int


@dataclass(frozen=True)
class RunResult:
    """One run of a recipe. Times are plant time (UTC) unless named seconds, which are real.

    ``state`` is ``complete`` or ``aborted``; ``why`` tells the second. ``cpu_seconds`` by process.
    """

    procedure: str
    plant: str
    unit: str
    endpoint: str
    state: str
    why: str
    speed: float
    started: datetime
    inoculated: datetime | None
    ended: datetime
    process_hours: float
    wall_seconds: float
    writes: tuple[Write, ...]
    phases: tuple[PhaseRun, ...]
    notices: int
    record: Record | None
    cpu_seconds: Mapping[str, float] = field(default_factory=dict)

    def lateness(self) -> dict[str, float]:
        """Number of timed writes, and the mean and largest of their lateness in plant seconds."""
        late = [write.late_s for write in self.writes if write.late_s is not None]
        mean = sum(late) / len(late) if late else 0.0
        return {"writes": float(len(late)), "mean_s": mean, "max_s": max(late, default=0.0)}

    def to_dict(self) -> dict[str, Any]:
        """Plain data, times in ISO 8601."""
        data = asdict(self) | {"lateness": self.lateness()}
        data["cpu_seconds"] = dict(self.cpu_seconds)
        plain: dict[str, Any] = json.loads(json.dumps(data, default=datetime.isoformat))
        return plain

    def write(self, folder: Path) -> Path:
        """Write ``run.json``, whole or not at all."""
        return write_whole(folder / RUN, json.dumps(self.to_dict(), indent=1, ensure_ascii=False) + "\n")


def write_whole(path: Path, text: str) -> Path:
    """Write a text file so that there is never half of it."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return part.replace(path)
