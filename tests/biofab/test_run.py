"""A short recipe on a real virtual plant, with the real collector: three processes, one record."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from biofab.errors import ActionRefused, BadInput, PlantUnreachable, describe
from biofab.progress import Silent
from biofab.run import run_on_virtual_plant, run_recipe, run_study
from biofab.running.events import read_events
from biofab.running.procedure import INOCULATION, End, Operation, Phase, Recipe, SetPoint, Step
from biofab.running.session import AUDIT
from biofab.sim import Parts, start_plant
from biofab.study import Study
from plant_io import plant as plants_room
from plant_io.audit import verify
from plant_io.errors import LinkError
from plant_io.historian.reader import read

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kinetics(hand_kinetics: Any, tmp_path: Path) -> Path:
    path = tmp_path / "cells.json"
    path.write_text(json.dumps(hand_kinetics.to_dict()))
    return path


def recipe(hours: float = 0.8) -> Recipe:
    def points(**values: float) -> tuple[SetPoint, ...]:
        return tuple(SetPoint(role, value, "") for role, value in values.items())

    charge = points(temperature_setpoint=37.0, charge_volume_setpoint=150.0, charge_glucose_setpoint=20.0, command=1)
    full = End(0.5, role="weight", low=140.0, high=160.0, unit="kg")
    growth, end = End(0.5 * hours, since=INOCULATION), End(hours, since=INOCULATION)
    steps = tuple(Step(hours * part, "feed_setpoint", 2.0 + part, "L/h") for part in (0.1, 0.2, 0.3, 0.4))
    return Recipe(
        "a short batch",
        "pilot",
        "F-301",
        "pilot_300l",
        (
            Operation("prepare", (Phase("charge", charge, full),)),
            Operation(
                "growth",
                (
                    Phase("air", points(agitation_setpoint=200.0, air_flow_setpoint=200.0), End(0.05)),
                    Phase("inoculate", points(inoculum_setpoint=1.0, command=2), End(0.0, since=INOCULATION)),
                    Phase("feed", points(feed_setpoint=1.0), growth, steps),
                ),
            ),
            Operation("production", (Phase("gas", points(command=3, air_flow_setpoint=0, co2_flow_setpoint=10), end),)),
            Operation("harvest", (Phase("harvest", points(feed_setpoint=0.0, command=4), End(0.05)),)),
        ),
    )


def processes(folder: Path) -> dict[int, str]:
    """Every process that has the folder in its command line, this one left aside."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode().split("\0")
        except OSError:
            continue
        if str(folder) in " ".join(words) and int(entry.parent.name) != os.getpid():
            found[int(entry.parent.name)] = " ".join(words)
    return found


def test_the_record_of_a_run_is_the_server_s_history(tmp_path: Path, kinetics: Path) -> None:
    out = tmp_path / "run"
    ordered = recipe()
    result = run_on_virtual_plant(ordered, "pilot", Parts(speed=900, kinetics=kinetics), out, Silent())
    assert processes(tmp_path) == {}
    assert (result.state, result.speed) == ("complete", 900.0)
    assert result.record is not None
    record = result.record
    assert (record.missing, record.duplicated, record.extra, record.gaps, record.overflows) == (0, 0, 0, 0, 0)
    assert record.samples == record.server_history > 16 * 360 * 0.8
    assert record.tags == 32
    assert {"plant", "collector", "runner"} == set(result.cpu_seconds)
    assert all(seconds > 0.0 for seconds in result.cpu_seconds.values())
    assert verify(out / AUDIT).whole
    assert json.loads((out / "run.json").read_text())["lateness"]["writes"] == len(
        [write for write in result.writes if write.late_s is not None]
    )
    assert Recipe.from_dict(json.loads((out / "recipe.json").read_text())) == ordered
    assert set(json.loads((out / "truth.json").read_text())) >= {"kla_factor", "uptake_max_growth"}
    last = read_events(out)[-1]
    assert last["event"] == "run complete"
    assert verify(out / AUDIT, last["audit_head"]).whole
    _as_ordered(out, ordered, result.inoculated)


