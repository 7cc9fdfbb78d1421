"""One run from the first connection to the comparison with the server's history."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import secrets
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from biofab.errors import PlantUnreachable
from biofab.progress import Progress
from biofab.roles import channels
from biofab.running.collecting import Collecting
from biofab.running.events import Events
from biofab.running.execute import Execution, Floor
from biofab.running.procedure import Recipe
from biofab.running.recording import compare
from biofab.running.result import Record, RunResult
from biofab.running.setpoints import SetPoints
from plant_io.audit import Audit
from plant_io.clock import PlantClock
from plant_io.collector import STOP_S as COLLECTOR_STOP_S
from plant_io.errors import AuditError
from plant_io.interlock import Interlock
from plant_io.opcua.check import check as mismatches
from plant_io.opcua.client import OpcUaBackend
from plant_io.plant import PlantCard

AUDIT = "audit.sqlite"
ROLE = "operator"
SPEED_S = 5.0  # real seconds that a plant's speed is taken as unchanged
SAFE_S = 40.0  # real seconds that writing the safe state may take: eight writes of four seconds, and some
LEAVE_S = 20.0  # for the links of this process to the plant
STOP_S = SAFE_S + COLLECTOR_STOP_S + LEAVE_S  # within which a run that is told to end has done so, record sealed


@dataclass(frozen=True)
class Job:
    """What is to be run, where, and where its results go. ``plant`` is the name of ``card``, or its path."""

    recipe: Recipe
    card: PlantCard
    plant: str
    endpoint: str
    folder: Path
    progress: Progress
    stop: threading.Event | None = None


async def carry_out(job: Job) -> RunResult:
    """Connect, record, execute, seal, compare. Raises what stopped it, after the unit is safe and the record sealed."""
    began, cpu = time.monotonic(), time.thread_time()
    _end_on_sigterm()
    backend = _Backend(job.card, job.endpoint)
    with Events(job.folder) as events, Audit(job.folder / AUDIT) as audit:
        try:
            await backend.connect()
            await _fits(job.card, job.plant, backend)
            session = _Session(job, backend, events, audit)
            error = await session.executed()
            session.result(error, None, time.monotonic() - began, {}).write(job.folder)  # kept whatever comes after
            record = await session.sealed(compared=error is None)
            seconds = {"runner": time.thread_time() - cpu, "collector": session.collecting.cpu_seconds}
            result = session.result(error, record, time.monotonic() - began, seconds)
            result.write(job.folder)
            # Rows cut off the trail's end would leave no trace in it: its last hash stands here, too.
            events.note(f"run {result.state}", result.ended, why=result.why, audit_head=_head(audit))
        finally:
            await backend.disconnect()
    if error is not None:
        raise error
    return result


async def look_at(card: PlantCard, plant: str, endpoint: str) -> None:
    """See that the plant is there and is that of the card, before any work is done for it; nothing is written.

    Raises LinkError within some seconds, or PlantUnreachable.
    """
    backend = OpcUaBackend(card, endpoint)
    try:
        await backend.connect()
        await _fits(card, plant, backend)
    finally:
        await backend.disconnect()


class _Backend(OpcUaBackend):
    """Asks for the plant's speed only now and then: half of what every look at the clock would ask."""

    _speed = 0.0
    _asked = -SPEED_S

    async def speed(self) -> float:
        """Plant seconds a real second, at most ``SPEED_S`` old."""
        now = time.monotonic()
        if now - self._asked >= SPEED_S:
            self._speed = await super().speed()
            self._asked = now
        return self._speed


