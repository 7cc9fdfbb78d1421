"""The virtual plant as a process, and what it is made of."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from biofab.errors import BadInput, PlantUnreachable
from biofab.sim import Parts, cache_key, default_kinetics, read_kinetics, read_scale, serve_twin, start_plant
from biofab.study import default_study
from cards.quantity import Quantity
from plant_io.plant import plant
from processes.library import scale

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kinetics(hand_kinetics: Any, tmp_path: Path) -> Path:
    path = tmp_path / "cells.json"
    path.write_text(json.dumps(hand_kinetics.to_dict()))
    return path


def test_started_and_stopped_with_its_truth_left_behind(kinetics: Path, tmp_path: Path) -> None:
    vessel = scale("pilot_300l").with_changes({"kla_factor": Quantity(value=3.0, unit="dimensionless", source="test")})
    (tmp_path / "scale.json").write_text(vessel.model_dump_json())
    parts = Parts(900.0, kinetics=kinetics, scale=tmp_path / "scale.json", truth=tmp_path / "truth.json", seed=5)
    with start_plant("pilot", parts, tmp_path) as running:
        assert running.endpoint.startswith("opc.tcp://127.0.0.1:")
        assert not running.ended
    assert running.ended
    assert running.cpu_seconds > 0.1
    assert not Path(f"/proc/{running.pid}").exists()
    assert 2.5 < json.loads((tmp_path / "truth.json").read_text())["kla_factor"] < 3.5
    assert not (tmp_path / "plant.log").exists()


@pytest.mark.slow
def test_it_is_stopped_when_what_it_was_for_fails(kinetics: Path, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), start_plant("pilot", Parts(kinetics=kinetics), tmp_path) as running:
        raise ZeroDivisionError
    assert not Path(f"/proc/{running.pid}").exists()


def test_a_port_in_use(kinetics: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(PlantUnreachable, match=f"virtual plant did not start: .*port {port} of 127.0.0.1 cannot be"),
            start_plant("pilot", Parts(port=port, kinetics=kinetics), tmp_path),
        ):
            pass
        arguments = ["plant", "sim", "--port", str(port), "--kinetics", str(kinetics)]
        done = subprocess.run(
            [sys.executable, "-m", "biofab.cli.main", *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 5
    assert done.stderr.startswith(f"error: opc.tcp://127.0.0.1:{port}/biofab: port {port} of 127.0.0.1 cannot be used")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"growth": 1}', "no json"])
def test_a_file_without_kinetics_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "cells.json").write_text(text)
    with pytest.raises(BadInput, match=r"cells.json: holds no kinetics"):
        read_kinetics(tmp_path / "cells.json")


def test_kinetics_and_scale_come_back(kinetics: Path, hand_kinetics: Any, tmp_path: Path) -> None:
    assert read_kinetics(kinetics).to_dict() == hand_kinetics.to_dict()
    pilot = scale("pilot_300l")
    (tmp_path / "scale.json").write_text(pilot.model_dump_json())
    assert read_scale(tmp_path / "scale.json") == pilot
    with pytest.raises(BadInput, match=r"cells.json: holds no scale"):
        read_scale(kinetics)


def test_the_default_kinetics_are_computed_once(
    hand_kinetics: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Organism:
        kinetics = hand_kinetics

    asked: list[str] = []

    def organism_of(study: Any) -> Organism:
        asked.append(study.name)
        return Organism()

    monkeypatch.setattr("biofab.organism.organism_of", organism_of)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_kinetics().to_dict() == hand_kinetics.to_dict()
    assert default_kinetics().to_dict() == hand_kinetics.to_dict()
    assert asked == ["succinate"]
    [cached] = (tmp_path / "biofab").iterdir()
    cached.write_text("damaged")
    assert default_kinetics().to_dict() == hand_kinetics.to_dict()
    assert len(asked) == 2


def test_a_cache_that_cannot_be_written_stops_nothing(
    hand_kinetics: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Organism:
        kinetics = hand_kinetics

    (tmp_path / "biofab").write_text("a file where the folder should be")
    monkeypatch.setattr("biofab.organism.organism_of", lambda _: Organism())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_kinetics().to_dict() == hand_kinetics.to_dict()


def test_another_strain_has_another_place_in_the_cache() -> None:
    study = default_study()
    other = study.model_copy(update={"strain": study.strain.model_copy(update={"restored_reactions": ("PFL",)})})
    assert cache_key(study) == cache_key(default_study()) != cache_key(other)


def test_a_plant_of_two_units_is_not_what_the_twin_stands_for(
    kinetics: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot = plant("pilot")
    second = pilot.units[0].model_copy(update={"name": "F-302"})
    monkeypatch.setattr("plant_io.plant.plant", lambda _: pilot.model_copy(update={"units": [*pilot.units, second]}))
    with pytest.raises(BadInput, match="one fermenter, the card has 2 units"):
        serve_twin("pilot", Parts(kinetics=kinetics, truth=tmp_path / "truth.json"))
    assert not (tmp_path / "truth.json").exists()
