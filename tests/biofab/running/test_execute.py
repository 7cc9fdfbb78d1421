"""A recipe on a plant in memory: order, time, and what happens when the plant goes away or comes back another."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import biofab.running.execute as execute
from biofab.errors import ActionRefused, PlantUnreachable
from biofab.progress import Silent
from biofab.running.events import Events, read_events
from biofab.running.execute import Execution, Floor
from biofab.running.procedure import INOCULATION, Bounds, End, Operation, Phase, Recipe, SetPoint, Step
from plant_io.errors import LinkError, PlantError


def recipe(hours: float = 0.5, *, weight: float = 100.0) -> Recipe:
    full = End(0.1, role="weight", low=0.9 * weight, high=1.1 * weight, unit="kg")
    end = End(hours, since=INOCULATION)
    return Recipe(
        "a short batch",
        "pilot",
        "F-301",
        "pilot_300l",
        (
            Operation("prepare", (Phase("charge", (SetPoint("command", 1, "1"),), full),)),
            Operation(
                "growth",
                (
                    Phase("inoculate", (SetPoint("command", 2, "1"),), End(0.0, since=INOCULATION)),
                    Phase(
                        "stir",
                        (SetPoint("agitation_setpoint", 120.0, "1/min"),),
                        end,
                        (Step(0.6 * hours, "agitation_setpoint", 300.0, "1/min"),),
                        (Bounds("temperature", 40.0, 45.0, "degC"),),
                    ),
                    Phase(
                        "feed",
                        (SetPoint("feed_setpoint", 2.0, "L/h"),),
                        end,
                        (Step(0.3 * hours, "feed_setpoint", 5.0, "L/h"),),
                        together=True,
                    ),
                ),
            ),
            Operation("harvest", (Phase("harvest", (SetPoint("command", 4, "1"),), End(0.01)),)),
        ),
    )


class Kept:
    """A collector that always runs."""

    looks = 0

    async def keep_alive(self, _: object) -> None:
        self.looks += 1


def execution(one: Any, tmp_path: Path, ordered: Recipe, stop: threading.Event | None = None) -> Execution:
    floor = Floor(one.channels, one.backend, one.clock, one.set_points, Events(tmp_path), Kept(), one.arm)  # type: ignore[arg-type]
    return Execution(ordered, floor, Silent(), stop)


def carried_out(execution: Execution) -> None:
    async def run() -> None:
        await execution.begin()
        await execution.run()

    try:
        asyncio.run(run())
    finally:
        execution._floor.events.__exit__()


def test_every_set_point_at_its_hour(desk: Any, tmp_path: Path) -> None:
    one = desk(1000.0)
    found = execution(one, tmp_path, recipe())
    carried_out(found)
    origin = found.inoculated
    assert origin is not None
    hours = [(write.role, round((write.due - origin).total_seconds() / 3600.0, 3)) for write in found.writes[2:]]
    assert sorted(hours[:2]) == [("agitation_setpoint", 0.0), ("feed_setpoint", 0.0)]  # both at once
    assert hours[2:] == [
        ("feed_setpoint", 0.15),
        ("agitation_setpoint", 0.3),
        ("command", 0.5),
    ]
    late = [write.late_s for write in found.writes if write.late_s is not None]
    assert len(late) == 5
    assert all(0.0 <= one < 300.0 for one in late)
    assert [(run.phase, run.state) for run in found.phases][:2] == [("charge", "complete"), ("inoculate", "complete")]
    assert all(run.end >= run.start for run in found.phases)


def test_a_limit_that_is_left_is_noted_and_stops_nothing(desk: Any, tmp_path: Path) -> None:
    found = execution(desk(2000.0), tmp_path, recipe())
    carried_out(found)
    notices = [event for event in read_events(tmp_path) if event["event"] == "notice"]
    assert [notice["tag"] for notice in notices if notice["kind"] == "limit"] == ["F-301.Temperature"]
    assert found.notices == len([notice for notice in notices if notice["on"]])


def test_a_reading_that_does_not_come_ends_the_run(desk: Any, tmp_path: Path) -> None:
    found = execution(desk(2000.0), tmp_path, recipe(weight=200.0))
    with pytest.raises(PlantError, match=r"F-301.Weight: not within 180 to 220 kg after 0.1 h of prepare/charge"):
        carried_out(found)
    assert found.phases[-1].state == "aborted"


def test_a_running_batch_is_left_alone(desk: Any, tmp_path: Path) -> None:
    one = desk(1000.0)
    one.backend.put("F-301.Command", 3.0)
    with pytest.raises(ActionRefused, match="is running a batch already"):
        carried_out(execution(one, tmp_path, recipe()))
    assert one.outcomes("Command") == []


def test_a_link_that_comes_back_is_survived(desk: Any, tmp_path: Path) -> None:
    one = desk(2000.0)
    found = execution(one, tmp_path, recipe())

    async def run() -> None:
        await found.begin()
        running = asyncio.create_task(found.run())
        while not found.inoculated:
            await asyncio.sleep(0.01)
        one.backend.fails = 2
        await running

    asyncio.run(run())
    found._floor.events.__exit__()
    names = [event["event"] for event in read_events(tmp_path)]
    assert names.index("link lost") < names.index("link again")
    assert [write.role for write in found.writes].count("feed_setpoint") == 2


def test_a_plant_that_stays_away_is_told(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "PATIENCE_S", 0.8)
    one = desk(1000.0)
    found = execution(one, tmp_path, recipe())

    async def run() -> None:
        await found.begin()
        one.backend.reachable = False
        await found.run()

    with pytest.raises(PlantUnreachable, match=r"memory: the plant does not answer.*out of reach for 0.8 s"):
        asyncio.run(run())
    found._floor.events.__exit__()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda backend: setattr(backend, "_offset", timedelta(hours=-9)), "its clock went back"),
        (lambda backend: backend.put("F-301.Command", 0.0), "F-301.Command reads 0.0 in place of 2"),
    ],
)
def test_a_plant_that_comes_back_without_the_batch_is_not_written_to(
    desk: Any, tmp_path: Path, change: Any, words: str
) -> None:
    one = desk(1000.0)
    found = execution(one, tmp_path, recipe(hours=2.0))

    async def run() -> None:
        await found.begin()
        running = asyncio.create_task(found.run())
        while len(found.writes) < 4:
            await asyncio.sleep(0.01)
        one.backend.reachable = False
        await asyncio.sleep(0.4)
        change(one.backend)
        one.backend.reachable = True
        await running

    with pytest.raises(PlantUnreachable, match=words):
        asyncio.run(run())
    found._floor.events.__exit__()
    assert len(found.writes) <= 6


def test_a_stop_from_another_thread_is_heard(desk: Any, tmp_path: Path) -> None:
    stop = threading.Event()
    found = execution(desk(1000.0), tmp_path, recipe(hours=20.0), stop)
    threading.Timer(0.5, stop.set).start()
    with pytest.raises(asyncio.CancelledError):
        carried_out(found)


def test_a_link_error_is_one(desk: Any) -> None:
    one = desk(1.0)
    one.backend.fails = 1
    with pytest.raises(LinkError):
        asyncio.run(one.backend.read(["F-301.pH"]))
