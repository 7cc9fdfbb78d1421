"""A plant's card against the server that it describes."""

from __future__ import annotations

from dataclasses import dataclass

from asyncua import Client, ua

from plant_io.engineering_units import unit_of
from plant_io.errors import LinkError
from plant_io.opcua.client import LOST, OpcUaBackend
from plant_io.opcua.values import type_id
from plant_io.plant import PlantCard
from plant_io.tags import Tag

_CURRENT_WRITE = 1  # bit of UserAccessLevel, OPC UA Part 3, 8.57


@dataclass(frozen=True)
class Mismatch:
    """One thing in which server and card differ. ``kind``: missing, type, unit or not writable."""

    tag: str
    kind: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.tag}: {self.kind}: expected {self.expected}, found {self.found}"


async def check(card: PlantCard, backend: OpcUaBackend) -> list[Mismatch]:
    """Every tag's node, data type, unit and right to be written. Empty when all fit. Raises LinkError."""
    client = await backend.client()
    found: list[Mismatch] = []
    try:
        for tag in card.tags:
            found += await _compare(client, backend, tag)
    except LOST as error:
        raise LinkError(backend.endpoint, f"stopped answering ({error})", "try again") from error
    return found


async def _compare(client: Client, backend: OpcUaBackend, tag: Tag) -> list[Mismatch]:
    try:
        node = client.get_node(backend.node(tag.name))
    except LinkError:
        return [Mismatch(tag.name, "missing", "/".join(tag.browse_path or []), "nothing at this path")]
    attributes = [ua.AttributeIds.DataType, ua.AttributeIds.UserAccessLevel]
    kind, access = await node.read_attributes(attributes)
    if not kind.StatusCode.is_good():
        return [Mismatch(tag.name, "missing", node.nodeid.to_string(), kind.StatusCode.name)]
    found: list[Mismatch] = []
    if kind.Value.Value != type_id(tag):
        found.append(Mismatch(tag.name, "type", tag.data_type, kind.Value.Value.to_string()))
    may_write = access.StatusCode.is_good() and bool(access.Value.Value >> _CURRENT_WRITE & 1)
    if tag.writable and not may_write:
        found.append(Mismatch(tag.name, "not writable", "a tag that may be written", "one that may not"))
    unit = await _unit(client, node.nodeid)
    if unit is not None and unit != tag.unit:
        found.append(Mismatch(tag.name, "unit", tag.unit, unit))
    return found


async def _unit(client: Client, node: ua.NodeId) -> str | None:
    """The unit that the server tells; None when it tells none."""
    try:
        child = await client.get_node(node).get_child("0:EngineeringUnits")
        told = await child.read_value()
    except ua.UaStatusCodeError:
        return None
    return unit_of(told.UnitId) or str(told.DisplayName.Text)
