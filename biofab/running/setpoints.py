"""Writing a recipe's set-points: through the interlock, no faster than the card allows, again where that is safe."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from biofab.roles import Channel
from biofab.running.result import Write
from plant_io.backend import Backend
from plant_io.clock import PlantClock
from plant_io.errors import Refused, WriteUnknown
from plant_io.sample import Sample
from plant_io.tags import Tag

MARGIN = 0.95  # of the rate of change that a card allows
AGAIN_S = (0.05, 0.2, 0.5, 1.0)  # real seconds before a refused write is tried again
ATTEMPTS = 3  # of a write whose outcome nobody knows


class Writer(Protocol):
    """What of ``plant_io.interlock.Interlock`` is used here."""

    async def write(self, tag: str, value: float, reason: str) -> Sample:
        """Write a value; the sample that was read back."""


@dataclass(frozen=True)
class _Held:
    """What a tag's set-point was last known to be, since when (plant time)."""

    value: float
    since: datetime


class SetPoints:
    """The set-points of one unit. Values are in the units of ``biofab.roles``; the edge to the tags' units is here."""

    def __init__(self, found: Mapping[str, Channel], interlock: Writer, backend: Backend, clock: PlantClock) -> None:
        self._channels = found
        self._interlock = interlock
        self._backend = backend
        self._clock = clock
        self._held: dict[str, _Held] = {}

    def held(self, role: str) -> float | None:
        """What this run wrote to a role last, in the tag's unit."""
        known = self._held.get(role)
        return None if known is None else known.value

    async def write(self, role: str, value: float, due: datetime, reason: str, *, timed: bool) -> Write | None:
        """Bring a role to ``value``; None when this run has written it already and nothing changed.

        A change faster than the card's rate goes in steps. Raises Refused, WriteUnknown, LinkError, PlantError.
        """
        tag, wanted = self._channels[role].tag, self._channels[role].shown(value)
        wanted = float(round(wanted)) if tag.data_type == "Int32" else wanted
        known = self._held.get(role)
        if known is not None and known.value == wanted:
            return None
        sent = 0
        while True:
            value_now = wanted if tag.rate_of_change is None else await self._allowed(role, tag, wanted)
            sample = await self._once(tag, value_now, reason)
            sent += 1
            # The clock was read when the value was read back: the interlock counts from there, too.
            self._held[role] = _Held(value_now, self._clock.now())
            if value_now == wanted:
                late = (sample.source_time - due).total_seconds() if timed else None
                return Write(role, tag.name, wanted, due, sample.source_time, late, sent)

    async def _allowed(self, role: str, tag: Tag, wanted: float) -> float:
        """The value nearest to ``wanted`` that may be written now, after waiting for the next step of the ramp."""
        known = await self._present(role, tag)
        if known is None or tag.rate_of_change is None:
            return wanted  # the interlock decides
        rate = MARGIN * tag.rate_of_change
        needed = abs(wanted - known.value) / rate
        step = min(needed, tag.ramp_step_s)
        age = self._clock.age(known.since)
        while age < step:
            await asyncio.sleep((step - age) / self._clock.speed)
            age = (await self._clock.sync() - known.since).total_seconds()
        if step == needed:
            return wanted
        return known.value + rate * step * (1.0 if wanted > known.value else -1.0)

    async def _present(self, role: str, tag: Tag) -> _Held | None:
        """The plant's set-point: since this run's write, unless someone wrote another value meanwhile."""
        sample = (await self._backend.read([tag.name]))[0]
        if sample.value is None or not sample.good:
            return None
        known = self._held.get(role)
        return known if known is not None and known.value == sample.value else _Held(sample.value, sample.source_time)

    async def _once(self, tag: Tag, value: float, reason: str) -> Sample:
        """One write; again when the interlock's conditions did not hold for a moment, or the outcome is not known.

        A value can look stale because one of the two processes had to wait for the processor; a refusal sent nothing,
        so trying again is safe. An unknown outcome is looked up first.
        """
        refusals = unknowns = 0
        while True:
            try:
                return await self._interlock.write(tag.name, value, reason)
            except Refused:
                if refusals == len(AGAIN_S):
                    raise
                await asyncio.sleep(AGAIN_S[refusals])
                refusals += 1
            except WriteUnknown:
                sample = (await self._backend.read([tag.name]))[0]
                if sample.good and sample.value == value:
                    return sample
                unknowns += 1
                if unknowns == ATTEMPTS:
                    raise
