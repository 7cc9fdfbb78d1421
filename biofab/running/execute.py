"""Executing a recipe: phase after phase, every set-point at its hour by the plant's clock."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

from biofab.errors import ActionRefused, PlantUnreachable
from biofab.progress import Progress
from biofab.roles import INOCULATE, PRODUCE, Channel
from biofab.running.collecting import Collecting
from biofab.running.events import Events
from biofab.running.procedure import INOCULATION, Bounds, End, Operation, Phase, Recipe
from biofab.running.result import PhaseRun, Write
from biofab.running.setpoints import SetPoints
from biofab.running.watch import Watch
from plant_io.backend import Backend
from plant_io.clock import PlantClock
from plant_io.errors import LinkError, PlantError

LOOK_S = 0.25  # real seconds between two looks at the plant
SOON_S = 0.05  # before a set-point is due, no look that could make it late
PATIENCE_S = 30.0  # real seconds that a plant may be out of reach
AGAIN_S = 0.3

T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """A set-point at a plant time."""

    due: datetime
    phase: str
    role: str
    value: float


@dataclass(frozen=True)
class Floor:
    """What an execution works with. ``arm`` allows writes for so many real seconds."""

    channels: dict[str, Channel]
    backend: Backend
    clock: PlantClock
    set_points: SetPoints
    events: Events
    collecting: Collecting
    arm: Callable[[float], object]


class Execution:
    """One recipe on one plant, once. ``writes`` and ``phases`` tell how far it came, whatever happens."""

    def __init__(self, recipe: Recipe, floor: Floor, progress: Progress, stop: threading.Event | None = None) -> None:
        self.writes: list[Write] = []
        self.phases: list[PhaseRun] = []
        self.notices = 0
        self.inoculated: datetime | None = None
        self._recipe = recipe
        self._floor = floor
        self._progress = progress
        self._stop = stop
        self._watch = Watch(floor.channels)
        self._bounds: list[Bounds] = []
        self._boundary: datetime | None = None  # where the timed phases have come to
        self._now: datetime | None = None
        self._begun = False
        self._looked = 0.0

    @property
    def now(self) -> datetime:
        """Plant time as last read. Raises RuntimeError before ``begin``."""
        if self._now is None:
            raise RuntimeError("the plant's clock has not been read yet")
        return self._now

    @property
    def ordered(self) -> bool:
        """Whether anything may have been written to the plant."""
        return self._begun

    async def begin(self) -> datetime:
        """Read the clock and see that no batch is running; the plant time. Raises ActionRefused, LinkError."""
        now = await self._sync()
        tag = self._floor.channels["command"].tag
        sample = (await self._floor.backend.read([tag.name]))[0]
        if sample.good and sample.value in (INOCULATE, PRODUCE):
            raise ActionRefused(
                f"{tag.name}: the unit is running a batch already (command {sample.value:g}); end it before a new one"
            )
        return now

    async def run(self) -> None:
        """All operations. Raises what stopped it; writes and phases until then are kept."""
        self._begun = True
        for operation in self._recipe.operations:
            self._arm(operation)
            self._progress.say(f"{operation.name}: {', '.join(phase.name for phase in operation.phases)}")
            for group in operation.groups():
                await self._group(operation.name, group)

    def _arm(self, operation: Operation) -> None:
        hours = max(phase.end.hours for phase in operation.phases)
        self._floor.arm(min(2.0 * hours * 3600.0 / self._floor.clock.speed + 600.0, 24 * 3600.0))

    async def _group(self, operation: str, group: tuple[Phase, ...]) -> None:
        """Phases that run together: their orders in time, then their ends."""
        begun = await self._linked(self._sync) if self._boundary is None else self._boundary
        self._bounds = [bounds for phase in group for bounds in phase.limits]
        names = [phase.name for phase in group]
        self._floor.events.note("phases begin", self.now, operation=operation, phases=names)
        state = "aborted"
        try:
            for orders in _at_once(self._orders(group, begun)):
                await self._until(orders[0].due)
                await self._write(operation, orders)
            for phase in group:
                await self._end(operation, phase, begun)
            state = "complete"
        finally:
            self.phases += [PhaseRun(operation, name, begun, self.now, state) for name in names]
            self._floor.events.note(f"phases {state}", self.now, operation=operation, phases=names)
        timed = [phase.end.hours for phase in group if phase.end.since == INOCULATION]
        if self.inoculated is not None and timed:
            self._boundary = self.inoculated + timedelta(hours=max(timed))

    def _orders(self, group: tuple[Phase, ...], begun: datetime) -> list[Order]:
        orders = [Order(begun, phase.name, one.role, one.value) for phase in group for one in phase.set_points]
        origin = self.inoculated or begun
        steps = [(step, phase.name) for phase in group for step in phase.steps]
        for step, name in sorted(steps, key=lambda pair: pair[0].hour):
            orders.append(Order(origin + timedelta(hours=step.hour), name, step.role, step.value))
        return orders

    async def _write(self, operation: str, orders: list[Order]) -> None:
        """Orders of one time, all at once; those that a lost link left undone are written again."""
        left = orders
        first = len(self.writes)

        async def ask() -> None:
            nonlocal left
            outcomes = await asyncio.gather(*(self._order(operation, one) for one in left), return_exceptions=True)
            left = [one for one, outcome in zip(left, outcomes, strict=True) if outcome is not None]
            for outcome in outcomes:
                if outcome is not None:
                    raise outcome

        await self._linked(ask)
        for done in self.writes[first:]:
            facts = {"operation": operation, "tag": done.tag, "value": done.value}
            self._floor.events.note("set-point", done.done, **facts, late_s=done.late_s, sent=done.sent)

    async def _order(self, operation: str, order: Order) -> None:
        reason, timed = f"{operation}/{order.phase}", self.inoculated is not None
        done = await self._floor.set_points.write(order.role, order.value, order.due, reason, timed=timed)
        if done is None:
            return
        self.writes.append(done)
        if order.role == "command" and order.value == INOCULATE:
            self.inoculated = self._boundary = done.done

    async def _end(self, operation: str, phase: Phase, begun: datetime) -> None:
        end = phase.end
        origin = self.inoculated if end.since == INOCULATION and self.inoculated is not None else begun
        last = origin + timedelta(hours=end.hours)
        if end.role is None:
            await self._until(last)
            return
        while not await self._linked(lambda: self._reached(end)):
            if self.now >= last:
                raise PlantError(self._not_reached(operation, phase))
            await self._until(min(last, self.now + timedelta(seconds=LOOK_S * self._floor.clock.speed)))

    async def _reached(self, end: End) -> bool:
        channel = self._floor.channels[end.role or ""]
        sample = (await self._floor.backend.read([channel.tag.name]))[0]
        return sample.good and sample.value is not None and end.low <= channel.meant(sample.value) <= end.high

    def _not_reached(self, operation: str, phase: Phase) -> str:
        end, tag = phase.end, self._floor.channels[phase.end.role or ""].tag
        return (
            f"{tag.name}: not within {end.low:.4g} to {end.high:.4g} {end.unit} after {end.hours:g} h of "
            f"{operation}/{phase.name}, at {self.now.isoformat()}; see to the equipment and start the run again"
        )

    async def _until(self, due: datetime) -> None:
        """Sleep until it is due by the plant's own clock, looking at the plant meanwhile."""
        while True:
            left = (due - await self._linked(self._sync)).total_seconds() / self._floor.clock.speed
            if left <= 0.0:
                return
            if left > SOON_S and time.monotonic() - self._looked >= LOOK_S:
                await self._linked(self._look)
                continue
            await asyncio.sleep(min(left, LOOK_S))

    async def _sync(self) -> datetime:
        now = await self._floor.clock.sync()
        if self._now is not None and now < self._now:
            raise self._lost(f"its clock went back from {self._now.isoformat()} to {now.isoformat()}")
        self._now = now
        return now

    async def _look(self) -> None:
        """Read what is watched, tell what began or is over, see that the record goes on."""
        if self._stop is not None and self._stop.is_set():
            raise asyncio.CancelledError
        await self._floor.collecting.keep_alive(self.now)
        samples = await self._floor.backend.read(self._watch.tags)
        running = self.inoculated is not None
        for notice in self._watch.look(samples, self.now, self._bounds, running=running):
            self.notices += notice.on
            self._floor.events.note("notice", self.now, **asdict(notice))
        if self.inoculated is not None:
            hours = (self.now - self.inoculated).total_seconds() / 3600.0
            self._progress.advance(hours / max(self._recipe.hours(), 1e-9))
        await asyncio.to_thread(self._floor.events.settle)
        self._looked = time.monotonic()

    async def _linked(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask, and ask again for as long as the plant may be out of reach. Raises PlantUnreachable after that."""
        try:
            return await ask()
        except LinkError as error:
            why = str(error)
        self._floor.events.note("link lost", self._now, why=why)
        since = time.monotonic()
        while time.monotonic() - since < PATIENCE_S:
            await asyncio.sleep(AGAIN_S)
            try:
                await self._same_batch()
                answer = await ask()
            except LinkError as error:
                why = str(error)
                continue
            self._floor.events.note("link again", self._now, seconds=round(time.monotonic() - since, 3))
            return answer
        raise PlantUnreachable(f"{why}; out of reach for {PATIENCE_S:g} s, the record until then is kept")

    async def _same_batch(self) -> None:
        """See that the plant which answers again is still at our batch."""
        held = self._floor.set_points.held("command")
        await self._sync()
        if held is None:
            return
        tag = self._floor.channels["command"].tag
        sample = (await self._floor.backend.read([tag.name]))[0]
        if not sample.good or sample.value != held:
            raise self._lost(f"{tag.name} reads {sample.value} in place of {held:g}")

    def _lost(self, what: str) -> PlantUnreachable:
        return PlantUnreachable(
            f"plant {self._recipe.plant}: it answers again, but not with our batch: {what}; it was restarted or taken "
            "over, the record until then is kept; start a new run"
        )


def _at_once(orders: list[Order]) -> list[list[Order]]:
    """Orders that may be written at the same time: same due time; a command waits for those before it."""
    grouped = groupby(orders, key=lambda order: (order.due, order.role == "command"))
    return [list(together) for _, together in grouped]
