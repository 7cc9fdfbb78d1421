"""The virtual plant as a whole."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asyncua import Client

from plant_io.errors import LinkError, PlantError
from plant_io.plant import PlantCard
from plant_io.server.serve import VirtualPlant

START = datetime(2025, 3, 1, tzinfo=UTC)


def test_history_holds_exactly_what_the_model_gave(card: PlantCard, model: Any, until: Any) -> None:
    async def play() -> None:
        async with VirtualPlant(card, model, speed=1e9, start=START) as plant, Client(plant.endpoint) as client:
            await until(lambda: plant.progress.samples >= 500)
            plant._loop.cancel()  # type: ignore[union-attr]  # plant time stands still
            await asyncio.sleep(0.05)
            end = plant.plant_time + timedelta(microseconds=1)
            for tag in ("F-1.pH", "F-1.Flat"):
                kept = await client.get_node(f"ns=2;s={tag}").read_raw_history(START, end, return_bounds=False)
                assert kept[0].StatusCode.name == "BadWaitingForInitialData"
                assert [data.Value.Value for data in kept[1:]] == model.given[tag]
                source = [data.SourceTimestamp for data in kept]
                assert source == [START + timedelta(seconds=10 * k) for k in range(len(kept))]
                assert [data.ServerTimestamp for data in kept] == source
            assert await client.get_node("ns=2;s=Clock.PlantTime").read_value() == plant.plant_time
            assert await client.get_node("ns=2;s=Clock.Speed").read_value() == 1e9

    asyncio.run(play())


def test_plant_time_runs_at_its_speed(card: PlantCard, model: Any) -> None:
    async def play() -> tuple[float, float]:
        async with VirtualPlant(card, model, speed=1000, start=START) as plant:
            began = time.monotonic()
            await asyncio.sleep(1)
            return (plant.plant_time - START).total_seconds(), time.monotonic() - began

    plant_seconds, seconds = asyncio.run(play())
    assert plant_seconds == pytest.approx(1000 * seconds, abs=100)


class Slow:
    """A model that needs longer than it has."""

    def __init__(self) -> None:
        self.samples = 0

    def write(self, tag: str, value: float) -> None:
        raise AssertionError

    def advance(self, seconds: float) -> Mapping[str, float | None]:
        time.sleep(0.02)
        self.samples += 1
        return {"F-1.pH": float(self.samples)}


def test_a_slow_model_makes_plant_time_fall_behind_without_a_hole(card: PlantCard) -> None:
    async def play() -> None:
        async with VirtualPlant(card, Slow(), speed=10_000, start=START) as plant, Client(plant.endpoint) as client:
            await asyncio.sleep(1.8)
            kept = await client.get_node("ns=2;s=F-1.pH").read_raw_history(START, None, 1000, return_bounds=False)
            assert [data.Value.Value for data in kept[1:]] == [float(k) for k in range(1, len(kept))]
            assert plant.progress.behind_s > 0.2

    asyncio.run(play())


def test_a_taken_port_is_said_in_plain_words(card: PlantCard, model: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        plant = VirtualPlant(card, model, port=port)
        with pytest.raises(LinkError, match=f"port {port} .* cannot be used .*Address already in use.*another port"):
            asyncio.run(plant.start())


def test_a_failing_model_ends_the_plant(card: PlantCard, model: Any) -> None:
    model.advance = lambda _seconds: {"F-1.Ph": 7.0}

    async def play() -> None:
        async with VirtualPlant(card, model, speed=1000) as plant:
            await plant.run()

    with pytest.raises(PlantError, match=r"'F-1.Ph', which plant small has not; did you mean 'F-1.pH'"):
        asyncio.run(play())


@pytest.mark.parametrize("wrong", [{"speed": 0.0}, {"sample_seconds": -1.0}, {"start": datetime(2025, 1, 1)}])
def test_senseless_settings_are_refused(card: PlantCard, model: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        VirtualPlant(card, model, **wrong)


def test_stop_leaves_nothing_running(card: PlantCard, model: Any, taker: Any) -> None:
    threads = set(threading.enumerate())

    async def play() -> None:
        plant = VirtualPlant(card, model, speed=1000)
        await plant.start()
        client = Client(plant.endpoint)
        await client.connect()
        await taker.subscribe(client, [client.get_node("ns=2;s=F-1.pH")])
        await asyncio.sleep(0.3)
        client.uaclient.protocol.transport.abort()  # a client that is gone without a word, its session still open
        theirs = asyncio.all_tasks() - {asyncio.current_task()}
        began = time.monotonic()
        await plant.stop()
        await plant.stop()
        assert time.monotonic() - began < 1
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert [task for task in left if "asyncua/server" in task.get_coro().cr_code.co_filename] == []
        assert any("asyncua/server" in task.get_coro().cr_code.co_filename for task in theirs)
        await client.disconnect()
        with pytest.raises(OSError, match=r"refused|Connect call failed"):
            socket.create_connection((plant.host, plant.port), timeout=1)

    asyncio.run(play())
    gc.collect()
    assert set(threading.enumerate()) == threads
