"""Segments: a journal that is closed, rewritten as Parquet; and the layout of a record's folder.

``journal-000001.bfj`` is sealed into ``segment-000001.parquet``; where both exist the segment is the whole of it, so a
crash between the two steps neither loses nor doubles a sample. ``gaps.jsonl`` holds the holes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from plant_io.backend import Gap
from plant_io.errors import HistorianError
from plant_io.historian.journal import read_batches, sync_folder
from plant_io.sample import SAMPLES

GAPS = "gaps.jsonl"
_TIMES = ("source_time", "server_time", "receive_time")


@dataclass(frozen=True)
class Layout:
    """What a record's folder holds: sealed segments, and the journals that are not sealed yet, oldest first."""

    segments: list[Path]
    journals: list[Path]
    next_number: int


def layout(folder: Path) -> Layout:
    """Look into a record's folder. Raises HistorianError when there is no such folder."""
    if not folder.is_dir():
        raise HistorianError(f"{folder}: there is no such record; expected a folder that a collector wrote")
    segments = sorted(folder.glob("segment-*.parquet"))
    sealed = {_number(path) for path in segments}
    journals = sorted(folder.glob("journal-*.bfj"))
    numbers = [_number(path) for path in (*segments, *journals)]
    return Layout(segments, [path for path in journals if _number(path) not in sealed], max(numbers, default=0) + 1)


def journal_path(folder: Path, number: int) -> Path:
    """Where the journal of that number stands."""
    return folder / f"journal-{number:06d}.bfj"


def seal(journal: Path) -> Path | None:
    """Rewrite a closed journal as Parquet and remove it; None when it holds no sample."""
    table = pa.Table.from_batches(read_batches(journal), SAMPLES)
    target = journal.with_name(f"segment-{_number(journal):06d}.parquet")
    if table.num_rows:
        _write(table.sort_by([("tag", "ascending"), ("sequence", "ascending")]), target)
    journal.unlink()
    sync_folder(journal.parent)
    return target if table.num_rows else None


def seal_all(folder: Path) -> list[Path]:
    """Seal every journal of a folder that no collector has open; the new segments."""
    found = layout(folder)
    for leftover in set(folder.glob("journal-*.bfj")) - set(found.journals):
        leftover.unlink()  # its segment is complete: the crash came between sealing and removing
    sealed = [seal(journal) for journal in found.journals]
    return [segment for segment in sealed if segment is not None]


def append_gaps(folder: Path, gaps: Iterable[Gap]) -> None:
    """Add holes to the record, on the disk when the call returns."""
    lines = [json.dumps({key: _text(value) for key, value in asdict(gap).items()}) + "\n" for gap in gaps]
    if not lines:
        return
    try:
        with (folder / GAPS).open("a", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise HistorianError(f"{folder / GAPS}: cannot be written ({error.strerror}); free the disk") from error


def read_gaps(folder: Path) -> list[Gap]:
    """The holes of a record, oldest first; a line torn by a crash is left out."""
    path = folder / GAPS
    gaps = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        start, end = datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])
        gaps.append(Gap(row["tag"], start, end, row["why"]))
    return gaps


def _write(table: pa.Table, target: Path) -> None:
    unfinished = target.with_suffix(".unfinished")
    try:
        _write_durably(table, unfinished)
        unfinished.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        what = f"cannot be written ({error}); free the disk, the journal keeps everything until then"
        raise HistorianError(f"{target}: {what}") from error


def _write_durably(table: pa.Table, path: Path) -> None:
    # Sorted by tag, times grow by nearly equal steps and sequence numbers too: their deltas take a bit or two each.
    delta = dict.fromkeys((*_TIMES, "sequence"), "DELTA_BINARY_PACKED")
    pq.write_table(
        table,
        path,
        compression="zstd",
        use_dictionary=["tag", "status", "value"],
        column_encoding=delta,
        coerce_timestamps="us",
    )
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _number(path: Path) -> int:
    return int(path.stem.partition("-")[2])


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
