"""HistoryRead as a client sees it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asyncua import Server, ua

from plant_io.plant import PlantCard
from plant_io.server.columns import Row
from plant_io.server.history import PAGE, PlantHistory
from plant_io.server.nodes import TagNode, microseconds

START = datetime(2025, 1, 1, tzinfo=UTC)
NODE = ua.NodeId("F-1.pH", 2)


@pytest.fixture
def history(card: PlantCard) -> PlantHistory:
    """Two and a half pages of pH, one value a second."""
    kept = PlantHistory(Server().iserver, 100_000)
    columns = kept.keep(TagNode(card.tag("F-1.pH"), NODE))
    for second in range(PAGE * 5 // 2):
        time = microseconds(START + timedelta(seconds=second))
        columns.append(Row(time, time, float(second), 0))
    return kept


def ask(history: PlantHistory, details: Any, point: bytes | None = None, node: Any = NODE) -> Any:
    wanted = ua.HistoryReadValueId(NodeId=node, ContinuationPoint=point)
    params = ua.HistoryReadParameters(HistoryReadDetails=details, ReleaseContinuationPoints=False, NodesToRead=[wanted])
    return asyncio.run(history.read_history(params))[0]


def raw(start: float | None, end: float | None, count: int = 0, bounds: bool = False) -> Any:
    times = [ua.get_win_epoch() if s is None else START + timedelta(seconds=s) for s in (start, end)]
    return ua.ReadRawModifiedDetails(False, *times, count, bounds)


def all_pages(history: PlantHistory, details: Any) -> tuple[list[float], int]:
    values: list[float] = []
    point, pages = None, 0
    while pages == 0 or point:
        result = ask(history, details, point)
        assert result.StatusCode.value == 0
        values += [data.Value.Value for data in result.HistoryData.DataValues]
        point, pages = result.ContinuationPoint, pages + 1
    return values, pages


def test_long_answers_come_in_pages(history: PlantHistory) -> None:
    whole = [float(second) for second in range(PAGE * 5 // 2)]
    assert all_pages(history, raw(0, PAGE * 5 // 2)) == (whole, 3)
    assert all_pages(history, raw(PAGE * 5 // 2, -1)) == (whole[::-1], 3)
    assert all_pages(history, raw(0, 10, 4)) == (whole[:10], 3)
    assert all_pages(history, raw(0, None, PAGE + 5)) == (whole[: PAGE + 5], 2)
    assert all_pages(history, raw(None, 20, 3)) == ([20.0, 19.0, 18.0], 1)


def test_the_end_is_outside_and_an_empty_answer_is_good(history: PlantHistory) -> None:
    assert all_pages(history, raw(3, 5)) == ([3.0, 4.0], 1)
    assert all_pages(history, raw(3, 5.000001)) == ([3.0, 4.0, 5.0], 1)
    empty = ask(history, raw(-9, 0))
    assert (empty.StatusCode.value, empty.HistoryData.DataValues) == (ua.StatusCodes.GoodNoData, [])


@pytest.mark.parametrize(
    ("details", "node", "point", "expected"),
    [
        (raw(None, None, 3), NODE, None, "BadHistoryOperationInvalid"),
        (raw(0, 3), ua.NodeId("none", 2), None, "BadNodeIdUnknown"),
        (raw(0, 3), NODE, b"x", "BadContinuationPointInvalid"),
        (ua.ReadProcessedDetails(), NODE, None, "BadHistoryOperationUnsupported"),
    ],
)
def test_what_cannot_be_answered(history: PlantHistory, details: Any, node: Any, point: bytes, expected: str) -> None:
    assert ask(history, details, point, node).StatusCode.name == expected


def test_a_missing_bound_is_said(history: PlantHistory) -> None:
    result = ask(history, raw(-9, 2, bounds=True))
    first, *others = result.HistoryData.DataValues
    assert (first.StatusCode.name, first.Value.Value) == ("BadBoundNotFound", None)
    assert [data.Value.Value for data in others] == [0.0, 1.0, 2.0]
