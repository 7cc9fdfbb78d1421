"""Reading a record over segments and journals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from plant_io.historian.journal import Journal
from plant_io.historian.reader import extent, read
from plant_io.historian.segments import journal_path, layout, seal
from plant_io.sample import SAMPLES, Sample, from_table

START = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def record(tmp_path: Path, make: Any) -> tuple[Path, list[Sample]]:
    """Half sealed, half in a journal; two samples are recorded twice."""
    samples = [make(f"F.{row % 3}", row / 10 if row % 10 else None, 10 * row) for row in range(60)]
    with Journal(journal_path(tmp_path, 1)) as journal:
        journal.append(samples[:30])
    seal(journal.path)
    with Journal(journal_path(tmp_path, 2), 31) as journal:
        journal.append(samples[28:])
    return tmp_path, samples


def test_every_sample_once_in_the_order_of_time(record: tuple[Path, list[Sample]]) -> None:
    folder, samples = record
    table = read(folder)
    assert table.schema == SAMPLES
    assert from_table(table) == samples


def test_tags_and_times_are_chosen_ends_included(record: tuple[Path, list[Sample]]) -> None:
    folder, samples = record
    start, end = START + timedelta(seconds=30), START + timedelta(seconds=400)
    found = from_table(read(folder, ["F.0", "F.2"], start, end))
    assert found == [s for s in samples if s.tag != "F.1" and start <= s.source_time <= end]
    assert found[0].source_time == start
    summer = timezone(timedelta(hours=2))
    assert read(folder, ["F.0", "F.2"], start.astimezone(summer), end.astimezone(summer)).num_rows == len(found)
    assert read(folder, []).num_rows == 0
    assert read(folder, ["nothing"]).num_rows == 0


def test_the_extent_counts_doubles_and_knows_the_last(record: tuple[Path, list[Sample]]) -> None:
    folder, _ = record
    found = extent(folder)
    assert (found.rows, found.duplicates, found.last_sequence) == (62, 2, 62)
    assert found.marks == {f"F.{tag}": START + timedelta(seconds=10 * (57 + tag)) for tag in range(3)}


def test_an_empty_record_reads_as_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path).num_rows == 0
    assert extent(tmp_path).marks == {}


def test_two_values_at_one_time_are_both_kept(tmp_path: Path, make: Any) -> None:
    with Journal(journal_path(tmp_path, 1)) as journal:
        journal.append([make("F.x", 1.0), make("F.x", 2.0)])
    assert read(tmp_path).column("value").to_pylist() == [1.0, 2.0]
    assert extent(tmp_path).duplicates == 0


def test_a_journal_sealed_while_it_is_read(record: tuple[Path, list[Sample]], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, samples = record
    seen = layout(folder)
    seal(seen.journals[0])
    looks = [seen]
    monkeypatch.setattr("plant_io.historian.reader.layout", lambda path: looks.pop() if looks else layout(path))
    assert from_table(read(folder)) == samples


def test_doubles_come_too_when_they_are_asked_for(record: tuple[Path, list[Sample]]) -> None:
    folder, samples = record
    assert read(folder, once=False).num_rows == len(samples) + 2
    assert read(folder).num_rows == len(samples)
