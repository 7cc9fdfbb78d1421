"""Plants for tests: the pilot plant's card, in memory or behind a server, with readings that can be foretold."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plant_io.plant import PlantCard, plant
from plant_io.sample import GOOD, Sample
from plant_io.server.serve import VirtualPlant

START = datetime(2025, 3, 1, tzinfo=UTC)


class Ramp:
    """Every measuring tag of the card rises by a thousandth of its range at each step."""

    def __init__(self, card: PlantCard) -> None:
        self.steps = 0
        self.tags = [tag for tag in card.tags if not tag.writable and not tag.name.startswith("F-301.Lab")]
        self.written: list[tuple[str, float]] = []
        self.fixed: dict[str, float | None] = {}

    def write(self, tag: str, value: float) -> None:
        self.written.append((tag, value))

    def advance(self, seconds: float) -> Mapping[str, float | None]:
        self.steps += 1
        rise = self.steps % 1000 / 1000
        readings: dict[str, float | None] = {
            tag.name: tag.range[0] + (tag.range[1] - tag.range[0]) * rise for tag in self.tags
        }
        return readings | self.fixed


@pytest.fixture(scope="session")
def card() -> PlantCard:
    return plant("pilot")


@pytest.fixture(scope="session")
def ramp() -> Any:
    return Ramp


@pytest.fixture(scope="session")
def served(card: PlantCard) -> Iterator[str]:
    """Endpoint of a pilot plant that gives 120 readings of every tag a second, in a thread of its own."""
    begun, ended = threading.Event(), asyncio.Event()
    found: list[Any] = []

    async def serve() -> None:
        async with VirtualPlant(card, Ramp(card), speed=1200) as server:
            found.extend((server.endpoint, asyncio.get_running_loop()))
            begun.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert begun.wait(30)
    endpoint, loop = found
    yield endpoint
    loop.call_soon_threadsafe(ended.set)
    thread.join()


@pytest.fixture(scope="session")
def make() -> Any:
    """A sample of a tag, ``seconds`` after the start."""

    def sample(tag: str, value: float | None, seconds: float = 0.0, status: int = GOOD) -> Sample:
        time = START + timedelta(seconds=seconds)
        return Sample(tag, value, status, time, time, time)

    return sample


@pytest.fixture(scope="session")
def until() -> Any:
    async def wait(condition: Any, seconds: float = 15.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)

    return wait
