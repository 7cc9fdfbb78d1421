"""The only way to write to a plant: armed by a person, within limits, under interlocks, audited before it is sent."""

from __future__ import annotations

import hmac
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from plant_io.audit import Audit, Entry
from plant_io.backend import Backend
from plant_io.clock import PlantClock
from plant_io.errors import AuditError, LinkError, PlantError, Refused, WriteUnknown
from plant_io.plant import InterlockRule, PlantCard
from plant_io.sample import Sample, good
from plant_io.tags import Tag

ROLES = ("operator", "engineer")
LONGEST_ARMING_S = 24 * 3600.0
_Note = Callable[[str, str], None]  # event, detail

CLOCK_TOLERANCE_S = 5.0  # real seconds that a source's clock may be ahead of the plant's


@dataclass(frozen=True)
class Arming:
    """Who may write, why, and until when (this computer's monotonic clock, s)."""

    role: str
    name: str
    reason: str
    until: float


class Interlock:
    """Writes to one plant. Not armed at first.

    ``tokens`` holds the secret of each role that may arm; a role without one cannot.
    """

    def __init__(
        self,
        card: PlantCard,
        backend: Backend,
        clock: PlantClock,
        audit: Audit,
        tokens: Mapping[str, str],
        *,
        timeout: float = 4.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._card = card
        self._backend = backend
        self._clock = clock
        self._audit = audit
        self._tokens = dict(tokens)
        self._timeout = timeout
        self._monotonic = monotonic
        self._arming: Arming | None = None
        self._written: dict[str, tuple[float, datetime]] = {}

    @property
    def armed(self) -> Arming | None:
        """The arming that holds now; None when nobody armed, or its time is over."""
        if self._arming is not None and self._monotonic() >= self._arming.until:
            self._arming = None
        return self._arming

    def arm(self, role: str, name: str, reason: str, seconds: float, token: str) -> Arming:
        """Allow writes for ``seconds`` of real time; audited. Raises Refused (role, token, reason or time)."""
        why = self._why_not_arm(role, name, reason, seconds, token)
        if why:
            self._audit.record(Entry("arming refused", role, name, reason=reason, detail=why))
            raise Refused(self._card.name, why)
        self._audit.record(Entry("armed", role, name, reason=reason, detail=f"for {seconds:g} s"))
        self._arming = Arming(role, name, reason, self._monotonic() + seconds)
        return self._arming

    def disarm(self) -> None:
        """No more writes until someone arms again."""
        arming, self._arming = self._arming, None
        if arming is not None:
            self._audit.record(Entry("disarmed", arming.role, arming.name))

    async def write(self, tag: str, value: float, reason: str) -> Sample:
        """Write ``value`` (tag's unit); the sample that was read back.

        Raises Refused (nothing was sent), WriteUnknown (sent, no answer: it may or may not be done), PlantError (the
        plant refused it, or shows another value). Every one of them, and success, stands in the audit trail.
        """
        arming = self.armed
        if arming is None:
            self._audit.record(Entry("refused", "", "", tag, value, reason, "not armed"))
            raise Refused(tag, "not armed; an operator or engineer has to arm first, with a reason and for a time")
        try:
            await self._check(self._card.tag(tag), value)
        except PlantError as error:
            self._audit.record(Entry("refused", arming.role, arming.name, tag, value, reason, str(error)))
            raise
        return await self._send(arming, self._card.tag(tag), value, self._noter(arming, tag, value, reason))

    async def safe_state(self, unit: str, name: str, reason: str) -> list[PlantError]:
        """Bring a unit to the safe state of the card, in its order. Returns what failed; goes on past a failure.

        Needs no arming, and passes over rates of change, interlocks and an audit trail that cannot be written: stopping
        must always be possible, and the values are the card's, never the caller's.
        """
        roles = self._card.roles(unit)
        actor = Arming("safe state", name, reason, math.inf)
        failures: list[PlantError] = []
        for role, value in self._card.equipment(unit).safe_state.items():
            strict = self._noter(actor, roles[role].name, value, reason)

            def note(event: str, detail: str, strict: _Note = strict) -> None:
                try:
                    strict(event, detail)
                except AuditError as error:
                    failures.append(error)

            try:
                await self._send(actor, roles[role], value, note)
            except PlantError as error:
                failures.append(error)
        return failures

    def _noter(self, actor: Arming, tag: str, value: float, reason: str) -> _Note:
        def note(event: str, detail: str) -> None:
            self._audit.record(Entry(event, actor.role, actor.name, tag, value, reason, detail))

        return note

    def _why_not_arm(self, role: str, name: str, reason: str, seconds: float, token: str) -> str:
        if role not in ROLES:
            return f"the role '{role}' may not arm; expected one of: {', '.join(ROLES)}"
        if not name.strip() or not reason.strip():
            return "arming needs a name and a reason"
        if not 0 < seconds <= LONGEST_ARMING_S:
            return f"armed for 0 to {LONGEST_ARMING_S:g} s at a time, not {seconds:g} s"
        if role not in self._tokens or not hmac.compare_digest(self._tokens[role].encode(), token.encode()):
            return f"wrong token for the role '{role}'"
        return ""

    async def _check(self, tag: Tag, value: float) -> None:
        if not tag.writable or tag.limits is None:
            raise Refused(tag.name, "the tag is not writable")
        low, high = tag.limits
        if not low <= value <= high:  # false for a number that is none, too
            raise Refused(tag.name, f"{value:g} is outside the limits {low:g} to {high:g} {tag.unit}")
        if tag.data_type == "Int32" and value != round(value):
            raise Refused(tag.name, f"{value:g} is not a whole number")
        await self._clock.sync()
        if tag.rate_of_change is not None:
            await self._check_rate(tag, value, tag.rate_of_change)
        for rule in self._card.interlocks:
            if rule.tag == tag.name and value not in rule.unless:
                await self._check_rule(rule)

    async def _check_rate(self, tag: Tag, value: float, rate: float) -> None:
        """Against the set-point that the plant has now, whoever wrote it, and the time since, of one step at most."""
        present = (await self._backend.read([tag.name]))[0]
        if present.value is None or not present.good:
            raise Refused(tag.name, "its present value is not GOOD, so the rate of change cannot be judged")
        last, since = present.value, present.source_time
        written, at = self._written.get(tag.name, (math.nan, since))
        if abs(written - last) <= _tolerance(tag, written):
            since = at  # a server may stamp a set-point anew whenever it is read
        allowed = rate * min(max(self._clock.age(since), 0.0), tag.ramp_step_s)
        if abs(value - last) > allowed:
            what = f"from {last:g} to {value:g} {tag.unit} is more than {rate:g} per second of plant time allows"
            remedy = f"go in steps of at most {rate * tag.ramp_step_s:g}, {tag.ramp_step_s:g} s apart"
            raise Refused(tag.name, f"{what} ({allowed:.3g}); {remedy}")

    async def _check_rule(self, rule: InterlockRule) -> None:
        sample = (await self._backend.read([rule.requires]))[0]
        low, high = rule.within
        age = self._clock.age(sample.source_time)
        if not sample.good or sample.value is None:
            raise Refused(rule.tag, f"{rule.requires} is not GOOD (status 0x{sample.status:08X}): {rule.reason}")
        if rule.fresh_s is not None and age > rule.fresh_s:
            raise Refused(rule.tag, f"{rule.requires} is {age:.0f} s old, expected ≤ {rule.fresh_s:g} s: {rule.reason}")
        if age < -CLOCK_TOLERANCE_S * self._clock.speed:
            raise Refused(rule.tag, f"{rule.requires} has a time {-age:.0f} s ahead of the plant: {rule.reason}")
        if not low <= sample.value <= high:
            raise Refused(rule.tag, f"{rule.requires} is {sample.value:g}, expected {low:g} to {high:g}: {rule.reason}")

    async def _send(self, actor: Arming, tag: Tag, value: float, note: _Note) -> Sample:
        note("intent", actor.reason)
        try:
            status = await self._backend.write(tag.name, value, self._timeout)
        except TimeoutError as error:
            note("unknown", str(error))
            self._written.pop(tag.name, None)
            raise WriteUnknown(
                f"{tag.name}: {value:g} was sent and not answered; read the tag before another write"
            ) from error
        except LinkError as error:
            note("failed", str(error))
            raise
        if not good(status):
            note("failed", f"the plant refused it (status 0x{status:08X})")
            raise PlantError(f"{tag.name}: the plant refused {value:g} (0x{status:08X}); compare limits and rights")
        return await self._read_back(tag, value, note)

    async def _read_back(self, tag: Tag, value: float, note: _Note) -> Sample:
        try:
            self._written[tag.name] = (value, await self._clock.sync())
            sample = (await self._backend.read([tag.name]))[0]
        except LinkError as error:
            note("unknown", f"accepted, but not read back: {error}")
            raise WriteUnknown(f"{tag.name}: {value:g} was accepted and not read back; read the tag") from error
        if not sample.good or sample.value is None or abs(sample.value - value) > _tolerance(tag, value):
            note("failed", f"read back {sample.value} (status 0x{sample.status:08X})")
            raise PlantError(f"{tag.name}: wrote {value:g} and read back {sample.value}; someone else may write it too")
        note("done", f"read back {sample.value:g}")
        return sample


def _tolerance(tag: Tag, value: float) -> float:
    """How far a value that was read back may lie from the one that was written."""
    return max(tag.resolution, 1e-6 * abs(value), 1e-9)
