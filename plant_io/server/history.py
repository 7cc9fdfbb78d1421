"""HistoryRead of the virtual plant: every value that was published, in bounded memory.

asyncua's own history subscribes to the nodes and stores in tasks of its own; a value equal to the one before is lost.
Here a value is kept by the call that publishes it. Reads follow OPC UA Part 11: the start of the time domain belongs to
it and the end does not (3.1.8), an end before the start gives the newest first, ``returnBounds`` adds the bounding
values (4.4), and a page that is not the last carries a continuation point.
A client that wants both ends and nothing else asks without bounds for an end one microsecond later.
"""

from __future__ import annotations

import struct
from typing import Any

from asyncua import ua
from asyncua.server.history import HistoryManager

from plant_io.server.columns import Page, Request, TagColumns
from plant_io.server.nodes import TagNode, microseconds

PAGE = 10_000
"""Largest number of values in one answer for one node."""
_POINT = struct.Struct("<qI")


class PlantHistory(HistoryManager):  # type: ignore[misc]
    """Takes the place of asyncua's history manager. ``capacity``: values kept of each tag."""

    def __init__(self, iserver: Any, capacity: int) -> None:
        super().__init__(iserver)
        self._capacity = capacity
        self._tags: dict[Any, tuple[TagNode, TagColumns]] = {}

    def keep(self, node: TagNode) -> TagColumns:
        """Begin the history of a tag; what is appended to the columns can be read from now on."""
        columns = TagColumns(self._capacity)
        self._tags[node.node_id] = node, columns
        return columns

    async def read_history(self, params: Any) -> list[Any]:
        """Answer each node of a ua.HistoryReadParameters with a ua.HistoryReadResult."""
        details = params.HistoryReadDetails
        if not isinstance(details, ua.ReadRawModifiedDetails) or details.IsReadModified:
            return [_refusal(ua.StatusCodes.BadHistoryOperationUnsupported) for _ in params.NodesToRead]
        if params.ReleaseContinuationPoints:  # nothing is held for them
            return [ua.HistoryReadResult() for _ in params.NodesToRead]
        return [self._read(details, wanted) for wanted in params.NodesToRead]

    def _read(self, details: Any, wanted: Any) -> Any:
        if wanted.NodeId not in self._tags:
            known = wanted.NodeId in self.iserver.aspace
            codes = ua.StatusCodes
            return _refusal(codes.BadHistoryOperationUnsupported if known else codes.BadNodeIdUnknown)
        node, columns = self._tags[wanted.NodeId]
        try:
            request = _request(details)
        except ValueError:
            return _refusal(ua.StatusCodes.BadHistoryOperationInvalid)
        if wanted.ContinuationPoint:
            if len(wanted.ContinuationPoint) != _POINT.size:
                return _refusal(ua.StatusCodes.BadContinuationPointInvalid)
            request = request.after(*_POINT.unpack(wanted.ContinuationPoint))
        return _result(node, columns.read(request, PAGE))


def _request(details: Any) -> Request:
    return Request.of(
        _time(details.StartTime), _time(details.EndTime), details.NumValuesPerNode or 0, bool(details.ReturnBounds)
    )


def _time(time: Any) -> int | None:
    """Microseconds; None for the earliest OPC UA time, which stands for no time."""
    if time is None:
        return None
    value = microseconds(time)
    return None if value <= microseconds(ua.get_win_epoch()) else value


def _result(node: TagNode, page: Page) -> Any:
    result = ua.HistoryReadResult()
    result.HistoryData = ua.HistoryData()
    result.HistoryData.DataValues = [node.data_value(row) for row in page.rows]
    if not page.rows:
        result.StatusCode = ua.StatusCode(ua.StatusCodes.GoodNoData)
    if page.rest is not None:
        result.ContinuationPoint = _POINT.pack(page.rest.start, page.rest.count)
    return result


def _refusal(status: int) -> Any:
    result = ua.HistoryReadResult()
    result.StatusCode = ua.StatusCode(status)
    result.HistoryData = ua.HistoryData()
    return result