def _as_ordered(out: Path, ordered: Recipe, inoculated: datetime | None) -> None:
    """The record itself shows every feed of the recipe, in order, each not before its hour."""
    assert inoculated is not None
    table = read(out / "record", ["F-301.FeedSetpoint"]).to_pydict()
    rows = [
        ((time - inoculated).total_seconds() / 3600.0, value)
        for time, value in zip(table["source_time"], table["value"], strict=True)
        if time > inoculated
    ]
    values = [value for index, (_, value) in enumerate(rows) if index == 0 or value != rows[index - 1][1]]
    assert values == [value for _, value in ordered.profile("feed_setpoint")]
    for hour, value in ordered.profile("feed_setpoint"):
        seen = min(at for at, recorded in rows if recorded == value)
        assert hour <= seen < hour + 0.5


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_ctrl_c_leaves_a_safe_unit_a_sealed_record_and_no_process(tmp_path: Path, kinetics: Path, number: int) -> None:
    out = tmp_path / "run"
    (tmp_path / "recipe.json").write_text(json.dumps(recipe(hours=50.0).to_dict()))
    program = f"""
import json, sys
from pathlib import Path
from biofab.progress import Silent
from biofab.run import run_on_virtual_plant
from biofab.running.procedure import Recipe
from biofab.sim import Parts
try:
    run_on_virtual_plant(Recipe.from_dict(json.load(open({str(tmp_path / "recipe.json")!r}))), "pilot",
        Parts(speed=900, kinetics=Path({str(kinetics)!r})), Path({str(out)!r}), Silent())
except KeyboardInterrupt:
    sys.exit(130)
"""
    with subprocess.Popen([sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(ROOT)}) as process:
        try:
            _until(lambda: any(event["event"] == "set-point" for event in _events(out)))
            assert len(processes(tmp_path)) == 3
            process.send_signal(number)
            assert process.wait(timeout=40) == 130
        finally:
            process.kill()
    assert processes(tmp_path) == {}
    names = [event["event"] for event in read_events(out)]
    assert names[-3:] == ["safe state", "safe state written", "run aborted"]
    told = json.loads((out / "run.json").read_text())
    assert (told["state"], told["why"], told["record"]) == ("aborted", "interrupted", None)
    assert json.loads((out / "record" / "collector.json").read_text())["state"] == "stopped"
    command = read(out / "record", ["F-301.Command"]).to_pydict()["value"]
    assert command[-1] == 5.0


@pytest.mark.slow
def test_a_batch_that_runs_already_is_left_alone(tmp_path: Path, kinetics: Path) -> None:
    with start_plant("pilot", Parts(speed=900, kinetics=kinetics), tmp_path) as plant:
        _command(plant.endpoint, 1.0, 2.0)
        with pytest.raises(ActionRefused, match=r"F-301.Command: the unit is running a batch already \(command 2\)"):
            run_recipe(recipe(), "pilot", plant.endpoint, tmp_path / "run", Silent())
    assert not (tmp_path / "run" / "record").exists()


def test_a_recipe_beyond_the_plant_is_refused_before_anything_starts(tmp_path: Path) -> None:
    hot = Operation("prepare", (Phase("heat", (SetPoint("temperature_setpoint", 90.0, "degC"),), End(0.1)),))
    ordered = Recipe("too hot", "pilot", "F-301", "pilot_300l", (hot,))
    with pytest.raises(BadInput, match=r"prepare/heat: F-301.TemperatureSetpoint would be set to 90 degC.* 10 to 45"):
        run_recipe(ordered, "pilot", "opc.tcp://127.0.0.1:1/", tmp_path / "run", Silent())
    assert not (tmp_path / "run").exists()


def test_no_plant_at_the_address(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match=r"opc.tcp://127.0.0.1:1/: does not answer"):
        run_recipe(recipe(), "pilot", "opc.tcp://127.0.0.1:1/", tmp_path / "run", Silent())
    assert processes(tmp_path) == {}


@contextmanager
def _addresses(kind: str) -> Iterator[str]:
    """An address where nobody is, one where nobody answers, a name that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        yield {"closed": "127.0.0.1:1", "silent": f"127.0.0.1:{port}", "unknown": "plant.invalid:4840"}[kind]


@pytest.mark.parametrize("kind", ["closed", "silent", "unknown"])
def test_a_study_is_not_planned_for_a_plant_that_is_not_there(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def computed(*_: object) -> None:
        raise AssertionError("planned before looking")

    monkeypatch.setattr("biofab.organism.organism_of", computed)
    with _addresses(kind) as address:
        begun = time.monotonic()
        with pytest.raises(LinkError, match=f"^opc.tcp://{address}/: does not answer") as raised:
            run_study(study, "pilot", f"opc.tcp://{address}/", tmp_path / "run", 900.0, 1, Silent())
    assert time.monotonic() - begun < 20.0
    told = describe(raised.value)
    assert (told.exit_code, len(told.lines)) == (5, 1)
    assert not (tmp_path / "run").exists()


def test_a_study_is_not_planned_for_another_plant(
    study: Study, kinetics: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server lacks a tag of the card."""
    card = (Path(plants_room.__file__).parent / "plants" / "pilot.toml").read_text()
    (tmp_path / "ours.toml").write_text(card.replace("F-301.Foam", "F-301.Froth"))
    monkeypatch.setattr("biofab.organism.organism_of", lambda _: pytest.fail("planned before looking"))
    with (
        start_plant("pilot", Parts(kinetics=kinetics), tmp_path) as running,
        pytest.raises(PlantUnreachable, match=r"the server is not the plant of the card '.*ours.toml': F-301.Froth"),
    ):
        run_study(study, str(tmp_path / "ours.toml"), running.endpoint, tmp_path / "run", 900.0, 1, Silent())


def _events(folder: Path) -> list[dict[str, Any]]:
    try:
        return read_events(folder)
    except FileNotFoundError:
        return []


def _until(condition: Any, seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def _command(endpoint: str, *values: float) -> None:
    import asyncio

    from plant_io.opcua.client import OpcUaBackend
    from plant_io.plant import plant

    async def write() -> None:
        backend = OpcUaBackend(plant("pilot"), endpoint)
        await backend.connect()
        await backend.write("F-301.ChargeVolumeSetpoint", 100.0, 4.0)
        for value in values:
            await backend.write("F-301.Command", value, 4.0)
        await backend.disconnect()

    asyncio.run(write())
