"""A plant in memory: what every backend must do, without a wire. Shared by tests and by dry runs of a recipe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from plant_io.backend import Gap, Interruption, Sink
from plant_io.backfill import fill
from plant_io.errors import LinkError
from plant_io.plant import PlantCard
from plant_io.sample import BAD, GOOD, Sample

BAD_OUT_OF_RANGE = 0x803C0000
BAD_NOT_WRITABLE = 0x803B0000
START = datetime(2025, 1, 1, tzinfo=UTC)


class MemorySubscription:
    """A subscription to a plant in memory."""

    def __init__(self, plant: MemoryBackend, tags: Sequence[str], sink: Sink) -> None:
        self._plant = plant
        self._tags = frozenset(tags)
        self._sink = sink
        self.interruptions: list[Interruption] = []
        self.gaps: list[Gap] = []
        self.overflows = 0

    def take(self, sample: Sample) -> None:
        """Give a sample to the sink if its tag is subscribed to."""
        if sample.tag in self._tags:
            self._sink([sample])

    async def settle(self, timeout: float) -> bool:  # noqa: ARG002
        """Nothing is ever under way."""
        return True

    async def close(self) -> None:
        """End the subscription."""
        self._plant.subscriptions.discard(self)


class MemoryBackend:
    """A plant in memory. ``put`` plays an instrument; plant time stands still unless it is advanced.

    ``answers`` False: writes are done and never answered. ``reachable`` False: every method raises LinkError.
    """

    def __init__(self, card: PlantCard, start: datetime = START) -> None:
        self.card = card
        self.time = start
        self.plant_speed = 1.0
        self.reachable = True
        self.answers = True
        self.subscriptions: set[MemorySubscription] = set()
        self._samples: dict[str, list[Sample]] = defaultdict(list)
        for tag in card.tags:
            self.put(tag.name, 0.0 if tag.writable else None, status=GOOD if tag.writable else BAD)

    def advance(self, seconds: float) -> None:
        """Let plant time go on."""
        self.time += timedelta(seconds=seconds)

    def put(self, tag: str, value: float | None, status: int = GOOD, source_time: datetime | None = None) -> Sample:
        """A new reading of ``tag``."""
        self.card.tag(tag)
        sample = Sample(tag, value, status, source_time or self.time, self.time, datetime.now(UTC))
        self._samples[tag].append(sample)
        for subscription in list(self.subscriptions):
            subscription.take(sample)
        return sample

    async def connect(self) -> None:
        """Reach the plant."""
        self._check()

    async def disconnect(self) -> None:
        """Leave the plant."""
        self.subscriptions.clear()

    async def read(self, tags: Sequence[str]) -> list[Sample]:
        """The present samples."""
        self._check()
        return [self._samples[self.card.tag(tag).name][-1] for tag in tags]

    async def write(self, tag: str, value: float, timeout: float) -> int:
        """Take a set-point as the server of a virtual plant would."""
        self._check()
        known = self.card.tag(tag)
        if not known.writable:
            return BAD_NOT_WRITABLE
        low, high = known.range
        if not low <= value <= high:
            return BAD_OUT_OF_RANGE
        self.put(tag, float(value))
        if not self.answers:
            raise TimeoutError(f"no answer within {timeout:g} s")
        return GOOD

    async def subscribe(
        self, tags: Sequence[str], sink: Sink, since: Mapping[str, datetime] | None = None
    ) -> MemorySubscription:
        """Samples go to ``sink`` while they are put."""
        present = await self.read(tags)
        subscription = MemorySubscription(self, tags, sink)
        async for filled in fill(self, since or {}, present, tags, "recording began again"):
            subscription.gaps += [] if filled.gap is None else [filled.gap]
            if filled.samples:
                sink(filled.samples)
        self.subscriptions.add(subscription)
        return subscription

    async def history(self, tag: str, start: datetime, end: datetime) -> list[Sample]:
        """Everything that was put."""
        self._check()
        return [sample for sample in self._samples[self.card.tag(tag).name] if start <= sample.source_time <= end]

    async def plant_time(self) -> datetime:
        """The time that ``advance`` has reached."""
        self._check()
        return self.time

    async def speed(self) -> float:
        """As set."""
        self._check()
        return self.plant_speed

    def _check(self) -> None:
        if not self.reachable:
            raise LinkError("memory", "the plant does not answer", "set reachable to True")
