"""Plant time between readings of the plant's clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from plant_io.clock import PlantClock
from plant_io.memory import MemoryBackend
from plant_io.plant import PlantCard


def test_time_goes_on_at_the_plants_speed(card: PlantCard) -> None:
    backend = MemoryBackend(card)
    backend.plant_speed = 60.0
    now = [100.0]
    clock = PlantClock(backend, lambda: now[0])
    start = asyncio.run(clock.sync())
    now[0] += 2.0
    assert clock.now() == start + timedelta(seconds=120)
    assert clock.age(start + timedelta(seconds=20)) == pytest.approx(100.0)
    assert clock.age(start + timedelta(seconds=130)) == pytest.approx(-10.0)


def test_receive_times_as_plant_time(card: PlantCard) -> None:
    backend = MemoryBackend(card)
    backend.plant_speed = 1000.0
    clock = PlantClock(backend)
    start = asyncio.run(clock.sync())
    shown = clock.to_plant(datetime.now(UTC) + timedelta(seconds=1))
    assert 1000.0 <= (shown - start).total_seconds() < 2000.0


def test_skew_of_a_real_plant(card: PlantCard) -> None:
    clock = PlantClock(MemoryBackend(card, datetime.now(UTC) - timedelta(seconds=50)))
    asyncio.run(clock.sync())
    assert clock.skew() == pytest.approx(-50.0, abs=5.0)


def test_an_unread_clock_says_so(card: PlantCard) -> None:
    clock = PlantClock(MemoryBackend(card))
    for ask in (clock.now, clock.skew, lambda: clock.to_plant(datetime.now(UTC))):
        with pytest.raises(RuntimeError, match="sync"):
            ask()
