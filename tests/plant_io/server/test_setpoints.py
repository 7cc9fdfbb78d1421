"""What a client may write."""

from __future__ import annotations

import asyncio
import math
from typing import Any

import pytest
from asyncua import Client, ua

from plant_io.plant import PlantCard
from plant_io.server.nodes import TagNode
from plant_io.server.serve import VirtualPlant
from plant_io.server.setpoints import fault

DOUBLE = ua.VariantType.Double


@pytest.mark.parametrize(
    ("variant", "status", "expected"),
    [
        (ua.Variant(5.0, DOUBLE), 0, "Good"),
        (ua.Variant(5.001, DOUBLE), 0, "BadOutOfRange"),
        (ua.Variant(-0.001, DOUBLE), 0, "BadOutOfRange"),
        (ua.Variant(math.nan, DOUBLE), 0, "BadOutOfRange"),
        (ua.Variant(1, ua.VariantType.Int32), 0, "BadTypeMismatch"),
        (ua.Variant("1"), 0, "BadTypeMismatch"),
        (ua.Variant([1.0], DOUBLE), 0, "BadTypeMismatch"),
        (ua.Variant(None, ua.VariantType.Null), 0, "BadTypeMismatch"),
        (ua.Variant(1.0, DOUBLE), 0x80000000, "BadWriteNotSupported"),
    ],
)
def test_type_and_limits_are_checked(card: PlantCard, variant: Any, status: int, expected: str) -> None:
    node = TagNode(card.tag("F-1.FeedSetpoint"), None)
    assert fault(node, ua.DataValue(variant, ua.StatusCode(status))) == getattr(ua.StatusCodes, expected)


async def answers(client: Client, writes: list[tuple[str, ua.Variant]]) -> list[str]:
    nodes = [client.get_node(f"ns=2;s={tag}") for tag, _ in writes]
    values = [ua.DataValue(variant) for _, variant in writes]
    results = await client.uaclient.write_attributes([n.nodeid for n in nodes], values, ua.AttributeIds.Value)
    return [result.name for result in results]


def test_set_points_reach_the_model_in_order_and_others_do_not(card: PlantCard, model: Any, until: Any) -> None:
    async def play() -> None:
        async with VirtualPlant(card, model, speed=200) as plant, Client(plant.endpoint) as client:
            writes = [
                ("F-1.FeedSetpoint", ua.Variant(1.0, DOUBLE)),
                ("F-1.Command", ua.Variant(2, ua.VariantType.Int32)),
                ("F-1.FeedSetpoint", ua.Variant(9.0, DOUBLE)),
                ("F-1.FeedSetpoint", ua.Variant(3.0, DOUBLE)),
                ("F-1.pH", ua.Variant(7.0, DOUBLE)),
                ("Clock.Speed", ua.Variant(7.0, DOUBLE)),
                ("F-1.Nothing", ua.Variant(7.0, DOUBLE)),
            ]
            refused = ["BadNotWritable", "BadNotWritable", "BadNodeIdUnknown"]
            assert await answers(client, writes) == ["Good", "Good", "BadOutOfRange", "Good", *refused]
            await until(lambda: len(model.written) == 3)
            assert model.written == [("F-1.FeedSetpoint", 1.0), ("F-1.Command", 2.0), ("F-1.FeedSetpoint", 3.0)]
            node = client.get_node("ns=2;s=F-1.FeedSetpoint")
            with pytest.raises(ua.uaerrors.BadNotWritable):  # nothing but values
                await node.write_attribute(ua.AttributeIds.DisplayName, ua.DataValue(ua.LocalizedText("x")))
            held = await client.get_node("ns=2;s=F-1.FeedSetpoint").read_data_value()
            assert held.Value.Value == 3.0
            assert held.SourceTimestamp.replace(tzinfo=plant.plant_time.tzinfo) <= plant.plant_time
            assert plant.speed == 200

    asyncio.run(play())
