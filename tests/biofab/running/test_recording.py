"""The record beside the history, counted from the folder as a run leaves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from biofab.running.recording import compare
from plant_io.historian.journal import Journal
from plant_io.historian.segments import journal_path
from plant_io.memory import MemoryBackend
from plant_io.plant import plant
from plant_io.sample import Sample

START = datetime(2026, 1, 1, tzinfo=UTC)
TAG = "F-301.DO"


class _Kept(MemoryBackend):
    """A plant whose history is what it is told to be."""

    kept: list[Sample]

    async def history(self, tag: str, start: datetime, end: datetime) -> list[Sample]:
        return [s for s in self.kept if s.tag == tag and start <= s.source_time <= end]


def test_a_double_and_a_missing_sample_are_counted(tmp_path: Path) -> None:
    samples = [Sample(TAG, float(n), 0, *(START + timedelta(seconds=10 * n),) * 3) for n in range(6)]
    with Journal(journal_path(tmp_path, 1)) as journal:
        journal.append([*samples[:5], samples[3]])
    card = plant("pilot")
    backend = _Kept(card)
    backend.kept = samples
    until = START + timedelta(minutes=2)
    report: dict[str, Any] = {"covered_from": START.isoformat(), "covered_until": until.isoformat()}
    report |= {"gaps": [], "interruptions": [], "overflows": 0, "filled_at_stop": 0}
    found = asyncio.run(compare(card, backend, tmp_path, report))
    assert found is not None
    assert (found.server_history, found.missing, found.duplicated) == (6, 1, 1)
