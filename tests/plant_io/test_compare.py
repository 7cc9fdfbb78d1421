"""A record against the server's history."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pyarrow as pa

from plant_io.compare import RecordComparison, compare_with_history
from plant_io.memory import START, MemoryBackend
from plant_io.plant import PlantCard
from plant_io.sample import SAMPLES, Sample, to_batch

TAGS = ["F-301.pH", "F-301.DO"]


def compared(card: PlantCard, change: slice | None, *, twice: int = 0, foreign: int = 0) -> RecordComparison:
    backend = MemoryBackend(card)
    rows: list[Sample] = []
    for step in range(1, 21):
        backend.advance(10)
        rows += [backend.put(tag, step / 10) for tag in TAGS]
    kept = [row for index, row in enumerate(rows) if change is None or index not in range(40)[change]]
    kept += rows[:twice]
    kept += [Sample(TAGS[0], -1.0, 0, *[rows[0].source_time + timedelta(seconds=n)] * 3) for n in range(1, foreign + 1)]
    table = pa.Table.from_batches([to_batch(kept, 1)], SAMPLES)
    start, end = START + timedelta(seconds=1), backend.time
    return asyncio.run(compare_with_history(table, backend, TAGS, start, end))


def test_a_whole_record(card: PlantCard) -> None:
    found = compared(card, None)
    assert found.whole
    assert (found.samples, found.server_history, found.extra) == (40, 40, 0)
    assert set(found.tags) == set(TAGS)


def test_what_is_missing_is_counted_for_its_tag(card: PlantCard) -> None:
    found = compared(card, slice(10, 15))
    assert (found.missing, found.duplicated) == (5, 0)
    assert not found.whole
    assert found.tags["F-301.pH"].missing + found.tags["F-301.DO"].missing == 5


def test_doubles_and_strangers_are_counted(card: PlantCard) -> None:
    found = compared(card, None, twice=3, foreign=2)
    assert (found.missing, found.duplicated, found.extra) == (0, 3, 2)
