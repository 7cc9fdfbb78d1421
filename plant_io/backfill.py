"""Filling the hole that an interruption leaves: the plant's history and what arrived live, joined without doubles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plant_io.backend import Backend, Gap
from plant_io.sample import Sample


@dataclass(frozen=True)
class Filled:
    """Samples that belong after the mark, oldest first, and the hole if one is left."""

    samples: list[Sample]
    gap: Gap | None


def join(tag: str, mark: datetime | None, history: Sequence[Sample], live: Sequence[Sample], why: str) -> Filled:
    """Everything after ``mark`` (source time of the last sample that the record has; None for none), each once.

    ``history`` holds what the plant kept from ``mark`` on. Only when it still has the sample at ``mark`` is it sure
    that nothing between is missing; a live sample at ``mark`` shows that there was no newer one.
    """
    if mark is None:
        return Filled(list(live), None)
    if any(sample.source_time < mark for sample in live):
        first = min(sample.source_time for sample in live)
        return Filled(list(live), Gap(tag, mark, first, f"{why}; the plant's clock went back"))
    after = _once(sample for sample in (*history, *live) if sample.source_time > mark)
    whole = any(sample.source_time == mark for sample in (*history, *live))
    if whole or not after:
        return Filled(after, None)
    return Filled(after, Gap(tag, mark, after[0].source_time, f"{why}; the plant's history does not reach back to it"))


async def fill(
    backend: Backend, marks: Mapping[str, datetime], live: Iterable[Sample], tags: Sequence[str], why: str
) -> AsyncIterator[Filled]:
    """What the record lacks, tag by tag: from the plant's history since ``marks``, then ``live``. Raises LinkError.

    ``live`` must begin with the present value of each tag. The history is asked only up to the newest of them: what is
    newer is still under way and must not come twice. One tag at a time, since after a long absence the whole may not
    fit into memory.
    """
    by_tag: dict[str, list[Sample]] = defaultdict(list)
    for sample in live:
        by_tag[sample.tag].append(sample)
    now = await backend.plant_time()
    for tag in tags:
        mark = marks.get(tag)
        end = max((sample.source_time for sample in by_tag[tag]), default=now)
        history = await backend.history(tag, mark, end) if mark is not None and mark <= end else []
        yield join(tag, mark, history, by_tag[tag], why)


def _once(samples: Iterable[Sample]) -> list[Sample]:
    unique = {(sample.source_time, sample.value, sample.status): sample for sample in samples}
    return sorted(unique.values(), key=lambda sample: sample.source_time)
