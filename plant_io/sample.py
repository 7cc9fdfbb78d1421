"""One reading of one tag, and many of them as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

GOOD = 0x00000000
UNCERTAIN = 0x40000000
BAD = 0x80000000
BAD_TIMEOUT = 0x800A0000
BAD_NO_DATA = 0x809B0000

_TIME = pa.timestamp("us", tz="UTC")

SAMPLES = pa.schema(
    [
        pa.field("tag", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("status", pa.uint32(), nullable=False),
        pa.field("source_time", _TIME, nullable=False),
        pa.field("server_time", _TIME, nullable=False),
        pa.field("receive_time", _TIME, nullable=False),
        pa.field("sequence", pa.uint64(), nullable=False),
    ]
)
"""Columns of a record: the fields of :class:`Sample` and ``sequence``, the recorder's running number (from 1)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A reading: ``value`` in the tag's unit (None when there is none) and its OPC UA status code.

    ``source_time`` and ``server_time`` are the plant's, ``receive_time`` is this computer's clock; all aware UTC.
    """

    tag: str
    value: float | None
    status: int
    source_time: datetime
    server_time: datetime
    receive_time: datetime

    @property
    def good(self) -> bool:
        """A value that may be used: status GOOD and a value there."""
        return self.value is not None and good(self.status)


def good(status: int) -> bool:
    """Severity bits of an OPC UA status code (Part 4, 7.39): 00 is good, 01 uncertain, 10 and 11 bad."""
    return status >> 30 == 0


def overflowed(status: int) -> bool:
    """The server's queue of this item lost values (info type DataValue with its Overflow bit, Part 4, 7.39)."""
    return status & 0xC00 == 0x400 and status & 0x80 != 0


def without_overflow(status: int) -> int:
    """The status without its Overflow bit: the value itself is as good as any."""
    rest = status & ~0x80
    return rest & ~0x400 if rest & 0x3FF == 0 else rest


def to_batch(samples: Sequence[Sample], first_sequence: int) -> pa.RecordBatch:
    """The samples as one batch of ``SAMPLES``, numbered from ``first_sequence``."""
    columns = [
        [sample.tag for sample in samples],
        [sample.value for sample in samples],
        [sample.status for sample in samples],
        [sample.source_time for sample in samples],
        [sample.server_time for sample in samples],
        [sample.receive_time for sample in samples],
        range(first_sequence, first_sequence + len(samples)),
    ]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SAMPLES, strict=True)]
    return pa.record_batch(arrays, schema=SAMPLES)


def from_table(table: pa.Table) -> list[Sample]:
    """The rows of a table with the columns of ``SAMPLES`` as samples, in the table's order."""
    names = [name for name in SAMPLES.names if name != "sequence"]
    return [Sample(*row) for row in zip(*(table.column(name).to_pylist() for name in names), strict=True)]
