"""The OPC UA backend against a server in the same process."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from plant_io.errors import LinkError, UnknownTag
from plant_io.opcua.client import OpcUaBackend
from plant_io.opcua.subscription import OpcUaSubscription
from plant_io.plant import PlantCard
from plant_io.sample import Sample
from plant_io.server.serve import VirtualPlant

PH = "F-301.pH"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_port_without_a_server_is_told_with_what_to_do(card: PlantCard) -> None:
    async def run() -> None:
        backend = OpcUaBackend(card, f"opc.tcp://127.0.0.1:{free_port()}/biofab")
        with pytest.raises(LinkError, match=r"does not answer .* start the plant's server"):
            await backend.connect()
        await backend.disconnect()

    asyncio.run(run())


def test_a_tag_without_a_node_is_told(card: PlantCard, served: str) -> None:
    async def run() -> None:
        extra = card.tags[0].model_copy(update={"name": "F-301.pHH", "node_id": "ns=2;s=pHH"})
        lost = card.model_copy(update={"tags": [*card.tags, extra]})
        backend = OpcUaBackend(lost, served)
        with pytest.raises(LinkError, match=r"refuses to watch F-301\.pHH"):
            await backend.subscribe(["F-301.pH", "F-301.pHH"], print)
        with pytest.raises(UnknownTag):
            await backend.read(["F-301.pHHH"])
        await backend.disconnect()

    asyncio.run(run())


def test_thousands_of_values_arrive_once_and_in_order(card: PlantCard, served: str, until: Any) -> None:
    async def run() -> None:
        taken: list[Sample] = []
        backend = OpcUaBackend(card, served)
        subscription = await backend.subscribe([tag.name for tag in card.tags], taken.extend)
        begin = await backend.plant_time()
        await until(lambda: len(taken) > 4000)
        end = await backend.plant_time()
        assert await subscription.settle(10)
        await subscription.close()
        for tag in card.tags:
            times = [s.source_time for s in taken if s.tag == tag.name]
            assert times == sorted(set(times)), tag.name
            kept = await backend.history(tag.name, begin, end)
            key = {(s.source_time, s.value, s.status) for s in taken if s.tag == tag.name}
            assert {(s.source_time, s.value, s.status) for s in kept} <= key, tag.name
        assert (subscription.overflows, subscription.interruptions, subscription.gaps) == (0, [], [])
        await backend.disconnect()

    asyncio.run(run())


def test_a_cut_connection_is_filled_from_history(card: PlantCard, served: str, until: Any) -> None:
    async def run() -> None:
        taken: list[Sample] = []
        backend = OpcUaBackend(card, served)
        subscription = await backend.subscribe([PH], taken.extend)
        await until(lambda: len(taken) > 20)
        before = len(taken)
        await backend.drop()
        await asyncio.sleep(1.0)
        await until(lambda: subscription.interruptions and len(taken) > before + 60)
        end = await backend.plant_time()
        assert await subscription.settle(10)
        times = [sample.source_time for sample in taken]
        kept = await backend.history(PH, times[0], end)
        assert {s.source_time for s in kept} <= set(times)
        assert times == sorted(set(times))
        assert subscription.gaps == []
        assert subscription.interruptions[0].start < subscription.interruptions[0].end
        await subscription.close()
        await backend.disconnect()

    asyncio.run(run())


@pytest.mark.slow
def test_a_server_that_forgot_leaves_a_gap_on_record(card: PlantCard, ramp: Any, until: Any) -> None:
    """A second server at the same place, with a later clock and no history of the first one's values."""

    async def run() -> None:
        taken: list[Sample] = []
        port = free_port()
        async with VirtualPlant(card, ramp(card), port=port, speed=200) as server:
            backend = OpcUaBackend(card, server.endpoint)
            subscription = await backend.subscribe([PH], taken.extend)
            await until(lambda: len(taken) > 10)
        last = taken[-1].source_time
        later = last.replace(year=last.year + 1)
        async with VirtualPlant(card, ramp(card), port=port, speed=200, start=later):
            await until(lambda: taken[-1].source_time > later, 30)
            assert [gap.tag for gap in subscription.gaps] == [PH]
            assert subscription.gaps[0].start >= last
            assert subscription.gaps[0].end >= later
            await subscription.close()
            await backend.disconnect()

    asyncio.run(run())


def test_what_a_sink_refuses_is_given_again(card: PlantCard, served: str, until: Any) -> None:
    async def run() -> None:
        taken: list[Sample] = []
        refusals = [3]

        def sink(samples: list[Sample]) -> None:
            if len(taken) > 20 and refusals[0]:
                refusals[0] -= 1
                raise OSError(28, "No space left on device")
            taken.extend(samples)

        backend = OpcUaBackend(card, served)
        subscription = await backend.subscribe([PH], sink)
        await until(lambda: refusals[0] == 0 and len(taken) > 80)
        await subscription.settle(10)
        times = [sample.source_time for sample in taken]
        kept = await backend.history(PH, times[0], times[-1])
        assert [s.source_time for s in kept] == times
        assert "No space left" in subscription.interruptions[0].why
        await subscription.close()
        await backend.disconnect()

    asyncio.run(run())


def test_an_overflow_and_a_lost_message_are_noticed(card: PlantCard, served: str, until: Any) -> None:
    """A message that tells of an overflow, or whose number is not the next one, is not taken as if it were whole."""

    async def run(spoil: Any, why: str) -> None:
        taken: list[Sample] = []
        backend = OpcUaBackend(card, served)
        subscription = await backend.subscribe([PH], taken.extend)
        await until(lambda: len(taken) > 10)
        spoil(subscription)
        await until(lambda: subscription.interruptions)
        await subscription.settle(10)
        assert why in subscription.interruptions[0].why
        times = [sample.source_time for sample in taken]
        kept = await backend.history(PH, times[0], times[-1])
        assert [s.source_time for s in kept] == times
        await subscription.close()
        await backend.disconnect()

    asyncio.run(run(_skip_a_message, "a message of the server was lost"))
    asyncio.run(run(_overflow, "the server's queue was too small"))


def _skip_a_message(subscription: OpcUaSubscription) -> None:
    assert subscription._sequence is not None
    subscription._sequence -= 1


def _overflow(subscription: OpcUaSubscription) -> None:
    whole = subscription._samples

    def spoiled(notifications: Any) -> list[Sample]:
        subscription._samples = whole  # type: ignore[method-assign]
        if notifications:
            notifications[0].MonitoredItems[0].Value.StatusCode.value |= 0x480
        return whole(notifications)

    subscription._samples = spoiled  # type: ignore[method-assign]
