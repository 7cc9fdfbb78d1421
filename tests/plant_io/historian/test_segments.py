"""Sealing, and a crash at any step of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plant_io.backend import Gap
from plant_io.errors import HistorianError
from plant_io.historian.journal import Journal
from plant_io.historian.reader import extent
from plant_io.historian.segments import append_gaps, journal_path, layout, read_gaps, seal, seal_all


def filled(folder: Path, make: Any, rows: int = 2000, number: int = 1) -> Path:
    path = journal_path(folder, number)
    with Journal(path, (number - 1) * rows + 1) as journal:
        journal.append([make(f"F.{row % 4}", row % 7 / 10, 10 * (row // 4)) for row in range(rows)])
    return path


def test_a_sealed_journal_is_a_small_parquet_file(tmp_path: Path, make: Any) -> None:
    segment = seal(filled(tmp_path, make))
    assert segment == tmp_path / "segment-000001.parquet"
    assert pq.read_metadata(segment).num_rows == 2000
    assert segment.stat().st_size / 2000 < 8  # bytes a sample; 45 in memory
    assert [path.name for path in tmp_path.iterdir()] == ["segment-000001.parquet"]


def test_a_crash_between_sealing_and_removing_doubles_nothing(tmp_path: Path, make: Any) -> None:
    journal = filled(tmp_path, make)
    copy = shutil.copy(journal, tmp_path / "copy")
    seal(journal)
    shutil.move(copy, journal)
    assert extent(tmp_path).rows == 2000
    assert seal_all(tmp_path) == []
    assert extent(tmp_path).rows == 2000
    assert not journal.exists()


def test_a_crash_while_sealing_loses_nothing(tmp_path: Path, make: Any) -> None:
    filled(tmp_path, make)
    (tmp_path / "segment-000001.unfinished").write_bytes(b"PAR1 half a file")
    assert extent(tmp_path).rows == 2000
    assert len(seal_all(tmp_path)) == 1
    assert extent(tmp_path).rows == 2000


def test_an_empty_journal_leaves_no_segment(tmp_path: Path) -> None:
    Journal(journal_path(tmp_path, 1)).close()
    assert seal_all(tmp_path) == []
    assert layout(tmp_path).segments == []


def test_numbers_go_on(tmp_path: Path, make: Any) -> None:
    seal(filled(tmp_path, make, number=1))
    filled(tmp_path, make, number=2)
    found = layout(tmp_path)
    assert found.next_number == 3
    assert [path.name for path in found.journals] == ["journal-000002.bfj"]
    assert extent(tmp_path).rows == 4000


def test_no_record_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HistorianError, match="there is no such record"):
        layout(tmp_path / "nothing")


def test_gaps_come_back_without_a_torn_line(tmp_path: Path) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    gaps = [Gap("F.x", start, start + timedelta(seconds=9), "why"), Gap("F.y", start, start, "because")]
    append_gaps(tmp_path, gaps[:1])
    append_gaps(tmp_path, gaps[1:])
    assert read_gaps(tmp_path) == gaps
    text = (tmp_path / "gaps.jsonl").read_text()
    (tmp_path / "gaps.jsonl").write_text(text[:-7])
    assert read_gaps(tmp_path) == gaps[:1]
    assert read_gaps(tmp_path / "none") == []
