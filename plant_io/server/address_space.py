"""The address space of a plant, from its card.

Objects / plant / unit of equipment / tag, and Objects / plant / Clock. Each tag is an AnalogItemType variable with
EURange and EngineeringUnits; only set-points can be written. A tag without a node id stands at its browse path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asyncua import Node, Server, ua

from plant_io.engineering_units import NAMESPACE, unit_id
from plant_io.errors import PlantError
from plant_io.plant import PlantCard
from plant_io.server.nodes import TagNode
from plant_io.tags import Tag

_READ, _WRITE, _HISTORY = 1, 2, 4  # bits of AccessLevel, OPC UA Part 3, 8.57


@dataclass(frozen=True)
class PlantNodes:
    """Where things are: the tags by name, and the clock's nodes (ua.NodeId), None for a card without a clock."""

    namespace: int
    tags: dict[str, TagNode]
    plant_time: Any
    speed: Any


@dataclass(frozen=True)
class _Variable:
    """What is needed to add a variable node."""

    node_id: Any
    name: Any
    title: str
    value: Any
    type_definition: int
    access: int


async def build(server: Server, card: PlantCard) -> PlantNodes:
    """Fill the address space. Raises PlantError when a node id of the card is in another namespace than the plant's."""
    namespace = await server.register_namespace(card.namespace_uri)
    tree = _Tree(server.get_objects_node(), namespace)
    for unit in card.units:
        await tree.folder([card.name, unit.name], unit.title)
    tags = {}
    for tag in card.tags:
        tags[tag.name] = await _add_tag(tree, card, tag)
    plant_time = speed = None
    if card.clock:
        parent = await tree.folder([card.name, "Clock"])
        plant_time = await _add_clock(tree, parent, card.clock.plant_time, ua.Variant(ua.get_win_epoch()))
        speed = await _add_clock(tree, parent, card.clock.speed, ua.Variant(0.0, ua.VariantType.Double))
    return PlantNodes(namespace, tags, plant_time, speed)


class _Tree:
    """Objects below the Objects folder, made when they are first needed."""

    def __init__(self, root: Node, namespace: int) -> None:
        self._root = root
        self._made: dict[tuple[str, ...], Node] = {}
        self.namespace = namespace

    def qualified(self, name: str) -> Any:
        """The browse name written as ``name`` or ``index:name``."""
        text = name if name.partition(":")[0].isdigit() else f"{self.namespace}:{name}"
        return ua.QualifiedName.from_string(text)

    async def folder(self, path: Sequence[str], title: str = "") -> Node:
        """The object at a path of browse names."""
        node = self._root
        for depth in range(1, len(path) + 1):
            key = tuple(path[:depth])
            if key not in self._made:
                node_id = ua.NodeId("/".join(key), self.namespace)
                self._made[key] = await node.add_object(node_id, self.qualified(key[-1]))
                if title and depth == len(path):
                    await self._describe(self._made[key], title)
            node = self._made[key]
        return node

    @staticmethod
    async def _describe(node: Node, title: str) -> None:
        text = ua.DataValue(ua.Variant(ua.LocalizedText(title)))
        await node.write_attribute(ua.AttributeIds.Description, text)

    def checked(self, written: str, what: str) -> Any:
        """The ua.NodeId of a card's text."""
        try:
            node_id = ua.NodeId.from_string(written)
        except ua.UaError:
            raise PlantError(f"{what}: '{written}' is no node id; expected one like 'ns=2;s=F-301.pH'") from None
        if node_id.NamespaceIndex != self.namespace:
            raise PlantError(
                f"{what}: node id '{written}' is not in the plant's namespace; expected 'ns={self.namespace};...'"
            )
        return node_id


async def _add_tag(tree: _Tree, card: PlantCard, tag: Tag) -> TagNode:
    path = tag.browse_path or [card.name, *tag.name.split(".")]
    node_id = tree.checked(tag.node_id, tag.name) if tag.node_id else ua.NodeId(tag.name, tree.namespace)
    parent = await tree.folder(path[:-1])
    access = _READ | _HISTORY | (_WRITE if tag.writable else 0)
    empty = ua.Variant(None, ua.VariantType.Null)
    title = tag.title or tag.name
    wanted = _Variable(node_id, tree.qualified(path[-1]), title, empty, ua.ObjectIds.AnalogItemType, access)
    await _add_variable(parent, wanted, ua.NodeId(ua.VariantType[tag.data_type].value))
    node = Node(parent.session, node_id)
    await node.add_property(_below(node_id, "EURange"), ua.QualifiedName("EURange"), ua.Range(*tag.range))
    unit = ua.EUInformation(NAMESPACE, unit_id(tag.unit), ua.LocalizedText(tag.unit), ua.LocalizedText(tag.unit))
    await node.add_property(_below(node_id, "EngineeringUnits"), ua.QualifiedName("EngineeringUnits"), unit)
    return TagNode(tag, node_id)


def _below(node_id: Any, name: str) -> Any:
    return ua.NodeId(f"{node_id.Identifier}/{name}", node_id.NamespaceIndex)


async def _add_clock(tree: _Tree, parent: Node, written: str, value: Any) -> Any:
    node_id = tree.checked(written, "clock")
    name = str(node_id.Identifier).rpartition(".")[2]
    wanted = _Variable(node_id, tree.qualified(name), name, value, ua.ObjectIds.BaseDataVariableType, _READ)
    await _add_variable(parent, wanted, ua.NodeId(value.VariantType.value))
    return node_id


async def _add_variable(parent: Node, wanted: _Variable, data_type: Any) -> None:
    item = ua.AddNodesItem()
    item.RequestedNewNodeId = wanted.node_id
    item.BrowseName = wanted.name
    item.NodeClass = ua.NodeClass.Variable
    item.ParentNodeId = parent.nodeid
    item.ReferenceTypeId = ua.NodeId(ua.ObjectIds.HasComponent)
    item.TypeDefinition = ua.NodeId(wanted.type_definition)
    attributes = ua.VariableAttributes()
    attributes.DisplayName = ua.LocalizedText(wanted.name.Name)
    attributes.Description = ua.LocalizedText(wanted.title)
    attributes.Value = wanted.value
    attributes.DataType = data_type
    attributes.ValueRank = ua.ValueRank.Scalar
    attributes.ArrayDimensions = None
    attributes.WriteMask = attributes.UserWriteMask = 0
    attributes.AccessLevel = attributes.UserAccessLevel = wanted.access
    attributes.Historizing = bool(wanted.access & _HISTORY)
    item.NodeAttributes = attributes
    results = await parent.session.add_nodes([item])
    results[0].StatusCode.check()
