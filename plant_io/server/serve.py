"""The virtual plant: a model behind an OPC UA server, in a plant time that can run faster than the clock."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlparse

from asyncua import Server, ua

from cards.reading import nearest
from plant_io.errors import LinkError, PlantError
from plant_io.plant import PlantCard
from plant_io.server.address_space import PlantNodes, build
from plant_io.server.history import PlantHistory
from plant_io.server.nodes import TagNode
from plant_io.server.physics import PlantModel
from plant_io.server.publisher import Publisher
from plant_io.server.setpoints import SetPoints
from plant_io.server.subscriptions import PlantSubscriptions

HISTORY_ROWS = 200_000
"""Values kept of each tag by default: 23 days at 10 s, 5.6 MB a tag."""
CATCH_UP_S = 1.0
"""The loop makes good for a delay up to this long; of a longer one, plant time stays behind."""

HANG_UP_S = 0.1
"""For so long, what is on its way to a client may still go out when the plant stops."""


@dataclass(frozen=True)
class Progress:
    """What a virtual plant has done: samples, values published, and the real seconds that plant time fell behind."""

    samples: int
    values: int
    behind_s: float


class VirtualPlant:
    """Serves ``card`` at opc.tcp://host:port with the readings of ``model``.

    A sample is taken every ``sample_seconds`` of plant time, ``speed`` plant seconds a real second. When the machine
    cannot keep up, plant time falls behind; no sample is skipped. The model is advanced in the event loop: a step that
    computes for long keeps clients waiting as long. Until a tag has a reading its status is BadWaitingForInitialData.

    For this computer alone: without certificates, and any client may write set-points within the card's limits.
    """

    def __init__(
        self,
        card: PlantCard,
        model: PlantModel,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float = 1.0,
        sample_seconds: float = 10.0,
        start: datetime | None = None,
        history_rows: int = HISTORY_ROWS,
    ) -> None:
        if not (speed > 0 and sample_seconds > 0):
            raise ValueError(f"expected speed > 0 and sample_seconds > 0, not {speed:g} and {sample_seconds:g}")
        if start is not None and start.tzinfo is None:
            raise ValueError(f"start: expected a time with its zone, not {start.isoformat()}")
        self.card = card
        self.model = model
        self.host = host
        self.port = port
        self.speed = speed
        self.sample_seconds = sample_seconds
        self.plant_time = (start or datetime.now(UTC)).astimezone(UTC)
        self._history_rows = history_rows
        self._server: Server | None = None
        self._loop: asyncio.Task[None] | None = None
        self._set_points: deque[tuple[str, float]] = deque()
        self._samples = 0
        self._behind = 0.0

    @property
    def endpoint(self) -> str:
        """The address; with the real port once started."""
        return f"opc.tcp://{self.host}:{self.port}{urlparse(self.card.endpoint).path}"

    @property
    def progress(self) -> Progress:
        """What has been done until now."""
        return Progress(self._samples, self._publisher.values if self._server else 0, self._behind)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Serve, and let plant time run. Raises LinkError when the port cannot be used, PlantError for a wrong card."""
        _try_port(self.host, self.port, self.endpoint)
        server = await _new_server(self.endpoint)
        self._nodes: PlantNodes = await build(server, self.card)
        self._publisher = self._outfit(server, self._nodes)
        waiting = int(ua.StatusCodes.BadWaitingForInitialData)
        for node in self._nodes.tags.values():
            await self._publisher.publish(node, None, self.plant_time, waiting)
        await self._publisher.tell(self.plant_time, self.speed)
        await server.start()
        self._server = server
        self.port = server.bserver.port
        self._loop = asyncio.create_task(self._advance(), name=f"virtual plant {self.card.name}")

    async def run(self) -> None:
        """Wait until the plant is stopped. Raises what the model raised."""
        if self._loop is None:
            raise PlantError(f"{self.endpoint}: the virtual plant is not running; call start() first")
        await asyncio.wait([self._loop])
        if not self._loop.cancelled():
            self._loop.result()

    async def stop(self) -> None:
        """Stop plant time, then the server with its connections; harmless when not running."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait([self._loop])
        server, self._server = self._server, None
        if server is not None:
            await _close(server)

    def _outfit(self, server: Server, nodes: PlantNodes) -> Publisher:
        """Put our own services in the places of asyncua's."""
        inner = server.iserver
        inner.subscription_service = PlantSubscriptions(inner.aspace, inner)
        inner.isession.subscription_service = inner.subscription_service
        inner.history_manager = PlantHistory(inner, self._history_rows)
        by_id = {node.node_id: node for node in nodes.tags.values()}
        inner.attribute_service = SetPoints(inner.aspace, by_id, self._accept)
        return Publisher(inner.aspace, nodes, inner.history_manager)

    async def _accept(self, node: TagNode, value: float) -> None:
        self._set_points.append((node.tag.name, value))
        await self._publisher.publish(node, value, self.plant_time)

    async def _advance(self) -> None:
        clock = asyncio.get_running_loop().time
        period = self.sample_seconds / self.speed
        due = clock() + period
        while True:
            late = clock() - due
            if late > CATCH_UP_S:
                self._behind += late
                due += late
            await asyncio.sleep(max(-late, 0.0))
            await self._sample()
            due += period

    async def _sample(self) -> None:
        while self._set_points:
            self.model.write(*self._set_points.popleft())
        readings = self.model.advance(self.sample_seconds)
        self.plant_time += timedelta(seconds=self.sample_seconds)
        for tag, value in readings.items():
            await self._publisher.publish(self._node(tag), value, self.plant_time)
        await self._publisher.tell(self.plant_time, self.speed)
        self._samples += 1

    def _node(self, tag: str) -> TagNode:
        try:
            return self._nodes.tags[tag]
        except KeyError:
            known = nearest(tag, self._nodes.tags)
            raise PlantError(
                f"the model gave a reading of '{tag}', which plant {self.card.name} has not{known}"
            ) from None


