"""What every way to a plant must do: the same tests over each backend."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, timedelta
from typing import Any

import pytest

from plant_io.backend import Backend
from plant_io.errors import LinkError, UnknownTag
from plant_io.memory import MemoryBackend
from plant_io.opcua.client import OpcUaBackend
from plant_io.plant import PlantCard, plant
from plant_io.sample import Sample, good
from plant_io.server.serve import VirtualPlant

PH, FEED, COMMAND = "F-301.pH", "F-301.FeedSetpoint", "F-301.Command"
Step = Callable[[], Awaitable[None]]
"""Lets the plant give one more reading of the pH, and some time pass."""
Reach = Callable[[], AbstractAsyncContextManager[tuple[Backend, Step]]]


class OneByOne:
    """A model that has a new pH at every sample."""

    def __init__(self) -> None:
        self.step = 0

    def write(self, tag: str, value: float) -> None:
        """Set-points change nothing here."""

    def advance(self, seconds: float) -> Mapping[str, float | None]:
        self.step += 1
        return {PH: 6.0 + self.step % 100 / 100}


@asynccontextmanager
async def in_memory(card: PlantCard) -> AsyncIterator[tuple[Backend, Step]]:
    backend = MemoryBackend(card)
    count = 0

    async def step() -> None:
        nonlocal count
        count += 1
        backend.advance(10)
        backend.put(PH, 6.0 + count % 100 / 100)

    await backend.connect()
    yield backend, step
    await backend.disconnect()


@asynccontextmanager
async def over_opc_ua(card: PlantCard, endpoint: str, model: OneByOne) -> AsyncIterator[tuple[Backend, Step]]:
    backend = OpcUaBackend(card, endpoint)

    async def step() -> None:
        wanted = model.step + 1
        while model.step < wanted:
            await asyncio.sleep(0.005)

    await backend.connect()
    yield backend, step
    await backend.disconnect()


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, OneByOne]]:
    """A server in a thread of its own, and its model."""
    begun, ended = threading.Event(), asyncio.Event()
    model = OneByOne()
    found: list[Any] = []

    async def serve() -> None:
        async with VirtualPlant(plant("pilot"), model, speed=200) as server:
            found.extend((server.endpoint, asyncio.get_running_loop()))
            begun.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert begun.wait(30)
    endpoint, loop = found
    yield endpoint, model
    loop.call_soon_threadsafe(ended.set)
    thread.join()


@pytest.fixture(params=["memory", "opcua"])
def reach(request: pytest.FixtureRequest) -> Reach:
    if request.param == "memory":
        return lambda: in_memory(plant("pilot"))
    endpoint, model = request.getfixturevalue("served")
    return lambda: over_opc_ua(plant("pilot"), endpoint, model)


def play(reach: Reach, body: Callable[[Backend, Step], Awaitable[None]]) -> None:
    async def run() -> None:
        async with reach() as (backend, step):
            await body(backend, step)

    asyncio.run(run())


class TestBackend:
    """The contract of a backend."""

    def test_reading_keeps_the_order_asked_for(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            await step()
            samples = await backend.read([FEED, PH, COMMAND])
            assert [sample.tag for sample in samples] == [FEED, PH, COMMAND]
            assert samples[1].good
            assert samples[1].source_time.tzinfo is not None

        play(reach, body)

    def test_unknown_tags_are_named(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            for ask in (backend.read(["F-301.PH"]), backend.write("F-301.PH", 1.0, 1.0)):
                with pytest.raises(UnknownTag, match=r"did you mean 'F-301\.pH'"):
                    await ask

        play(reach, body)

    def test_a_written_value_is_read_back(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            for tag, value in ((FEED, 2.5), (COMMAND, 3.0)):
                assert good(await backend.write(tag, value, 4.0))
                assert (await backend.read([tag]))[0].value == value

        play(reach, body)

    def test_a_refused_write_is_a_bad_status(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            assert not good(await backend.write(FEED, 1e6, 4.0))
            assert not good(await backend.write(PH, 7.0, 4.0))

        play(reach, body)

    def test_a_subscription_begins_with_the_present_and_misses_nothing(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            taken: list[Sample] = []
            await step()
            subscription = await backend.subscribe([PH, FEED], taken.extend)
            assert {sample.tag for sample in taken} == {PH, FEED}
            for _ in range(20):
                await step()
            assert await subscription.settle(10)
            await subscription.close()
            mine = [sample for sample in taken if sample.tag == PH]
            kept = await backend.history(PH, mine[0].source_time, mine[-1].source_time)
            assert [(s.source_time, s.value) for s in mine] == [(s.source_time, s.value) for s in kept]
            assert len(mine) >= 20
            ended = len(taken)
            await step()
            assert len(taken) == ended

        play(reach, body)

    def test_a_record_is_continued_where_it_ended(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            await step()
            last = (await backend.read([PH]))[0].source_time
            for _ in range(10):
                await step()
            taken: list[Sample] = []
            subscription = await backend.subscribe([PH], taken.extend, {PH: last})
            await subscription.close()
            kept = await backend.history(PH, last, taken[-1].source_time)
            assert [sample.source_time for sample in taken] == [sample.source_time for sample in kept[1:]]
            assert len(taken) >= 10
            assert list(subscription.gaps) == []

        play(reach, body)

    def test_a_record_older_than_the_history_has_a_gap(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            await step()
            since = await backend.plant_time() - timedelta(days=400)
            subscription = await backend.subscribe([PH], lambda samples: None, {PH: since})
            await subscription.close()
            assert [(gap.tag, gap.start) for gap in subscription.gaps] == [(PH, since)]

        play(reach, body)

    def test_history_includes_both_ends(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            for _ in range(6):
                await step()
            end = await backend.plant_time()
            kept = await backend.history(PH, end - timedelta(days=1), end)
            inner = await backend.history(PH, kept[1].source_time, kept[4].source_time)
            assert [s.source_time for s in inner] == [s.source_time for s in kept[1:5]]
            assert await backend.history(PH, end + timedelta(days=1), end + timedelta(days=2)) == []

        play(reach, body)

    def test_the_plant_has_a_time_and_a_speed(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            before = await backend.plant_time()
            assert before.tzinfo is UTC or before.utcoffset() == timedelta(0)
            for _ in range(3):
                await step()
            assert await backend.plant_time() > before
            assert await backend.speed() > 0

        play(reach, body)

    def test_leaving_twice_is_harmless(self, reach: Reach) -> None:
        async def body(backend: Backend, step: Step) -> None:
            await backend.disconnect()
            await backend.disconnect()

        play(reach, body)


def test_a_plant_in_memory_that_is_out_of_reach_says_so() -> None:
    backend = MemoryBackend(plant("pilot"))
    backend.reachable = False
    for ask in (backend.connect, backend.plant_time, lambda: backend.read([PH])):
        with pytest.raises(LinkError):
            asyncio.run(ask())
