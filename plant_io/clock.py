"""The plant's time as this computer can judge it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from plant_io.backend import Backend


class PlantClock:
    """Plant time, carried on between readings of the plant's own clock at the plant's speed.

    A real plant has speed 1 and its time is UTC; a virtual one may run faster. A virtual plant that cannot keep up with
    its speed is read as later than it is, so a value is judged older, never fresher, than it is.
    """

    def __init__(self, backend: Backend, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._backend = backend
        self._monotonic = monotonic
        self._read_at = 0.0
        self._plant_time: datetime | None = None
        self._received = datetime.now(UTC)
        self.speed = 1.0

    async def sync(self) -> datetime:
        """Read the plant's clock and speed; the plant time. Raises LinkError."""
        self.speed = await self._backend.speed()
        self._plant_time = await self._backend.plant_time()
        self._read_at = self._monotonic()
        self._received = datetime.now(UTC)
        return self._plant_time

    def now(self) -> datetime:
        """The plant time. Raises RuntimeError before the first ``sync``."""
        if self._plant_time is None:
            raise RuntimeError("the plant's clock has not been read; call sync() first")
        return self._plant_time + timedelta(seconds=(self._monotonic() - self._read_at) * self.speed)

    def age(self, source_time: datetime) -> float:
        """Plant seconds since ``source_time``; negative when the source's clock is ahead of the plant's."""
        return (self.now() - source_time).total_seconds()

    def to_plant(self, receive_time: datetime) -> datetime:
        """A time of this computer's clock as plant time."""
        if self._plant_time is None:
            raise RuntimeError("the plant's clock has not been read; call sync() first")
        return self._plant_time + (receive_time - self._received) * self.speed

    def skew(self) -> float:
        """Seconds that the plant's clock was ahead of this computer's at the last ``sync`` (of use at speed 1 only)."""
        if self._plant_time is None:
            raise RuntimeError("the plant's clock has not been read; call sync() first")
        return (self._plant_time - self._received).total_seconds()
