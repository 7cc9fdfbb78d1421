"""A subscription that loses nothing without a record: it watches its link, connects again and fills from history.

Written on asyncua's session rather than its ``Subscription``: that one hands every value to a task of its own and
acknowledges before the value is processed. Here a message is acknowledged after the sink took it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Protocol

from asyncua import Client, ua

from plant_io.backend import Backend, Gap, Interruption, Sink
from plant_io.backfill import fill
from plant_io.errors import LinkError, PlantError
from plant_io.opcua.items import monitored_item
from plant_io.opcua.values import to_sample
from plant_io.plant import PlantCard
from plant_io.sample import Sample, overflowed, without_overflow

KEEP_ALIVE = 10  # publishing intervals without a value after which the server says that it is there
LIFETIME = 600  # publishing intervals after which the server forgets a client that is gone
SILENCE_S = 6.0  # without any message for so long, the link counts as lost
WATCH_S = 0.2
PENDING = 500_000  # samples kept while they cannot be given; what is beyond is asked of the server's history again
PAUSES_S = (0.2, 0.5, 1.0, 2.0)
_LAST_SEQUENCE = 0xFFFFFFFF


_logger = logging.getLogger(__name__)


class Link(Backend, Protocol):
    """What a subscription needs of the backend that made it."""

    card: PlantCard
    endpoint: str
    generation: int

    @property
    def connected(self) -> bool:
        """Whether the connection of this generation still stands."""
        ...

    async def client(self) -> Client:
        """The connected client; connects again when the link is lost. Raises LinkError."""
        ...

    async def drop(self) -> None:
        """Throw the connection away, so that the next use makes a new one."""
        ...

    def node(self, tag: str) -> ua.NodeId:
        """The node of a tag."""
        ...


class OpcUaSubscription:
    """Samples of ``tags`` go to ``sink``; see ``plant_io.backend.Subscription``."""

    def __init__(self, backend: Link, tags: Sequence[str], sink: Sink, since: Mapping[str, datetime]) -> None:
        self.interruptions: list[Interruption] = []
        self.gaps: list[Gap] = []
        self.overflows = 0
        self._backend = backend
        self._tags = list(tags)
        self._sink = sink
        self._marks = dict(since)
        self._last: dict[str, Sample] = {}
        self._pending: deque[Sample] = deque(maxlen=PENDING)
        self._notified: set[str] = set()
        self._live = False
        self._fault: str | None = None
        self._id: int | None = None
        self._epoch = 0
        self._generation = -1
        self._sequence: int | None = None
        self._messages = 0
        self._heard = time.monotonic()
        self._heard_at = datetime.now(UTC)
        self._watch: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Subscribe for the first time. Raises LinkError."""
        await self._establish("recording began again")
        self._watch = asyncio.create_task(self._watching())

    async def settle(self, timeout: float) -> bool:
        """Two whole messages after the call: the first may have been under way, the second was made after it."""
        wanted = self._messages + 2
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self._messages >= wanted and self._live:
                return True
            await asyncio.sleep(0.02)
        return False

    async def close(self) -> None:
        """End the subscription on the server, if it can be reached."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await self._forget()

    async def _establish(self, why: str) -> None:
        """Subscribe, give the sink what was missed since the marks, then go on live. Raises what the sink raises."""
        client = await self._backend.client()
        self._live, self._fault, self._sequence = False, None, None
        self._epoch += 1
        self._notified.clear()
        self._touch()
        try:
            await self._create(client.uaclient.session)
        except (OSError, TimeoutError, ua.UaError) as error:
            what = f"cannot be subscribed to ({error or type(error).__name__})"
            raise LinkError(self._backend.endpoint, what, "see the server's log") from error
        self._generation = self._backend.generation
        await self._present()
        async for filled in fill(self._backend, dict(self._marks), list(self._pending), self._tags, why):
            self._give(filled.samples)
            self.gaps += [] if filled.gap is None else [filled.gap]
        # What arrived while the history was read; the marks tell what of it the history had already.
        self._give([sample for sample in self._pending if self._is_new(sample)])
        self._pending.clear()
        self._live = True

    async def _present(self) -> None:
        """Wait for the first notification of every tag of the new subscription."""
        until = time.monotonic() + SILENCE_S
        while len(self._notified) < len(self._tags) and time.monotonic() < until:
            await asyncio.sleep(0.01)

    async def _create(self, session: ua.UaSession) -> None:
        tags = [self._backend.card.tag(name) for name in self._tags]
        wanted = ua.CreateSubscriptionParameters()
        wanted.RequestedPublishingInterval = min(tag.publishing_ms for tag in tags)
        wanted.RequestedMaxKeepAliveCount = KEEP_ALIVE
        wanted.RequestedLifetimeCount = LIFETIME
        wanted.MaxNotificationsPerPublish = 0
        wanted.PublishingEnabled = True
        answer = await session.create_subscription(wanted, callback=partial(self._publish, self._epoch))
        self._id = answer.SubscriptionId
        items = ua.CreateMonitoredItemsParameters()
        items.SubscriptionId = self._id
        items.TimestampsToReturn = ua.TimestampsToReturn.Both
        every_change = self._backend.card.virtual
        nodes = [self._backend.node(tag.name) for tag in tags]
        items.ItemsToCreate = [
            monitored_item(handle, node, tag, every_change=every_change)
            for handle, (node, tag) in enumerate(zip(nodes, tags, strict=True))
        ]
        results = await session.create_monitored_items(items)
        for tag, result in zip(tags, results, strict=True):
            if not result.StatusCode.is_good():
                what = f"refuses to watch {tag.name} ({result.StatusCode.name})"
                raise LinkError(self._backend.endpoint, what, "compare the plant's card with the server")

    def _publish(self, epoch: int, result: ua.PublishResult) -> None:
        """One message of the server, given by asyncua before it is acknowledged."""
        if epoch != self._epoch:
            return
        self._touch()
        try:
            self._message(result.NotificationMessage)
        except Exception as error:  # asyncua would log it and acknowledge the message, whatever it is
            self._fault = f"a message of the server could not be read: {error}"
        if not result.MoreNotifications:
            self._messages += 1

    def _message(self, message: ua.NotificationMessage) -> None:
        samples = self._samples(message.NotificationData or [])
        if samples and self._skipped(message.SequenceNumber):
            self._fault = "a message of the server was lost"
        if self._live and self._fault is None:
            self._take(samples)
        else:
            self._pending.extend(samples)
            self._notified.update(sample.tag for sample in samples)

    def _samples(self, notifications: Sequence[object]) -> list[Sample]:
        received = datetime.now(UTC)
        samples: list[Sample] = []
        for notification in notifications:
            if isinstance(notification, ua.DataChangeNotification):
                items = notification.MonitoredItems
                samples += [to_sample(self._tags[item.ClientHandle], item.Value, received) for item in items]
            elif isinstance(notification, ua.StatusChangeNotification):
                self._fault = "the server ended the subscription"
        if any(overflowed(sample.status) for sample in samples):
            self.overflows += 1
            self._fault = "the server's queue was too small"
            samples = [replace(sample, status=without_overflow(sample.status)) for sample in samples]
        return samples

    def _skipped(self, sequence: int) -> bool:
        expected = None if self._sequence is None else self._sequence % _LAST_SEQUENCE + 1
        self._sequence = sequence
        return expected is not None and sequence != expected

    def _take(self, samples: list[Sample]) -> None:
        """Give live samples to the sink; when it refuses, keep them until the subscription is established again."""
        try:
            self._give([sample for sample in samples if not _same(self._last.get(sample.tag), sample)])
        except Exception as error:  # whatever is wrong with the sink, the samples are not lost
            self._fault = f"the record refused: {error}"
            self._pending.extend(samples)

    def _give(self, samples: list[Sample]) -> None:
        if not samples:
            return
        self._sink(samples)
        for sample in samples:
            self._marks[sample.tag] = sample.source_time
            self._last[sample.tag] = sample

    def _is_new(self, sample: Sample) -> bool:
        mark = self._marks.get(sample.tag)
        return mark is None or sample.source_time > mark

    def _touch(self) -> None:
        self._heard = time.monotonic()
        self._heard_at = datetime.now(UTC)

    async def _watching(self) -> None:
        silent = 0
        while True:
            await asyncio.sleep(WATCH_S)
            # Twice in a row: after a stall of this process, messages that wait in the socket get their turn first.
            silent = silent + 1 if time.monotonic() - self._heard > SILENCE_S else 0
            if self._fault is not None:
                await self._again(self._fault)
            elif self._backend.generation != self._generation or not self._backend.connected:
                await self._again("the connection was lost")
            elif silent > 1:
                await self._backend.drop()
                await self._again(f"the server was silent for {SILENCE_S:g} s")

    async def _again(self, why: str) -> None:
        """Establish the subscription again, for as long as it takes, and note the interruption."""
        start = self._heard_at
        for attempt in count():
            await self._forget()
            try:
                await self._establish(why)
                break
            except LinkError:
                await self._backend.drop()
            except Exception as error:  # the sink's: the link is sound, the samples wait
                _logger.warning("%s: samples wait: %s", self._backend.endpoint, error)
            await asyncio.sleep(PAUSES_S[min(attempt, len(PAUSES_S) - 1)])
        self.interruptions.append(Interruption(start, datetime.now(UTC), why))

    async def _forget(self) -> None:
        """Delete the subscription on the server if the same connection still stands."""
        identity, self._id = self._id, None
        self._epoch += 1
        if identity is None or not self._backend.connected or self._backend.generation != self._generation:
            return
        try:
            client = await self._backend.client()
            await asyncio.wait_for(client.uaclient.session.delete_subscriptions([identity]), 2.0)
        except (OSError, TimeoutError, ua.UaError, PlantError):
            return


def _same(last: Sample | None, sample: Sample) -> bool:
    """Nothing new: an item is watched again, or a server tells a value once more."""
    if last is None or last.source_time != sample.source_time:
        return False
    return last.value == sample.value and last.status == sample.status
