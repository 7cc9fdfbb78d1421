"""A virtual fermenter run without a server: set-points at their plant times in, a record's table out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from biofab.twin.fermenter import FermenterTwin
from plant_io.sample import BAD, GOOD, SAMPLES, Sample, to_batch

START = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Write:
    """A set-point of a tag, written ``seconds`` of plant time after the start."""

    seconds: float
    tag: str
    value: float


def record_of(
    twin: FermenterTwin, writes: Sequence[Write], seconds: float, every: float = 10.0, start: datetime = START
) -> pa.Table:
    """The samples of ``seconds`` of plant time, one reading ``every`` so many, as a table of ``SAMPLES``.

    A write holds from the first reading at or after its time and is recorded there, as by the virtual plant's server.
    """
    waiting = sorted(writes, key=lambda write: write.seconds)
    samples: list[Sample] = []
    at = 0.0
    while at < seconds:
        now = start + timedelta(seconds=at)
        while waiting and waiting[0].seconds <= at:
            write = waiting.pop(0)
            twin.write(write.tag, write.value)
            samples.append(_sample(write.tag, write.value, now))
        at += every
        then = start + timedelta(seconds=at)
        samples += [_sample(tag, value, then) for tag, value in twin.advance(every).items()]
    return pa.Table.from_batches([to_batch(samples, 1)], SAMPLES)


def _sample(tag: str, value: float | None, time: datetime) -> Sample:
    return Sample(tag, value, BAD if value is None else GOOD, time, time, time)
