"""What the server keeps in hand of a tag: its node, its data type, and how a number becomes an OPC UA value."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from asyncua import ua

from plant_io.server.columns import Row
from plant_io.tags import Tag

_SINGLE = struct.Struct("<f")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class TagNode:
    """A tag and its variable in the address space."""

    tag: Tag
    node_id: Any  # ua.NodeId

    @cached_property
    def variant_type(self) -> Any:
        """The ua.VariantType of the variable's values."""
        return ua.VariantType[self.tag.data_type]

    def measured(self, value: float | None, status: int) -> tuple[float | None, int]:
        """The number that the variable can hold for ``value``; a reading that is no number is a bad one."""
        if value is None or not math.isfinite(value):
            bad = status if status >> 31 else int(ua.StatusCodes.BadSensorFailure)
            return None, bad
        if self.tag.data_type == "Float":
            return float(_SINGLE.unpack(_SINGLE.pack(value))[0]), status
        if self.tag.data_type == "Int32":
            return float(round(value)), status
        return (float(bool(value)) if self.tag.data_type == "Boolean" else float(value)), status

    def data_value(self, row: Row) -> Any:
        """The ua.DataValue of a row, the same for a subscription, a read and the history."""
        return ua.DataValue(
            self._variant(row.value),
            ua.StatusCode(row.status),
            SourceTimestamp=moment(row.source_us),
            ServerTimestamp=moment(row.server_us),
        )

    def _variant(self, value: float | None) -> Any:
        if value is None:
            return ua.Variant(None, ua.VariantType.Null)
        kind = self.tag.data_type
        held = int(value) if kind == "Int32" else bool(value) if kind == "Boolean" else value
        return ua.Variant(held, self.variant_type)


def microseconds(time: datetime) -> int:
    """Microseconds since 1970 UTC of an aware time; a time without a zone is taken as UTC, as OPC UA's are."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND


def moment(time_us: int) -> datetime:
    """The aware UTC time of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=time_us)
