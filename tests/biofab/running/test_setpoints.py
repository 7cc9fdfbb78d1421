"""Set-points go through the interlock, in steps where the card asks for them, and again only where that is safe."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from plant_io.errors import Refused, WriteUnknown


def test_a_value_is_written_once(desk: Any) -> None:
    async def run() -> None:
        one = desk(1000.0)
        now = await one.clock.sync()
        done = await one.set_points.write("temperature_setpoint", 37.0, now, "test", timed=True)
        assert (done.tag, done.value, done.sent) == ("F-301.TemperatureSetpoint", 37.0, 1)
        assert done.late_s == (done.done - now).total_seconds() >= 0.0
        assert await one.set_points.write("temperature_setpoint", 37.0, now, "test", timed=True) is None
        assert one.outcomes("TemperatureSetpoint") == ["intent", "done"]
        assert one.set_points.held("temperature_setpoint") == 37.0

    asyncio.run(run())


def test_a_fast_change_is_ramped_at_the_card_s_rate(desk: Any) -> None:
    """400 L/h/s would be needed at once; the card allows 1 L/h a second, so 20 L/h take 20 plant seconds or more."""

    async def run() -> None:
        one = desk(50.0)
        now = await one.clock.sync()
        await one.set_points.write("feed_setpoint", 1.0, now, "test", timed=False)
        done = await one.set_points.write("feed_setpoint", 21.0, now, "test", timed=False)
        assert done.sent >= 3  # ten seconds' worth is the most of one step
        written = await one.backend.history("F-301.FeedSetpoint", now, await one.backend.plant_time())
        assert written[-1].value == 21.0
        assert max(after.value - before.value for before, after in pairwise(written)) <= 10.0
        assert "refused" not in one.outcomes("FeedSetpoint")
        for before, after in pairwise(written):
            # A write falls into one of the plant's samples, ten seconds apart.
            assert after.value - before.value <= (after.source_time - before.source_time).total_seconds() + 10.0

    asyncio.run(run())


def test_a_ramp_begins_where_someone_else_left_the_set_point(desk: Any) -> None:
    async def run() -> None:
        one = desk(200.0)
        now = await one.clock.sync()
        await one.set_points.write("feed_setpoint", 1.0, now, "test", timed=False)
        one.backend.put("F-301.FeedSetpoint", 20.0)
        await one.set_points.write("feed_setpoint", 2.0, now, "test", timed=False)
        written = [sample.value for sample in await one.backend.history("F-301.FeedSetpoint", now, one.backend.time)]
        assert written[-1] == 2.0
        assert max(before - after for before, after in pairwise(written)) <= 10.0
        assert "refused" not in one.outcomes("FeedSetpoint")

    asyncio.run(run())


def test_a_condition_that_fails_for_a_moment_is_tried_again(desk: Any) -> None:
    async def run() -> None:
        one = desk(1000.0)
        now = await one.clock.sync()
        one.backend.readings["F-301.Agitation"] = 0.0
        asyncio.get_running_loop().call_later(0.15, one.backend.readings.update, {"F-301.Agitation": 100.0})
        await one.set_points.write("feed_setpoint", 1.0, now, "test", timed=False)
        assert one.outcomes("FeedSetpoint")[-3:] == ["refused", "intent", "done"]

    asyncio.run(run())


def test_a_condition_that_keeps_failing_is_told_and_nothing_written(desk: Any) -> None:
    async def run() -> None:
        one = desk(1000.0)
        now = await one.clock.sync()
        one.backend.readings["F-301.Agitation"] = 0.0
        with pytest.raises(Refused, match="unstirred"):
            await one.set_points.write("feed_setpoint", 1.0, now, "test", timed=False)
        assert set(one.outcomes("FeedSetpoint")) == {"refused"}

    asyncio.run(run())


def test_an_answer_that_does_not_come_is_looked_up(desk: Any) -> None:
    """The write was done and only its answer lost: it is not written twice."""

    async def run() -> None:
        one = desk(1000.0)
        now = await one.clock.sync()
        one.backend.answers = False
        done = await one.set_points.write("ph_setpoint", 6.8, now, "test", timed=False)
        assert done.value == 6.8
        assert one.outcomes("PHSetpoint") == ["intent", "unknown"]

    asyncio.run(run())


def test_an_outcome_that_stays_unknown_is_told(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object) -> int:
        raise TimeoutError("no answer")

    async def run() -> None:
        one = desk(1000.0)
        now = await one.clock.sync()
        monkeypatch.setattr(one.backend, "write", lost)
        with pytest.raises(WriteUnknown):
            await one.set_points.write("ph_setpoint", 6.8, now, "test", timed=False)
        assert one.outcomes("PHSetpoint") == ["intent", "unknown"] * 3

    asyncio.run(run())


def test_unarmed_nothing_is_written(desk: Any) -> None:
    async def run() -> None:
        one = desk(1000.0)
        now = await one.clock.sync()
        one.interlock.disarm()
        with pytest.raises(Refused, match="not armed"):
            await one.set_points.write("ph_setpoint", 6.8, now, "test", timed=False)
        assert set(one.outcomes("PHSetpoint")) == {"refused"}

    asyncio.run(run())
