"""The events of a run outlive it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from biofab.running.events import EVENTS, Events, read_events


def test_events_come_back_in_order(tmp_path: Path) -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    with Events(tmp_path) as events:
        events.note("one", at, tag="F-301.pH", value=7.0)
        assert [one["event"] for one in read_events(tmp_path)] == ["one"]
        events.note("two", None)
    with Events(tmp_path) as events:
        events.note("three", None)
    found = read_events(tmp_path)
    assert [one["event"] for one in found] == ["one", "two", "three"]
    assert (found[0]["plant_time"], found[0]["value"]) == (at.isoformat(), 7.0)


def test_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    with Events(tmp_path) as events:
        events.note("one", None)
    with (tmp_path / EVENTS).open("a") as file:
        file.write('{"event": "tw')
    assert [one["event"] for one in read_events(tmp_path)] == ["one"]
