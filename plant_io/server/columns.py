"""The history of one tag as columns of bounded length, and which rows of it a raw history read asks for."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import chain
from math import isnan

BAD_BOUND_NOT_FOUND = 0x80D70000
_NO_VALUE = float("nan")


@dataclass(frozen=True, slots=True)
class Row:
    """One kept value. Times are microseconds since 1970 UTC; ``value`` is None where there is none."""

    source_us: int
    server_us: int
    value: float | None
    status: int


@dataclass(frozen=True, slots=True)
class Request:
    """A raw read (OPC UA Part 11, 6.4.3) from ``start`` to ``end`` in the direction of ``forward``, in microseconds.

    ``end`` None is open; ``count`` 0 means every value; ``bounds`` asks for the bounding values of both ends.
    ``resumed`` continues an earlier page: ``start`` is then where that page ended.
    """

    start: int
    end: int | None
    count: int = 0
    bounds: bool = False
    resumed: bool = False
    forward: bool = True

    @classmethod
    def of(cls, start: int | None, end: int | None, count: int = 0, bounds: bool = False) -> Request:
        """A first page; backward when the end is before the start or alone. ValueError when too little is given."""
        if start is not None and (end is not None or count):
            return cls(start, end, count, bounds, forward=end is None or start <= end)
        if end is not None and count:
            return cls(end, None, count, bounds, forward=False)
        raise ValueError("expected two of start, end and count")

    def after(self, time: int, count: int) -> Request:
        """The same request from ``time`` on, for ``count`` values more (0: all)."""
        return Request(time, self.end, count, self.bounds, resumed=True, forward=self.forward)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order asked for, and the request for the rest; None when there is no more."""

    rows: list[Row]
    rest: Request | None


class TagColumns:
    """Values of one tag in the order of their source times, the oldest dropped when there are more than ``capacity``.

    A value takes 28 bytes; up to a quarter more than ``capacity`` is kept before the oldest are dropped at once.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._source = array("q")
        self._server = array("q")
        self._value = array("d")
        self._status = array("I")

    def __len__(self) -> int:
        return len(self._source)

    @property
    def last_us(self) -> int | None:
        """Source time of the newest value."""
        return self._source[-1] if self._source else None

    def append(self, row: Row) -> None:
        """Keep a value. ValueError when it is not newer than the last one: a source time stands for one value."""
        if self._source and row.source_us <= self._source[-1]:
            raise ValueError(f"source time {row.source_us} us is not after the last one, {self._source[-1]} us")
        self._source.append(row.source_us)
        self._server.append(row.server_us)
        self._value.append(_NO_VALUE if row.value is None else row.value)
        self._status.append(row.status)
        if len(self._source) > self.capacity + self.capacity // 4:
            excess = len(self._source) - self.capacity
            for column in (self._source, self._server, self._value, self._status):
                del column[:excess]

    def read(self, request: Request, at_most: int) -> Page:
        """At most ``at_most`` rows. A bound that is not there is a row without a value, BadBoundNotFound."""
        inside, last = self._inside(request), self._end_bound(request)
        limit = min(at_most, request.count or at_most)
        rows: list[Row] = []
        for place in chain(self._start_bound(request), inside, last):
            row = self._row(place) if isinstance(place, int) else place
            if len(rows) == limit:
                return Page(rows, self._rest(request, row, limit))
            rows.append(row)
        return Page(rows, None)

    @staticmethod
    def _rest(request: Request, row: Row, given: int) -> Request | None:
        """A count is the size of a page when both ends are given, and of the whole answer when one is open."""
        if request.end is not None or not request.count:
            return request.after(row.source_us, request.count)
        left = request.count - given
        return request.after(row.source_us, left) if left else None

    def _row(self, index: int) -> Row:
        value = self._value[index]
        known = None if isnan(value) else value
        return Row(self._source[index], self._server[index], known, self._status[index])

    def _inside(self, request: Request) -> range:
        """The start is inside of the time domain, the end is not (Part 11, 3.1.8), unless they are the same."""
        times, start, end = self._source, request.start, request.end
        if request.forward:
            stop = len(times) if end is None else bisect_left(times, end)
            return range(bisect_left(times, start), bisect_right(times, start) if start == end else stop)
        newest = bisect_right(times, start) - 1
        return range(newest, -1 if end is None else bisect_right(times, end) - 1, -1)

    def _start_bound(self, request: Request) -> list[int | Row]:
        """What stands before the domain, unless a value stands at its very start."""
        if not request.bounds or request.resumed:
            return []
        return self._bound(request.start, before=request.forward, skip_exact=True)

    def _end_bound(self, request: Request) -> list[int | Row]:
        """The value at the end, or what stands after it."""
        if not request.bounds or request.end is None:
            return []
        return self._bound(
            request.end, before=not request.forward, skip_exact=request.forward and request.start == request.end
        )

    def _bound(self, time: int, *, before: bool, skip_exact: bool) -> list[int | Row]:
        times = self._source
        exact = bisect_left(times, time)
        if exact < len(times) and times[exact] == time:
            return [] if skip_exact else [exact]
        index = exact - 1 if before else exact
        return [index] if 0 <= index < len(times) else [Row(time, time, None, BAD_BOUND_NOT_FOUND)]