def _try_port(host: str, port: int, endpoint: str) -> None:
    """Fail early and in plain words when the address cannot be listened on."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        remedy = "stop what listens there, or take another port (0 for any free one)"
        raise LinkError(endpoint, f"port {port} of {host} cannot be used ({error.strerror})", remedy) from None


async def _new_server(endpoint: str) -> Server:
    server = Server()
    collecting = gc.isenabled()
    gc.disable()  # the standard's nodes are many and stay: going through them again and again is a third of the time
    try:
        await server.init()
    finally:
        if collecting:
            gc.enable()
    server.set_endpoint(endpoint)
    server.set_server_name("biofab virtual plant")
    await server.set_application_uri("urn:biofab:virtual-plant")
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    server.set_identity_tokens([ua.AnonymousIdentityToken])
    server.allow_remote_admin(False)
    server.disable_clock()  # a task of its own, which takes up to a second to stop
    server.set_attribute_value_callback(ua.NodeId(ua.ObjectIds.Server_ServerStatus_CurrentTime), _present)
    return server


def _present(_node: Any, _attribute: Any) -> Any:
    now = datetime.now(UTC)
    return ua.DataValue(ua.Variant(now, ua.VariantType.DateTime), SourceTimestamp=now, ServerTimestamp=now)


async def _close(server: Server) -> None:
    """Stop an asyncua server, and what its own stop leaves running: subscriptions and sessions of absent clients."""
    inner = server.iserver
    for session in list(inner._external_sessions.values()):
        await session.close_session(True)
    await inner.subscription_service.delete_subscriptions(list(inner.subscription_service.subscriptions))
    for transport in list(inner.asyncio_transports):
        transport.close()
    await asyncio.sleep(HANG_UP_S)
    for transport in list(inner.asyncio_transports):
        transport.abort()
    await server.stop()
    while server.bserver.clients:  # an aborted transport tells its protocol in the loop's next round
        await asyncio.sleep(0)
    await server.bserver._close_tasks()
    await asyncio.sleep(0)
