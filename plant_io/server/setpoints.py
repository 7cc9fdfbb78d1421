"""Writes of clients: only set-points, only with the right type, only within the limits of the plant's card."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asyncua import ua
from asyncua.crypto.permission_rules import UserRole
from asyncua.server.address_space import AttributeService

from plant_io.server.nodes import TagNode

Accept = Callable[[TagNode, float], Awaitable[None]]
"""Takes an accepted set-point, in the tag's unit."""


class SetPoints(AttributeService):  # type: ignore[misc]
    """Takes the place of asyncua's attribute service; reads are as before."""

    def __init__(self, aspace: Any, nodes: Mapping[Any, TagNode], accept: Accept) -> None:
        super().__init__(aspace)
        self._nodes = nodes
        self._accept = accept

    async def write(self, params: Any, user: Any) -> list[Any]:
        """One ua.StatusCode for each value of a ua.WriteParameters, in their order.

        A client's time stamps are not taken over: a set-point holds from the plant's time at which it is accepted.
        """
        if user.role == UserRole.Admin:  # the server itself; no client can be it
            return list(await super().write(params, user=user))
        return [ua.StatusCode(await self._write(item)) for item in params.NodesToWrite]

    async def _write(self, item: Any) -> int:
        node = self._nodes.get(item.NodeId)
        if node is None and item.NodeId not in self._aspace:
            return int(ua.StatusCodes.BadNodeIdUnknown)
        if node is None or not node.tag.writable or item.AttributeId != ua.AttributeIds.Value:
            return int(ua.StatusCodes.BadNotWritable)
        if item.IndexRange:
            return int(ua.StatusCodes.BadIndexRangeInvalid)
        status = fault(node, item.Value)
        if status == ua.StatusCodes.Good:
            await self._accept(node, float(item.Value.Value.Value))
        return status


def fault(node: TagNode, value: Any) -> int:
    """Good (0), or what is wrong with a ua.DataValue as a set-point of this tag."""
    codes = ua.StatusCodes
    variant = value.Value
    if value.StatusCode is not None and not value.StatusCode.is_good():
        return int(codes.BadWriteNotSupported)
    if variant is None or variant.Value is None or variant.is_array or variant.VariantType != node.variant_type:
        return int(codes.BadTypeMismatch)
    low, high = node.tag.limits or node.tag.range
    number = float(variant.Value)
    if not math.isfinite(number) or not low <= number <= high:
        return int(codes.BadOutOfRange)
    return int(codes.Good)
