"""A record against the history that the plant's server kept: nothing missing, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from plant_io.backend import Backend
from plant_io.sample import Sample, from_table

_Key = tuple[datetime, float | None, int]


@dataclass(frozen=True)
class TagComparison:
    """One tag: samples of the record and of the server's history, how many the record lacks or has twice."""

    samples: int
    server_history: int
    missing: int
    duplicated: int


@dataclass(frozen=True)
class RecordComparison:
    """All tags together, and each. ``extra`` counts samples that the record has and the server's history has not."""

    samples: int
    server_history: int
    missing: int
    duplicated: int
    extra: int
    tags: dict[str, TagComparison]

    @property
    def whole(self) -> bool:
        """The record has everything that the server has, once."""
        return self.missing == 0 and self.duplicated == 0


async def compare_with_history(
    table: pa.Table, backend: Backend, tags: Sequence[str], start: datetime, end: datetime
) -> RecordComparison:
    """Compare a record (columns of ``SAMPLES``) with HistoryRead, start ≤ source time ≤ end. Raises LinkError.

    A sample is the same when source time, value and status are the same.
    """
    recorded: dict[str, list[Sample]] = {tag: [] for tag in tags}
    for sample in from_table(table):
        if sample.tag in recorded and start <= sample.source_time <= end:
            recorded[sample.tag].append(sample)
    per_tag: dict[str, TagComparison] = {}
    extra = 0
    for tag in tags:
        have = _counted(recorded[tag])
        kept = _counted(await backend.history(tag, start, end))
        missing = sum((kept - have).values())
        extra += sum(1 for key in have if key not in kept)
        duplicated = sum(count - max(1, kept[key]) for key, count in have.items() if count > max(1, kept[key]))
        per_tag[tag] = TagComparison(sum(have.values()), sum(kept.values()), missing, duplicated)
    return RecordComparison(
        samples=sum(tag.samples for tag in per_tag.values()),
        server_history=sum(tag.server_history for tag in per_tag.values()),
        missing=sum(tag.missing for tag in per_tag.values()),
        duplicated=sum(tag.duplicated for tag in per_tag.values()),
        extra=extra,
        tags=per_tag,
    )


def _counted(samples: Iterable[Sample]) -> Counter[_Key]:
    return Counter((sample.source_time, sample.value, sample.status) for sample in samples)
