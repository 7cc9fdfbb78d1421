"""Joining history and live samples over a hole."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plant_io.backfill import join


@settings(deadline=None)
@given(
    count=st.integers(1, 30),
    mark=st.integers(0, 29),
    split=st.tuples(st.integers(0, 30), st.integers(0, 30)),
)
def test_nothing_missing_nothing_twice(make: Any, count: int, mark: int, split: tuple[int, int]) -> None:
    """History up to one place and live values from another, overlapping or not: each later sample comes once."""
    mark = min(mark, count - 1)
    all_of_it = [make("F.x", float(i), 10 * i) for i in range(count)]
    reach, live_from = max(split[0], mark + 1), min(split[1], count - 1)
    history, live = all_of_it[mark:reach], all_of_it[max(live_from, mark) :]
    filled = join("F.x", all_of_it[mark].source_time, history, live, "test")
    later = {sample for sample in (*history, *live) if sample.source_time > history[0].source_time}
    expected = sorted(later, key=lambda sample: sample.source_time)
    assert filled.samples == expected
    assert filled.gap is None


def test_history_that_does_not_reach_back_leaves_a_gap(make: Any) -> None:
    samples = [make("F.x", float(i), 10 * i) for i in range(10)]
    filled = join("F.x", samples[0].source_time, samples[5:], samples[9:], "the link was lost")
    assert [sample.value for sample in filled.samples] == [5.0, 6.0, 7.0, 8.0, 9.0]
    assert filled.gap is not None
    assert (filled.gap.start, filled.gap.end) == (samples[0].source_time, samples[5].source_time)
    assert "the link was lost" in filled.gap.why


def test_a_value_that_did_not_change_is_no_gap(make: Any) -> None:
    sample = make("F.x", 1.0, 0)
    filled = join("F.x", sample.source_time, [], [sample], "test")
    assert filled.samples == []
    assert filled.gap is None


def test_a_clock_that_went_back_keeps_the_samples_and_says_so(make: Any) -> None:
    old = make("F.x", 1.0, 1000)
    new = make("F.x", 2.0, 10)
    filled = join("F.x", old.source_time, [], [new], "test")
    assert filled.samples == [new]
    assert filled.gap is not None
    assert "clock went back" in filled.gap.why


def test_without_a_mark_live_samples_pass(make: Any) -> None:
    sample = make("F.x", 1.0, 0)
    assert join("F.x", None, [], [sample], "test").samples == [sample]
