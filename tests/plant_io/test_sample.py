"""Samples and their columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plant_io.sample import (
    BAD,
    GOOD,
    SAMPLES,
    UNCERTAIN,
    Sample,
    from_table,
    good,
    overflowed,
    to_batch,
    without_overflow,
)

times = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)).map(lambda time: time.replace(tzinfo=UTC))
samples = st.builds(
    Sample,
    tag=st.text(min_size=1, max_size=20),
    value=st.none() | st.floats(allow_nan=False),
    status=st.integers(0, 0xFFFFFFFF),
    source_time=times,
    server_time=times,
    receive_time=times,
)


@settings(deadline=None)
@given(st.lists(samples, max_size=20))
def test_columns_give_back_the_samples(rows: list[Sample]) -> None:
    table = pa.Table.from_batches([to_batch(rows, 7)], SAMPLES)
    assert from_table(table) == rows
    assert table.column("sequence").to_pylist() == list(range(7, 7 + len(rows)))


@pytest.mark.parametrize(
    ("status", "expected"),
    [(GOOD, True), (0x00000480, True), (UNCERTAIN, False), (BAD, False), (0x809B0000, False), (0xC0000000, False)],
)
def test_good_is_the_severity(status: int, expected: bool) -> None:
    assert good(status) is expected


def test_overflow_needs_the_data_value_info_type() -> None:
    assert overflowed(0x480)
    assert not overflowed(0x80)
    assert not overflowed(0x400)
    assert not overflowed(GOOD)


@pytest.mark.parametrize(("status", "rest"), [(0x480, 0), (0x580, 0x500), (0, 0), (0x40000480, 0x40000000)])
def test_the_overflow_bit_can_be_taken_off(status: int, rest: int) -> None:
    assert without_overflow(status) == rest


def test_a_good_status_without_a_value_is_not_good() -> None:
    time = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=1)
    sample = Sample("F.x", None, GOOD, time, time, time)
    assert not sample.good
    assert replace(sample, value=1.0).good
