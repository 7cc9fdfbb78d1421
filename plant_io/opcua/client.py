"""OPC UA as a way to a plant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from asyncua import Client, ua

from plant_io.backend import Sink
from plant_io.errors import LinkError
from plant_io.opcua.addresses import resolve
from plant_io.opcua.subscription import OpcUaSubscription
from plant_io.opcua.values import aware, to_data_value, to_sample
from plant_io.plant import PlantCard
from plant_io.sample import Sample

LOST = (OSError, TimeoutError, ua.UaError)
"""What asyncua raises when a server does not answer, or answers with a refusal."""

_PAGE = 5_000  # values in one answer to HistoryRead: about 150 kB, far below every server's message limit
_PROBE_S = 5.0  # asyncua gives up a connection after this long without an answer to its own probe
_SESSION_MS = 120_000  # after which the server forgets a client that is gone
_UNANSWERED = frozenset(
    {ua.StatusCodes.BadTimeout, ua.StatusCodes.BadRequestTimeout, ua.StatusCodes.BadConnectionClosed}
)
_SERVER_TIME = ua.NodeId(ua.ObjectIds.Server_ServerStatus_CurrentTime)

T = TypeVar("T")


class OpcUaBackend:
    """A plant that speaks OPC UA. Connects again by itself; ``generation`` counts the connections.

    Channels are unencrypted and anonymous: certificates and users are not supported yet, so use it on a trusted
    network segment or on this computer only.
    """

    def __init__(self, card: PlantCard, endpoint: str | None = None, *, timeout: float = 4.0) -> None:
        self.card = card
        self.endpoint = endpoint or card.endpoint
        self.generation = 0
        self._timeout = timeout
        self._client: Client | None = None
        self._nodes: dict[str, ua.NodeId] = {}
        self._connecting = asyncio.Lock()

    async def connect(self) -> None:
        """Reach the server and find the nodes of all tags. Raises LinkError."""
        await self.client()

    async def client(self) -> Client:
        """The connected asyncua client; connects again when the link is lost. Raises LinkError."""
        async with self._connecting:
            if self._client is not None and self.connected:
                return self._client
            await self._leave()
            client = Client(self.endpoint, timeout=self._timeout, watchdog_intervall=_PROBE_S)
            client.session_timeout = _SESSION_MS
            try:
                await asyncio.wait_for(client.connect(), 2 * self._timeout)
                self._nodes = await resolve(client, self.card)
            except BaseException as error:  # a cancelled attempt, too, must not leave its socket behind
                await _close(client, self._timeout)
                if isinstance(error, LOST):
                    raise self._error(error) from error
                raise
            self._client = client
            self.generation += 1
            return client

    async def disconnect(self) -> None:
        """Leave the server."""
        async with self._connecting:
            await self._leave()

    async def drop(self) -> None:
        """Throw the connection away without asking the server, so that the next use makes a new one."""
        async with self._connecting:
            client, self._client = self._client, None
            if client is not None:
                _abort(client)
                await _close(client, self._timeout)

    @property
    def connected(self) -> bool:
        """Whether the connection of this generation still stands, as far as this side knows."""
        protocol = None if self._client is None else self._client.uaclient.protocol
        return protocol is not None and not protocol.is_closed

    def node(self, tag: str) -> ua.NodeId:
        """The node of a tag. Raises UnknownTag, or LinkError for a tag that the server does not have."""
        known = self.card.tag(tag)
        if tag not in self._nodes:
            where = known.node_id or "/".join(known.browse_path or [])
            raise self._mismatch(f"has no node {where} for tag {tag}")
        return self._nodes[tag]

    async def read(self, tags: Sequence[str]) -> list[Sample]:
        """The present samples in the order of ``tags``."""
        client = await self.client()
        nodes = [self.node(tag) for tag in tags]
        answer = await self._ask(client.uaclient.session.read_attributes(nodes, ua.AttributeIds.Value))
        received = datetime.now(UTC)
        return [to_sample(tag, data, received) for tag, data in zip(tags, answer, strict=True)]

    async def write(self, tag: str, value: float, timeout: float) -> int:
        """Send a value; the server's status code. Once it is sent every failure is a TimeoutError: it may be done."""
        client = await self.client()
        node = self.node(tag)
        data = to_data_value(self.card.tag(tag), value)
        request = client.uaclient.session.write_attributes([node], [data], ua.AttributeIds.Value)
        try:
            results = await asyncio.wait_for(request, timeout)
        except ua.UaStatusCodeError as refusal:
            if refusal.code in _UNANSWERED:
                raise TimeoutError(f"{self.endpoint}: no answer to the write of {tag}") from refusal
            return int(refusal.code)
        except LOST as error:
            raise TimeoutError(f"{self.endpoint}: no answer within {timeout:g} s to the write of {tag}") from error
        return int(results[0].value)

    async def subscribe(
        self, tags: Sequence[str], sink: Sink, since: Mapping[str, datetime] | None = None
    ) -> OpcUaSubscription:
        """A subscription that connects again and fills the hole from the server's history."""
        for tag in tags:
            self.card.tag(tag)
        subscription = OpcUaSubscription(self, tags, sink, since or {})
        await subscription.begin()
        return subscription

    async def history(self, tag: str, start: datetime, end: datetime) -> list[Sample]:
        """HistoryRead of raw values, both ends included; empty when the server keeps none for this tag."""
        client = await self.client()
        details = ua.ReadRawModifiedDetails()
        details.IsReadModified = False
        # The end is not part of what is asked for (OPC UA Part 11, 3.1.8), so ask a little further.
        details.StartTime, details.EndTime = start, end + timedelta(microseconds=1)
        details.NumValuesPerNode = _PAGE
        details.ReturnBounds = False
        node = client.get_node(self.node(tag))
        samples: list[Sample] = []
        point: bytes | None = None
        while True:
            result = await self._ask(node.history_read(details, point))
            if not result.StatusCode.is_good():
                return samples
            received = datetime.now(UTC)
            values = getattr(result.HistoryData, "DataValues", None) or []
            samples += [to_sample(tag, data, received) for data in values]
            if not result.ContinuationPoint or result.ContinuationPoint == point:
                break
            point = result.ContinuationPoint
        return [sample for sample in samples if start <= sample.source_time <= end]

    async def plant_time(self) -> datetime:
        """The card's clock node, or the server's own time."""
        clock = self.card.clock
        value = await self._value(ua.NodeId.from_string(clock.plant_time) if clock else _SERVER_TIME)
        time = aware(value) if isinstance(value, datetime) else None
        if time is None:
            raise self._mismatch(f"gives {value!r} as the plant's time")
        return time

    async def speed(self) -> float:
        """The card's speed node; 1 without one."""
        if self.card.clock is None:
            return 1.0
        value = await self._value(ua.NodeId.from_string(self.card.clock.speed))
        if not isinstance(value, int | float) or value <= 0:
            raise self._mismatch(f"gives {value!r} as the plant's speed")
        return float(value)

    async def _value(self, node: ua.NodeId) -> object:
        client = await self.client()
        answer = await self._ask(client.uaclient.session.read_attributes([node], ua.AttributeIds.Value))
        if answer[0].Value is None or not answer[0].StatusCode.is_good():
            raise self._mismatch(f"has no value at {node.to_string()}")
        return answer[0].Value.Value

    def _mismatch(self, what: str) -> LinkError:
        return LinkError(self.endpoint, what, "compare the plant's card with the server")

    async def _ask(self, request: Awaitable[T]) -> T:
        try:
            return await request
        except LOST as error:
            raise self._error(error) from error

    async def _leave(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await _close(client, 2 * self._timeout)

    def _error(self, error: BaseException) -> LinkError:
        what = str(error) or type(error).__name__
        return LinkError(
            self.endpoint, f"does not answer ({what})", "start the plant's server or give its right address"
        )


async def _close(client: Client, timeout: float) -> None:
    """Leave a server, which may be gone. asyncua 2.1 leaves the closing of the socket to the server: close it here."""
    protocol = client.uaclient.protocol
    try:
        await asyncio.wait_for(client.disconnect(), timeout)
    except LOST:
        pass
    finally:
        if protocol is not None and protocol.transport is not None:
            protocol.transport.abort()
            await asyncio.sleep(0)  # the event loop closes the socket in its next turn


def _abort(client: Client) -> None:
    protocol = client.uaclient.protocol
    if protocol is not None and protocol.transport is not None:
        protocol.transport.abort()
