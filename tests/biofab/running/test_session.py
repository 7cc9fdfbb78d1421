"""A run whose audit trail fails: the plant comes to its safe state first, then everything else."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from biofab.errors import ExitCode, exit_code_of
from biofab.progress import Silent
from biofab.running.events import Events, read_events
from biofab.running.procedure import INOCULATION, End, Operation, Phase, Recipe, SetPoint, Step
from biofab.running.session import Job, _end_on_sigterm, _Session
from plant_io.audit import Audit, Entry, verify
from plant_io.errors import AuditError

FEED, COMMAND = "F-301.FeedSetpoint", "F-301.Command"


def recipe() -> Recipe:
    """Feeds 2 L/h, and 3 L/h two hours later."""
    end = End(4.0, since=INOCULATION)
    steps = (Step(2.0, "feed_setpoint", 3.0, "L/h"),)
    inoculate = Phase("inoculate", (SetPoint("command", 2, "1"),), End(0.0, since=INOCULATION))
    feed = Phase("feed", (SetPoint("feed_setpoint", 2.0, "L/h"),), end, steps)
    return Recipe("a batch", "pilot", "F-301", "pilot_300l", (Operation("growth", (inoculate, feed)),))


class Kept:
    """A collector that always runs."""

    def __init__(self, *_: object) -> None: ...

    async def start(self) -> None: ...

    async def keep_alive(self, _: object) -> None: ...


def full(audit: Audit) -> None:
    """SQLite's own answer to a full disk: no row more fits."""
    audit._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [pages] = audit._base.execute("PRAGMA page_count").fetchone()
    audit._base.execute(f"PRAGMA max_page_count={pages}")
    for detail in ("x" * 200, ""):
        _until_refused(audit, detail)


def _until_refused(audit: Audit, detail: str) -> None:
    entry = Entry("filler", "", "", detail=detail)
    with suppress(AuditError):
        for _ in range(1000):
            audit.record(entry)
    with pytest.raises(AuditError, match="full"):
        audit.record(entry)


def unwritable(audit: Audit) -> None:
    audit._base.execute("PRAGMA query_only=1")


@pytest.mark.parametrize("fails", [full, unwritable])
def test_an_audit_that_fails_brings_the_plant_to_its_safe_state_first(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: Callable[[Audit], None]
) -> None:
    monkeypatch.setattr("biofab.running.session.Collecting", Kept)
    one = desk(8000.0)
    sent: list[tuple[str, float]] = []
    plain = one.backend.write

    async def write(tag: str, value: float, timeout: float) -> int:
        sent.append((tag, value))
        return int(await plain(tag, value, timeout))

    monkeypatch.setattr(one.backend, "write", write)

    async def run() -> BaseException | None:
        with Events(tmp_path) as events:
            session = _Session(
                Job(recipe(), one.card, "pilot", "memory", tmp_path, Silent()), one.backend, events, one.audit
            )
            disarm = session._interlock.disarm
            monkeypatch.setattr(session._interlock, "disarm", lambda: (sent.append(("disarm", 0.0)), disarm())[1])
            running = asyncio.create_task(session.executed())
            while (FEED, 2.0) not in sent:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            fails(one.audit)
            sent.clear()
            return await asyncio.wait_for(running, 30)

    error = asyncio.run(run())
    assert isinstance(error, AuditError)
    assert "the audit trail cannot be written" in str(error)
    assert exit_code_of(error) == ExitCode.REFUSED
    unit = one.card.equipment("F-301")
    tags = {role: tag.name for role, tag in one.card.roles("F-301").items()}
    assert sent == [*((tags[role], value) for role, value in unit.safe_state.items()), ("disarm", 0.0)]
    shown = asyncio.run(one.backend.read([COMMAND, FEED]))
    assert [sample.value for sample in shown] == [5.0, 0.0]
    told = read_events(tmp_path)
    assert [event["event"] for event in told[-2:]] == ["safe state", "safe state failed"]
    assert all("audit trail cannot be written" in failure for failure in told[-1]["failures"])
    assert verify(one.audit.path).whole


def test_a_second_sigterm_does_not_come_between_a_run_and_its_safe_state() -> None:
    done: list[str] = []

    async def run() -> None:
        _end_on_sigterm()
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(5.0)
        except asyncio.CancelledError:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.3)  # writing the safe state, sealing the record
            done.append("safe")
            raise

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
    assert done == ["safe"]
