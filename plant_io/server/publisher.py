"""The one way in which a value gets into the server: to its history, its variable and every subscription, together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from asyncua import ua

from plant_io.server.address_space import PlantNodes
from plant_io.server.columns import Row, TagColumns
from plant_io.server.history import PlantHistory
from plant_io.server.nodes import TagNode, microseconds


class Publisher:
    """Writes values to an asyncua address space. Nothing here waits, so that no client sees half of a sample."""

    def __init__(self, aspace: Any, nodes: PlantNodes, history: PlantHistory) -> None:
        self._aspace = aspace
        self._nodes = nodes
        self._columns: dict[str, TagColumns] = {name: history.keep(node) for name, node in nodes.tags.items()}
        self.values = 0

    async def publish(self, node: TagNode, reading: float | None, time: datetime, status: int = 0) -> None:
        """Give a tag a value at a plant time; a second one at the same time has a source time 1 µs after the first."""
        now = microseconds(time)
        columns = self._columns[node.tag.name]
        last = columns.last_us
        value, status = node.measured(reading, status)
        row = Row(now if last is None or last < now else last + 1, now, value, status)
        columns.append(row)
        self.values += 1
        await self._aspace.write_attribute_value(node.node_id, ua.AttributeIds.Value, node.data_value(row))

    async def tell(self, time: datetime, speed: float) -> None:
        """Set the clock's nodes; called when all that belongs to ``time`` is published."""
        if self._nodes.plant_time is None:
            return
        for node_id, variant in (
            (self._nodes.plant_time, ua.Variant(time, ua.VariantType.DateTime)),
            (self._nodes.speed, ua.Variant(speed, ua.VariantType.Double)),
        ):
            value = ua.DataValue(variant, SourceTimestamp=time, ServerTimestamp=time)
            await self._aspace.write_attribute_value(node_id, ua.AttributeIds.Value, value)
