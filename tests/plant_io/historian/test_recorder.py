"""The collector's sink."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plant_io.errors import HistorianError
from plant_io.historian.reader import extent
from plant_io.historian.recorder import Recorder, only_one
from plant_io.historian.segments import seal


def test_a_record_is_continued(tmp_path: Path, make: Any) -> None:
    first = Recorder(tmp_path)
    first.take([make("F.x", 1.0, 0), make("F.y", 1.0, 5)])
    first.abandon()
    second = Recorder(tmp_path)
    assert {tag: time.second for tag, time in second.marks.items()} == {"F.x": 0, "F.y": 5}
    second.take([make("F.x", 2.0, 10)])
    second.finish()
    assert extent(tmp_path).last_sequence == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["segment-000001.parquet", "segment-000002.parquet"]


def test_a_long_journal_is_turned(tmp_path: Path, make: Any) -> None:
    recorder = Recorder(tmp_path, rows=10)
    for row in range(25):
        recorder.take([make("F.x", float(row), row)])
        full = recorder.turn()
        if full is not None:
            seal(full)
    recorder.finish()
    assert len(list(tmp_path.glob("segment-*"))) == 3
    assert extent(tmp_path).rows == recorder.samples == 25


def test_one_collector_a_folder(tmp_path: Path) -> None:
    with (
        only_one(tmp_path / "new"),
        pytest.raises(HistorianError, match="another collector"),
        only_one(tmp_path / "new"),
    ):
        pass
    with only_one(tmp_path / "new"):
        pass
