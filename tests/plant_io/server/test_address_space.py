"""What a client finds by browsing is the card."""

from __future__ import annotations

import asyncio

import pytest
from asyncua import Client, Server, ua

from plant_io.engineering_units import unit_id
from plant_io.errors import PlantError
from plant_io.plant import PlantCard
from plant_io.server.address_space import build
from plant_io.server.physics import PlantModel
from plant_io.server.serve import VirtualPlant
from plant_io.tags import Tag


async def agrees(client: Client, tag: Tag, node_id: ua.NodeId) -> None:
    node = client.get_node(node_id)
    assert (await node.read_type_definition()).Identifier == ua.ObjectIds.AnalogItemType
    assert (await node.read_data_type()).Identifier == ua.VariantType[tag.data_type].value
    limits = await (await node.get_child("0:EURange")).read_value()
    assert (limits.Low, limits.High) == tag.range
    unit = await (await node.get_child("0:EngineeringUnits")).read_value()
    assert (unit.UnitId, unit.DisplayName.Text) == (unit_id(tag.unit), tag.unit)
    access = await node.get_user_access_level()
    assert (ua.AccessLevel.CurrentWrite in access) == tag.writable
    assert ua.AccessLevel.HistoryRead in access
    assert (await node.read_description()).Text == (tag.title or tag.name)


def test_every_tag_is_where_the_card_says(card: PlantCard, model: PlantModel) -> None:
    async def look() -> None:
        async with VirtualPlant(card, model) as plant, Client(plant.endpoint) as client:
            assert await client.get_namespace_index(card.namespace_uri) == 2
            for tag in card.tags:
                path = tag.browse_path or [card.name, *tag.name.split(".")]
                found = await client.nodes.objects.get_child([f"2:{name}" for name in path])
                if tag.node_id:
                    assert found.nodeid == ua.NodeId.from_string(tag.node_id)
                await agrees(client, tag, found.nodeid)
            unit = await client.nodes.objects.get_child(["2:small", "2:F-1"])
            assert (await unit.read_description()).Text == "a fermenter"
            assert len(await unit.get_children()) == 4
            clock = client.get_node("ns=2;s=Clock.PlantTime")
            assert await client.nodes.objects.get_child(["2:small", "2:Clock", "2:PlantTime"]) == clock
            assert await client.get_node("ns=2;s=Clock.Speed").read_value() == 1.0

    asyncio.run(look())


def test_a_wrong_node_id_is_named(card: PlantCard) -> None:
    async def fill() -> None:
        server = Server()
        await server.init()
        for written, message in (("ns=3;s=x", "not in the plant's namespace"), ("pH", "is no node id")):
            tag = card.tags[0].model_copy(update={"node_id": written})
            with pytest.raises(PlantError, match=f"F-1.pH: .*{message}"):
                await build(
                    server, card.model_copy(update={"name": written, "tags": [tag], "clock": None, "units": []})
                )
        await server.iserver.stop()

    asyncio.run(fill())
