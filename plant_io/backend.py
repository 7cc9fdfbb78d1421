"""How the rest of the room talks to equipment: one protocol, many ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plant_io.sample import Sample

Sink = Callable[[list[Sample]], None]
"""Takes samples, per tag in the server's order. Called in the event loop, so it must not block for long.

What it took is never given again; when it raises, the same samples are given again after a pause."""


@dataclass(frozen=True)
class Interruption:
    """From the last notification before the link was lost until it was there again (this computer's clock, UTC)."""

    start: datetime
    end: datetime
    why: str


@dataclass(frozen=True)
class Gap:
    """Plant time (UTC) of a tag between two samples of a record where values may be missing for good."""

    tag: str
    start: datetime
    end: datetime
    why: str


class Subscription(Protocol):
    """A running subscription."""

    @property
    def interruptions(self) -> Sequence[Interruption]:
        """The times when nothing could arrive, oldest first."""
        ...

    @property
    def gaps(self) -> Sequence[Gap]:
        """The holes that the plant's history could not fill, oldest first."""
        ...

    @property
    def overflows(self) -> int:
        """How many notifications said that the server had lost values before them."""
        ...

    async def settle(self, timeout: float) -> bool:
        """Wait until everything that the plant had at the call went to the sink; False after ``timeout`` s."""
        ...

    async def close(self) -> None:
        """End the subscription; harmless when it has ended."""
        ...


class Backend(Protocol):
    """A way to a plant. Every method after ``connect`` raises LinkError when the plant cannot be reached."""

    async def connect(self) -> None:
        """Reach the plant. Raises LinkError."""
        ...

    async def disconnect(self) -> None:
        """Leave the plant; harmless when not connected."""
        ...

    async def read(self, tags: Sequence[str]) -> list[Sample]:
        """The present samples in the order of ``tags``. Raises UnknownTag."""
        ...

    async def write(self, tag: str, value: float, timeout: float) -> int:
        """Send a value (tag's unit); the server's status code.

        Raises LinkError when nothing was sent, TimeoutError when it was sent and no answer came within ``timeout`` s.
        """
        ...

    async def subscribe(
        self, tags: Sequence[str], sink: Sink, since: Mapping[str, datetime] | None = None
    ) -> Subscription:
        """Every sample of ``tags`` from now on goes to ``sink``, beginning with the present ones.

        ``since`` is the source time of the last sample per tag of an earlier record: what came after it is first taken
        from the plant's history, and a Gap is noted where that is not possible.
        """
        ...

    async def history(self, tag: str, start: datetime, end: datetime) -> list[Sample]:
        """What the plant kept with start ≤ source time ≤ end, oldest first; empty when the plant keeps none."""
        ...

    async def plant_time(self) -> datetime:
        """The plant's own time, aware UTC."""
        ...

    async def speed(self) -> float:
        """Plant seconds a real second; 1 for a real plant."""
        ...
