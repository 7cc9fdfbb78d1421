"""Every value arrives, or the client is told that it did not."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

from asyncua import Client, ua

from plant_io.plant import PlantCard
from plant_io.sample import overflowed
from plant_io.server.serve import VirtualPlant


async def _taken(card: PlantCard, model: Any, client_does: Any, speed: float = 3000) -> VirtualPlant:
    async with VirtualPlant(card, model, speed=speed) as plant, Client(plant.endpoint) as client:
        await client_does(plant, client)
    return plant


def test_thousands_of_values_arrive_once_and_in_order(card: PlantCard, model: Any, taker: Any, until: Any) -> None:
    tags = ["F-1.pH", "F-1.Weight", "F-1.Flat"]

    async def client_does(plant: VirtualPlant, client: Client) -> None:
        nodes = [client.get_node(f"ns=2;s={tag}") for tag in tags]
        subscription = await taker.subscribe(client, nodes)
        began = {tag: taker.values[tag] for tag in tags}
        await until(lambda: plant.progress.samples > 1200)
        plant._loop.cancel()  # type: ignore[union-attr]  # plant time stands still
        await until(lambda: all(len(taker.values[tag]) >= 1000 for tag in tags))
        last = plant.plant_time.replace(tzinfo=None)
        await until(lambda: all(values[-1].SourceTimestamp.replace(tzinfo=None) == last for values in began.values()))
        await subscription.delete()
        for tag, node in zip(tags, nodes, strict=True):
            first = taker.values[tag][0].SourceTimestamp
            assert await node.read_raw_history(first, return_bounds=False, numvalues=9999) == taker.values[tag]

    asyncio.run(_taken(card, model, client_does, speed=10_000))
    for tag in tags:
        got = [data.Value.Value for data in taker.values[tag] if data.StatusCode.value != 0x80320000]
        expected = model.given[tag][-len(got) :]
        if tag == "F-1.Weight":
            assert got == [ua.ua_binary.Primitives.Float.unpack(_bytes(value)) for value in expected]
        else:
            assert got == expected
        times = [data.SourceTimestamp for data in taker.values[tag]]
        assert len(set(times)) == len(times)
        assert times == sorted(times)


def _bytes(value: float) -> Any:
    from asyncua.common.utils import Buffer

    return Buffer(ua.ua_binary.Primitives.Float.pack(value))


def test_a_full_queue_is_marked(card: PlantCard, model: Any, taker: Any, until: Any) -> None:
    async def client_does(plant: VirtualPlant, client: Client) -> None:
        node = client.get_node("ns=2;s=F-1.Flat")
        await taker.subscribe(client, [node], queue=4, period=50)
        await until(lambda: sum(overflowed(data.StatusCode.value) for data in taker.values["F-1.Flat"]) >= 2)

    asyncio.run(_taken(card, model, client_does))
    marked = [overflowed(data.StatusCode.value) for data in taker.values["F-1.Flat"]]
    times = [data.SourceTimestamp for data in taker.values["F-1.Flat"]]
    gaps = [(after - before).total_seconds() > 10 for before, after in pairwise(times)]
    assert marked[1:] == gaps  # a mark where values are missing, and nowhere else


def test_the_default_filter_leaves_out_equal_values(card: PlantCard, model: Any, taker: Any, until: Any) -> None:
    async def client_does(plant: VirtualPlant, client: Client) -> None:
        subscription = await client.create_subscription(20, taker)
        await subscription.subscribe_data_change(
            [client.get_node(f"ns=2;s={tag}") for tag in ("F-1.Flat", "F-1.Weight")]
        )
        await until(lambda: len(taker.values["F-1.Weight"]) > 100)

    asyncio.run(_taken(card, model, client_does))
    assert len(taker.values["F-1.Flat"]) <= 2  # with the value from before the first sample


def test_a_deadband_lets_a_bad_value_pass(card: PlantCard, model: Any, taker: Any, until: Any) -> None:
    async def client_does(plant: VirtualPlant, client: Client) -> None:
        subscription = await client.create_subscription(20, taker)
        node = client.get_node("ns=2;s=F-1.pH")
        await subscription.deadband_monitor(node, 0.5, queuesize=0)
        await until(lambda: sum(data.Value.Value is None for data in taker.values["F-1.pH"]) > 3)

    asyncio.run(_taken(card, model, client_does))
    values = [data.Value.Value for data in taker.values["F-1.pH"]]
    steps = [b - a for a, b in pairwise(values) if a is not None and b is not None]
    assert steps
    assert all(abs(step) > 0.5 for step in steps)
