"""Watching a running batch: limits of the recipe, alarms of the plant's card, values that stopped coming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from biofab.roles import Channel
from biofab.running.procedure import Bounds
from plant_io.sample import Sample
from plant_io.tags import Tag

CALM = 3  # looks in a row without the condition before it counts as over: noise at a limit is one notice, not many


@dataclass(frozen=True)
class Notice:
    """A condition that began (``on``) or is over. ``kind``: limit, alarm, stale or bad; ``value`` in the tag's unit."""

    kind: str
    tag: str
    what: str
    value: float | None
    on: bool


class Watch:
    """Judges the samples of one unit at every look."""

    def __init__(self, found: Mapping[str, Channel]) -> None:
        self._channels = {
            role: channel for role, channel in found.items() if not channel.tag.writable and channel.tag.stale_after_s
        }
        self._since_calm: dict[tuple[str, str, str], int] = {}

    @property
    def tags(self) -> list[str]:
        """The tags to read at every look."""
        return [channel.tag.name for channel in self._channels.values()]

    def look(
        self, samples: Sequence[Sample], plant_time: datetime, bounds: Sequence[Bounds], *, running: bool
    ) -> list[Notice]:
        """What began or is over since the last look.

        ``samples`` are those of ``tags``, read after ``plant_time``. Alarms count only while the batch is ``running``.
        """
        seen: dict[tuple[str, str, str], float | None] = {}
        for (role, channel), sample in zip(self._channels.items(), samples, strict=True):
            wanted = [one for one in bounds if one.role == role]
            for kind, what in _conditions(channel, sample, plant_time, wanted, running):
                seen[kind, channel.tag.name, what] = sample.value
        begun = [Notice(*key, value, on=True) for key, value in seen.items() if key not in self._since_calm]
        over = self._calmed(seen)
        return [*begun, *over]

    def _calmed(self, seen: Mapping[tuple[str, str, str], float | None]) -> list[Notice]:
        over = []
        self._since_calm |= dict.fromkeys(seen, 0)
        for key in [key for key in self._since_calm if key not in seen]:
            self._since_calm[key] += 1
            if self._since_calm[key] == CALM:
                del self._since_calm[key]
                over.append(Notice(*key, None, on=False))
        return over


def _conditions(
    channel: Channel, sample: Sample, plant_time: datetime, bounds: Sequence[Bounds], running: bool
) -> Iterator[tuple[str, str]]:
    """(kind, what) of everything that is not as it should be."""
    tag = channel.tag
    if sample.value is None or not sample.good:
        yield "bad", f"status 0x{sample.status:08X}"
        return
    # Read after the plant's clock, so it cannot look older than it is.
    age = (plant_time - sample.source_time).total_seconds()
    if tag.stale_after_s is not None and age > tag.stale_after_s:
        yield "stale", f"no new value within {tag.stale_after_s:g} s"
    if not running:
        return
    for one in bounds:
        if not one.low <= channel.meant(sample.value) <= one.high:
            yield "limit", f"outside {one.low:g} to {one.high:g} {one.unit} of the recipe"
    yield from _alarm(tag, sample.value)


def _alarm(tag: Tag, value: float) -> Iterator[tuple[str, str]]:
    """The gravest alarm only."""
    if tag.alarms is None:
        return
    ordered = (("high_high", 1), ("low_low", -1), ("high", 1), ("low", -1))
    for name, sign in ordered:
        limit = getattr(tag.alarms, name)
        if limit is not None and sign * (value - limit) > 0:
            yield "alarm", f"{name} {limit:g} {tag.unit}"
            return
