"""OPC UA's data values as samples, and a tag's value as OPC UA wants it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from asyncua import ua

from plant_io.sample import BAD, Sample
from plant_io.tags import Tag

_TYPES = {
    "Double": ua.VariantType.Double,
    "Float": ua.VariantType.Float,
    "Int32": ua.VariantType.Int32,
    "Boolean": ua.VariantType.Boolean,
}


def to_sample(tag: str, data: Any, received: datetime) -> Sample:
    """A DataValue of ``tag``. What is no number counts as none, with a bad status if it came with a good one."""
    status = int(data.StatusCode.value) if data.StatusCode is not None else 0
    raw = None if data.Value is None else data.Value.Value
    value = float(raw) if isinstance(raw, int | float) else None
    if value is None and status >> 30 == 0:
        status = BAD
    server_time = aware(data.ServerTimestamp) or received
    return Sample(tag, value, status, aware(data.SourceTimestamp) or server_time, server_time, received)


def to_data_value(tag: Tag, value: float) -> Any:
    """``value`` (tag's unit) in the tag's data type, without times: most servers refuse a client's times."""
    kind = _TYPES[tag.data_type]
    number: float | int | bool = value
    if tag.data_type == "Int32":
        number = round(value)
    elif tag.data_type == "Boolean":
        number = bool(value)
    return ua.DataValue(ua.Variant(number, kind))


def aware(time: datetime | None) -> datetime | None:
    """OPC UA's times are UTC whether or not they say so."""
    if time is None:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def type_id(tag: Tag) -> Any:
    """NodeId of the tag's data type."""
    return ua.NodeId(_TYPES[tag.data_type].value, 0)
