"""Which rows a raw history read gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant_io.server.columns import BAD_BOUND_NOT_FOUND, Request, Row, TagColumns


def filled(times: list[int], capacity: int = 1000) -> TagColumns:
    columns = TagColumns(capacity)
    for time in times:
        columns.append(Row(time, time + 1, float(time), 0))
    return columns


def read(columns: TagColumns, request: Request, at_most: int = 1000) -> list[int | str]:
    """Source times; 'bound' for a bound that is not there."""
    rows = columns.read(request, at_most).rows
    return ["bound" if row.status == BAD_BOUND_NOT_FOUND else row.source_us for row in rows]


@pytest.mark.parametrize(
    ("start", "end", "bounds", "expected"),
    [
        (500, 505, True, [500, 502, 503, 505]),
        (500, 505, False, [500, 502, 503]),
        (501, 504, True, [500, 502, 503, 505]),
        (501, 504, False, [502, 503]),
    ],
)
def test_examples_of_the_standard(start: int, end: int, bounds: bool, expected: list[int]) -> None:
    """OPC UA Part 11 (1.04), Table 1: a historian with values at 5:00, 5:02, 5:03, 5:05 and 5:06."""
    columns = filled([500, 502, 503, 505, 506])
    assert read(columns, Request.of(start, end, bounds=bounds)) == expected


@pytest.mark.parametrize(
    ("start", "end", "count", "bounds", "expected"),
    [
        (499, 507, 0, True, ["bound", 500, 502, 503, 505, 506, "bound"]),
        (505, 500, 0, False, [505, 503, 502]),
        (505, 500, 0, True, [505, 503, 502, 500]),
        (504, 501, 0, True, [505, 503, 502, 500]),
        (502, 502, 0, False, [502]),
        (502, 502, 0, True, [502]),
        (501, 501, 0, False, []),
        (501, 501, 0, True, [500, 502]),
        (502, None, 2, False, [502, 503]),
        (None, 505, 2, False, [505, 503]),
        (501, None, 2, True, [500, 502]),
        (499, 400, 0, True, [500, "bound"]),
    ],
)
def test_directions_and_bounds(
    start: int | None, end: int | None, count: int, bounds: bool, expected: list[int | str]
) -> None:
    columns = filled([500, 502, 503, 505, 506])
    assert read(columns, Request.of(start, end, count, bounds)) == expected


@pytest.mark.parametrize(("start", "end", "count"), [(None, None, 5), (1, None, 0), (None, 1, 0)])
def test_two_of_three_are_needed(start: int | None, end: int | None, count: int) -> None:
    with pytest.raises(ValueError, match="two of start, end and count"):
        Request.of(start, end, count)


@given(
    times=st.sets(st.integers(0, 60)).map(sorted),
    start=st.integers(-5, 65),
    end=st.one_of(st.none(), st.integers(-5, 65)),
    count=st.integers(0, 12),
    bounds=st.booleans(),
    at_most=st.integers(1, 9),
)
def test_pages_put_together_are_the_whole(
    times: list[int], start: int, end: int | None, count: int, bounds: bool, at_most: int
) -> None:
    if end is None and count == 0:
        return
    columns = filled(times)
    request: Request | None = Request.of(start, end, count, bounds)
    assert request is not None
    alone = Request(start, end, 0 if end is not None else count, bounds, forward=request.forward)
    whole = columns.read(alone, 1000).rows
    parts: list[Row] = []
    while request is not None:
        page = columns.read(request, at_most)
        assert page.rows or request.count == 0 or not whole
        assert len(page.rows) <= min(at_most, count or at_most)
        parts += page.rows
        request = page.rest
    assert parts == whole


@given(times=st.sets(st.integers(0, 60)).map(sorted), start=st.integers(-5, 65), end=st.integers(-5, 65))
def test_contiguous_reads_give_each_value_once(times: list[int], start: int, end: int) -> None:
    low, high = sorted((start, end))
    if low == high:
        return
    columns = filled(times)
    joined = read(columns, Request.of(-10, low)) + read(columns, Request.of(low, high))
    assert joined + read(columns, Request.of(high, 100)) == times


def test_memory_is_bounded_and_the_newest_stay() -> None:
    columns = filled(list(range(1000)), capacity=100)
    assert 100 <= len(columns) <= 125
    assert read(columns, Request.of(900, 1000)) == list(range(900, 1000))


def test_a_source_time_stands_for_one_value() -> None:
    columns = filled([5])
    with pytest.raises(ValueError, match="is not after the last one"):
        columns.append(Row(5, 5, 1.0, 0))


def test_no_value_stays_no_value() -> None:
    columns = TagColumns(10)
    row = Row(1, 2, None, 0x808C0000)
    columns.append(row)
    assert columns.read(Request.of(0, 9), 10).rows == [row]