class _Session:
    """The parts of a run while it is connected."""

    def __init__(self, job: Job, backend: OpcUaBackend, events: Events, audit: Audit) -> None:
        self.collecting = Collecting(job.plant, job.endpoint, job.folder, events)
        self._job = job
        self._backend = backend
        self._events = events
        self._token = secrets.token_hex()
        self._clock = PlantClock(backend)
        self._interlock = Interlock(job.card, backend, self._clock, audit, {ROLE: self._token})
        found = channels(job.card, job.recipe.unit)
        set_points = SetPoints(found, self._interlock, backend, self._clock)
        floor = Floor(found, backend, self._clock, set_points, events, self.collecting, self._arm)
        self._execution = Execution(job.recipe, floor, job.progress, job.stop)
        self._started: datetime | None = None

    async def executed(self) -> BaseException | None:
        """Execute the recipe. Whatever stops it is returned, after the unit was brought to its safe state."""
        self._started = await self._execution.begin()
        try:
            await self.collecting.start()
            self._events.note("run begins", self._started, recipe=self._job.recipe.procedure)
            await self._execution.run()
        except (Exception, asyncio.CancelledError) as error:
            # First the plant: a trail that cannot be written must not come between it and its safe state.
            if self._execution.ordered:
                await self._safe(error)
            with suppress(Exception):
                self._interlock.disarm()
            return error
        self._interlock.disarm()
        return None

    async def sealed(self, *, compared: bool) -> Record | None:
        """End the recording; compare the record with the server's history if asked."""
        await self.collecting.stop()
        if not compared:
            return None
        self._job.progress.say("comparing the record with the server's history")
        return await compare(self._job.card, self._backend, self.collecting.record, self.collecting.report())

    def result(
        self, error: BaseException | None, record: Record | None, wall: float, cpu: dict[str, float]
    ) -> RunResult:
        """Everything about the run."""
        ended, started = self._execution.now, self._started or self._execution.now
        return RunResult(
            procedure=self._job.recipe.procedure,
            plant=self._job.card.name,
            unit=self._job.recipe.unit,
            endpoint=self._job.endpoint,
            state="complete" if error is None else "aborted",
            why=_words(error),
            speed=self._clock.speed,
            started=started,
            inoculated=self._execution.inoculated,
            ended=ended,
            process_hours=(ended - started).total_seconds() / 3600.0,
            wall_seconds=wall,
            writes=tuple(self._execution.writes),
            phases=tuple(self._execution.phases),
            notices=self._execution.notices,
            record=record,
            cpu_seconds=cpu,
        )

    def _arm(self, seconds: float) -> None:
        self._interlock.arm(ROLE, _who(), f"recipe: {self._job.recipe.procedure}", seconds, self._token)

    async def _safe(self, error: BaseException) -> None:
        unit, why, now = self._job.recipe.unit, _words(error), self._execution.now
        with suppress(OSError):
            self._events.note("safe state", now, why=why)
        try:
            failed = await asyncio.wait_for(self._interlock.safe_state(unit, _who(), f"stopped: {why}"), SAFE_S)
            told = [str(failure) for failure in failed]
        except TimeoutError:
            told = [f"not finished within {SAFE_S:g} s"]
        self._events.note("safe state failed" if told else "safe state written", now, failures=told)
        if told:
            self._job.progress.say(f"the safe state of {unit} is not sure: {told[0]}; look at the plant")


async def _fits(card: PlantCard, plant: str, backend: OpcUaBackend) -> None:
    """The server has the card's tags. Raises PlantUnreachable with everything that differs."""
    found = await mismatches(card, backend)
    if found:
        listed = "; ".join(str(one) for one in found)
        raise PlantUnreachable(f"{backend.endpoint}: the server is not the plant of the card '{plant}': {listed}")


def _end_on_sigterm() -> None:
    """SIGTERM ends a run as Ctrl-C does: the unit is made safe first. A second one must not come between."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()

    def end(running: asyncio.Task[object]) -> None:
        loop.add_signal_handler(signal.SIGTERM, lambda: None)
        running.cancel()

    if task is not None and threading.current_thread() is threading.main_thread():
        loop.add_signal_handler(signal.SIGTERM, end, task)


def _head(audit: Audit) -> str | None:
    """Hash of the trail's last row; None when it cannot be read, which must not hide what stopped the run."""
    with suppress(AuditError):
        return audit.head()
    return None


def _words(error: BaseException | None) -> str:
    if error is None:
        return ""
    return "interrupted" if isinstance(error, asyncio.CancelledError) else str(error)


def _who() -> str:
    """Name of the person whose account runs this, for the audit trail."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "unknown account"
