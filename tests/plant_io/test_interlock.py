"""No write without arming, limits, interlocks and an audit row before it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plant_io.audit import Audit, verify
from plant_io.clock import PlantClock
from plant_io.errors import AuditError, LinkError, PlantError, Refused, UnknownTag, WriteUnknown
from plant_io.interlock import Interlock
from plant_io.memory import MemoryBackend
from plant_io.plant import PlantCard
from plant_io.sample import BAD, GOOD, UNCERTAIN

FEED = "F-301.FeedSetpoint"
TOKENS = {"operator": "four-leaf", "engineer": "six-leaf"}


class Bench:
    """A plant in memory that is fit to be fed, and an interlock before it."""

    def __init__(self, card: PlantCard, path: Path) -> None:
        self.backend = MemoryBackend(card)
        self.now = 0.0
        self.audit = Audit(path)
        self.clock = PlantClock(self.backend, lambda: self.now)
        self.interlock = Interlock(
            card, self.backend, self.clock, self.audit, TOKENS, timeout=0.5, monotonic=lambda: self.now
        )
        self.backend.advance(3600)
        self.backend.put("F-301.Weight", 150.0)
        self.backend.put("F-301.Agitation", 300.0)

    def arm(self, seconds: float = 600.0) -> None:
        self.interlock.arm("operator", "Ada", "fed batch", seconds, "four-leaf")

    def write(self, tag: str = FEED, value: float = 5.0) -> Any:
        return asyncio.run(self.interlock.write(tag, value, "plan"))

    def events(self) -> list[str]:
        return [row.event for row in self.audit.rows()]

    def shown(self, tag: str) -> float | None:
        return asyncio.run(self.backend.read([tag]))[0].value


@pytest.fixture
def bench(card: PlantCard, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(card, tmp_path / "audit.sqlite")
    yield bench
    bench.audit.close()


def test_an_armed_write_is_done_read_back_and_audited(bench: Bench) -> None:
    bench.arm()
    assert bench.write().value == 5.0
    assert bench.shown(FEED) == 5.0
    assert bench.events() == ["armed", "intent", "done"]
    row = bench.audit.rows()[1]
    assert (row.role, row.name, row.tag, row.value, row.reason) == ("operator", "Ada", FEED, 5.0, "plan")
    assert verify(bench.audit.path).whole


def test_an_unarmed_write_is_impossible(bench: Bench) -> None:
    with pytest.raises(Refused, match="not armed"):
        bench.write()
    assert bench.shown(FEED) == 0.0
    assert bench.events() == ["refused"]


def test_arming_ends_by_itself_and_by_hand(bench: Bench) -> None:
    bench.arm(60)
    bench.now += 59.9
    bench.write(value=1.0)
    bench.now += 0.2
    with pytest.raises(Refused, match="not armed"):
        bench.write()
    bench.arm()
    bench.interlock.disarm()
    assert bench.interlock.armed is None
    with pytest.raises(Refused, match="not armed"):
        bench.write()


@pytest.mark.parametrize(
    ("role", "name", "reason", "seconds", "token", "why"),
    [
        ("viewer", "Ada", "why", 60, "four-leaf", "role 'viewer' may not arm"),
        ("operator", "Ada", "why", 60, "six-leaf", "wrong token"),
        ("operator", "Ada", "why", 60, "", "wrong token"),
        ("operator", " ", "why", 60, "four-leaf", "needs a name and a reason"),
        ("operator", "Ada", "", 60, "four-leaf", "needs a name and a reason"),
        ("operator", "Ada", "why", 0, "four-leaf", "armed for 0 to"),
        ("operator", "Ada", "why", 1e9, "four-leaf", "armed for 0 to"),
        ("operator", "Ada", "why", float("nan"), "four-leaf", "armed for 0 to"),
    ],
)
def test_arming_is_refused(
    bench: Bench, role: str, name: str, reason: str, seconds: float, token: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        bench.interlock.arm(role, name, reason, seconds, token)
    assert bench.interlock.armed is None
    assert bench.events() == ["arming refused"]


@pytest.mark.parametrize("value", [-0.1, 25.1, float("nan"), float("inf")])
def test_values_outside_the_limits_are_refused(bench: Bench, value: float) -> None:
    bench.arm()
    with pytest.raises(Refused, match="outside the limits 0 to 25 L/h"):
        bench.write(value=value)
    assert bench.shown(FEED) == 0.0


def test_only_writable_tags_and_whole_commands(bench: Bench) -> None:
    bench.arm()
    with pytest.raises(Refused, match="not writable"):
        bench.write("F-301.pH", 7.0)
    with pytest.raises(Refused, match="not a whole number"):
        bench.write("F-301.Command", 2.5)
    with pytest.raises(UnknownTag, match="did you mean"):
        bench.write("F-301.FeedSetpont", 1.0)


def test_the_rate_of_change_is_per_second_of_plant_time(bench: Bench) -> None:
    bench.arm()
    bench.write(value=5.0)
    with pytest.raises(Refused, match="more than 1 per second of plant time"):
        bench.write(value=10.0)
    bench.backend.advance(6)
    bench.write(value=10.0)
    assert bench.shown(FEED) == 10.0


def test_waiting_does_not_save_up_for_a_jump(bench: Bench) -> None:
    """The card allows 1 L/h a second, and 10 s of it in one step."""
    bench.arm()
    bench.write(value=0.0)
    bench.backend.advance(25)
    with pytest.raises(Refused, match=r"from 0 to 25 L/h is more than .*\(10\); go in steps of at most 10, 10 s apart"):
        bench.write(value=25.0)
    assert bench.shown(FEED) == 0.0
    for value in (10.0, 20.0, 25.0):
        bench.write(value=value)
        bench.backend.advance(10)
    assert bench.shown(FEED) == 25.0


def test_the_rate_counts_from_what_the_plant_has_now(bench: Bench) -> None:
    """Someone at the plant's own panel wrote another value after this side's last one."""
    bench.arm()
    bench.write(value=2.0)
    bench.backend.put(FEED, 20.0)
    bench.backend.advance(20)
    with pytest.raises(Refused, match="from 20 to 9 L/h"):
        bench.write(value=9.0)
    bench.backend.put(FEED, 12.0)
    bench.backend.advance(2)
    with pytest.raises(Refused, match=r"from 12 to 9 L/h .*\(2\)"):
        bench.write(value=9.0)
    bench.backend.advance(2)
    assert bench.write(value=9.0).value == 9.0


def test_a_server_that_stamps_a_set_point_anew_is_written_to(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.arm()
    bench.write(value=2.0)
    plain = bench.backend.read

    async def stamped(tags: Any) -> Any:
        return [replace(sample, source_time=bench.backend.time) for sample in await plain(tags)]

    monkeypatch.setattr(bench.backend, "read", stamped)
    bench.backend.advance(10)
    assert bench.write(value=9.0).value == 9.0


@pytest.mark.parametrize(
    ("value", "status", "older", "why"),
    [
        (150.0, GOOD, 61.0, "61 s old, expected ≤ 60 s"),
        (150.0, BAD, 0.0, "is not GOOD"),
        (150.0, UNCERTAIN, 0.0, "is not GOOD"),
        (None, GOOD, 0.0, "is not GOOD"),
        (271.0, GOOD, 0.0, "is 271, expected 5 to 270"),
        (1.0, GOOD, 0.0, "is 1, expected 5 to 270"),
    ],
)
def test_an_interlock_needs_a_fresh_good_value_within(
    bench: Bench, value: float | None, status: int, older: float, why: str
) -> None:
    bench.arm()
    bench.backend.put("F-301.Weight", value, status)
    bench.backend.advance(older)
    bench.backend.put("F-301.Agitation", 300.0)
    with pytest.raises(Refused, match=why):
        bench.write()
    assert bench.shown(FEED) == 0.0
    assert bench.events() == ["armed", "refused"]


def test_a_value_from_the_future_is_not_fresh(bench: Bench) -> None:
    bench.arm()
    bench.backend.put("F-301.Weight", 150.0)
    bench.backend.advance(-30)
    with pytest.raises(Refused, match="ahead of the plant"):
        bench.write(value=0.5)


def test_stopping_needs_no_condition(bench: Bench) -> None:
    bench.arm()
    bench.write(value=1.0)
    bench.backend.advance(600)
    assert bench.write(value=0.0).value == 0.0


def test_a_write_without_an_answer_is_unknown(bench: Bench) -> None:
    bench.arm()
    bench.backend.answers = False
    with pytest.raises(WriteUnknown, match="sent and not answered"):
        bench.write()
    assert bench.events() == ["armed", "intent", "unknown"]


def test_a_plant_that_is_gone_is_told_before_anything_is_sent(bench: Bench) -> None:
    bench.arm()
    bench.backend.reachable = False
    with pytest.raises(LinkError):
        bench.write()
    assert bench.events() == ["armed", "refused"]


def test_the_plants_own_refusal_is_a_failure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(tag: str, value: float, timeout: float) -> int:
        return 0x803C0000

    bench.arm()
    monkeypatch.setattr(bench.backend, "write", refuse)
    with pytest.raises(PlantError, match="refused 5"):
        bench.write()
    assert bench.events() == ["armed", "intent", "failed"]


def test_another_value_read_back_is_a_failure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ignore(tag: str, value: float, timeout: float) -> int:
        return GOOD

    bench.arm()
    monkeypatch.setattr(bench.backend, "write", ignore)
    with pytest.raises(PlantError, match="wrote 5 and read back 0"):
        bench.write()
    assert bench.events()[-1] == "failed"


def test_without_an_audit_row_nothing_is_sent(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_entry: Any) -> None:
        raise AuditError("the disk is full")

    bench.arm()
    monkeypatch.setattr(bench.audit, "record", full)
    with pytest.raises(AuditError):
        bench.write()
    assert bench.shown(FEED) == 0.0


def test_the_safe_state_needs_neither_arming_nor_interlocks(bench: Bench) -> None:
    bench.arm()
    bench.write(value=10.0)
    bench.interlock.disarm()
    bench.backend.put("F-301.Pressure", None, BAD)
    assert asyncio.run(bench.interlock.safe_state("F-301", "Ada", "power failure")) == []
    assert bench.shown(FEED) == 0.0
    assert bench.shown("F-301.Command") == 5.0
    safe = [row for row in bench.audit.rows() if row.role == "safe state"]
    assert len(safe) == 2 * len(bench.backend.card.equipment("F-301").safe_state)


def test_the_safe_state_goes_on_past_failures(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_entry: Any) -> None:
        raise AuditError("the disk is full")

    bench.backend.put(FEED, 3.0)
    monkeypatch.setattr(bench.audit, "record", full)
    failures = asyncio.run(bench.interlock.safe_state("F-301", "Ada", "fire"))
    assert failures
    assert all(isinstance(failure, AuditError) for failure in failures)
    assert bench.shown(FEED) == 0.0
    assert bench.shown("F-301.Command") == 5.0
