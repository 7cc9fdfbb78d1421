"""Reading a record: sealed segments and open journals as one table, each sample once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from plant_io.historian.journal import read_batches
from plant_io.historian.segments import Layout, layout
from plant_io.sample import SAMPLES

if TYPE_CHECKING:
    import duckdb

_SAME = "tag, source_time, value, status"


@dataclass(frozen=True)
class Extent:
    """How much a record holds. ``duplicates``: rows that tell again the same value of a tag at the same source time."""

    rows: int
    duplicates: int
    last_sequence: int
    marks: dict[str, datetime]
    """Source time of the last sample of every tag, in the order of arrival."""


def read(
    folder: Path,
    tags: Sequence[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    once: bool = True,
) -> pa.Table:
    """Samples with start ≤ source time ≤ end as a table of ``SAMPLES``, by source time, then in order of arrival.

    A sample that was recorded twice comes once, unless ``once`` is false. Safe while a collector writes. Raises
    HistorianError: no such record.
    """
    conditions = ["true"]
    values: list[object] = []
    if tags is not None:
        conditions.append("list_contains(?, tag)")
        values.append(list(tags))
    for sign, time in ((">=", start), ("<=", end)):
        if time is not None:
            conditions.append(f"source_time {sign} ?::TIMESTAMPTZ")
            values.append(time.astimezone(UTC).isoformat())
    # The conditions are made above, of constants only; every value goes in as a parameter.
    query = f"SELECT {', '.join(SAMPLES.names)} FROM record WHERE {' AND '.join(conditions)} "  # noqa: S608
    if once:
        query += f"QUALIFY row_number() OVER (PARTITION BY {_SAME} ORDER BY sequence) = 1 "
    query += "ORDER BY source_time, sequence"
    with _opened(folder) as connection:
        found: pa.Table = connection.sql(query, params=values).to_arrow_table()
        return found.cast(SAMPLES)


def extent(folder: Path) -> Extent:
    """How much a record holds. Raises HistorianError: no such record."""
    with _opened(folder) as connection:
        rows, last = connection.execute("SELECT count(*), coalesce(max(sequence), 0) FROM record").fetchall()[0]
        once = connection.execute(f"SELECT count(*) FROM (SELECT DISTINCT {_SAME} FROM record)").fetchall()[0][0]  # noqa: S608
        newest = "SELECT tag, epoch_us(arg_max(source_time, sequence)) FROM record GROUP BY tag"
        marks = {tag: _time(us) for tag, us in connection.execute(newest).fetchall()}
    return Extent(rows, rows - once, last, marks)


def _opened(folder: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    found, batches = _batches(folder)
    connection = duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": False, "TimeZone": "UTC"})
    connection.register("journals", pa.Table.from_batches(batches, SAMPLES))
    connection.execute("CREATE VIEW record AS SELECT * FROM journals")
    if found.segments:
        files = [str(path) for path in found.segments]
        connection.register("sealed", connection.read_parquet(files))
        connection.execute("CREATE OR REPLACE VIEW record AS FROM sealed UNION ALL BY NAME FROM journals")
    return connection


def _batches(folder: Path) -> tuple[Layout, list[pa.RecordBatch]]:
    """The layout and the batches of its journals. A collector may seal one between the two looks: then look again."""
    while True:  # ends: every turn needs one more journal to be sealed meanwhile
        found = layout(folder)
        try:
            return found, [batch for journal in found.journals for batch in read_batches(journal)]
        except FileNotFoundError:
            continue


def _time(microseconds: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)
