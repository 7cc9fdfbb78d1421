"""What was appended is on the disk, and whatever tears the file leaves whole batches."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plant_io.errors import HistorianError
from plant_io.historian.journal import MAGIC, Journal, read_batches

SIZES = (3, 1, 5, 2)


@pytest.fixture
def whole(tmp_path: Path, make: Any) -> Path:
    path = tmp_path / "journal-000001.bfj"
    with Journal(path) as journal:
        for batch, size in enumerate(SIZES):
            journal.append([make(f"F.{batch}", float(row), 10 * row) for row in range(size)])
    return path


def sizes(path: Path) -> list[int]:
    return [batch.num_rows for batch in read_batches(path)]


def test_all_that_was_appended_is_read(whole: Path) -> None:
    assert sizes(whole) == list(SIZES)
    numbers = [number for batch in read_batches(whole) for number in batch.column("sequence").to_pylist()]
    assert numbers == list(range(1, sum(SIZES) + 1))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_a_journal_torn_at_any_byte_gives_whole_batches(whole: Path, data: st.DataObject) -> None:
    content = whole.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    tail = data.draw(st.sampled_from([b"", b"\0" * 64, b"\xff" * 64]))
    torn = whole.with_name("torn.bfj")
    torn.write_bytes(content[:cut] + tail)
    if len(MAGIC) > cut and tail:
        with pytest.raises(HistorianError, match="is not a journal"):
            sizes(torn)
        return
    ends, position = [], len(MAGIC)
    for _ in SIZES:
        position += 8 + int.from_bytes(content[position : position + 4], "little")
        ends.append(position)
    left = torn.read_bytes()  # a tail of zeros may happen to be what was cut off
    assert sizes(torn) == list(SIZES[: sum(left[:end] == content[:end] for end in ends)])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(data=st.data())
def test_a_flipped_byte_never_gives_a_wrong_row(whole: Path, data: st.DataObject) -> None:
    content = bytearray(whole.read_bytes())
    place = data.draw(st.integers(len(MAGIC), len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    damaged = whole.with_name("damaged.bfj")
    damaged.write_bytes(content)
    before = list(read_batches(whole))
    found = list(read_batches(damaged))
    assert found == before[: len(found)]
    assert len(found) < len(before)


def test_a_write_that_failed_is_undone(whole: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = whole.with_name("journal-000002.bfj")
    with Journal(path) as journal:
        journal.append([make("F.x", 1.0)])
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", _full)
            with pytest.raises(HistorianError, match="No space left"):
                journal.append([make("F.x", 2.0)])
        journal.append([make("F.x", 3.0)])
    values = [value for batch in read_batches(path) for value in batch.column("value").to_pylist()]
    assert values == [1.0, 3.0]
    assert journal.next_sequence == 3


def test_a_journal_is_never_overwritten(whole: Path) -> None:
    with pytest.raises(HistorianError, match="File exists"):
        Journal(whole)


def _full(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")
