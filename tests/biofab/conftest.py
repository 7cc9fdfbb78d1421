"""What tests of the bench share: the study's organism, read and solved once; a strain whose map is drawn by hand, and
batches of the virtual fermenter with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from biofab.organism import Organism, organism_of
from biofab.planner import Planner
from biofab.study import Study, default_study
from biofab.twin.fermenter import FermenterTwin
from biofab.twin.run import Write, record_of
from biofab.twin.truth import Truth
from plant_io.plant import plant
from processes.kinetics import Kinetics, MetabolicMap
from processes.library import kinetics_card, scale

OUTPUTS = ("growth", "glucose", "oxygen", "product", "co2", "proton", "acetate")
UNIT = "F-301"


@pytest.fixture(scope="session")
def study() -> Study:
    """The study that comes with the package."""
    return default_study()


@pytest.fixture(scope="session")
def organism(study: Study) -> Organism:
    """Its strain, phenotypes and kinetics."""
    return organism_of(study)


@pytest.fixture(scope="session")
def planner(study: Study, organism: Organism) -> Planner:
    """Its plans."""
    return Planner(study, organism)


@pytest.fixture(scope="session")
def hand_kinetics() -> Kinetics:
    """Growth limited by glucose, or by oxygen with acetate overflow; production of 1.2 mol/mol without oxygen."""
    by_glucose = [[-0.02, 0.09, 0], [0, 1, 0], [0, 2, 0], [0, 0, 0], [0, 2.2, 0], [0, 0.9, 0], [0, 0, 0]]
    by_oxygen = [[-0.02, 0.02, 0.035], [0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 1.2, 0.5], [0, 1.9, -0.5], [0, 1, -0.5]]
    without = [[-0.002, 0.01], [0, 1], [0, 0], [0, 1.2], [0, -0.5], [0, 2.9], [0, 0.5]]
    growth = MetabolicMap(
        phase="growth",
        limits=("glucose", "oxygen"),
        box=((0.0, 12.0), (0.0, 20.0)),
        outputs=OUTPUTS,
        coefficients=np.array([by_glucose, by_oxygen], dtype=float),
        rows=np.array([by_glucose[0], by_oxygen[0]], dtype=float),
        alive=np.array([[-0.25, 1.0, 0.0], [-0.25, 0.0, 1.0]]),
    )
    production = MetabolicMap(
        phase="production",
        limits=("glucose",),
        box=((0.0, 12.0),),
        outputs=OUTPUTS,
        coefficients=np.array([without], dtype=float),
        rows=np.array([without[0]], dtype=float),
        alive=np.array([[-0.25, 1.0]]),
    )
    return Kinetics(growth, production, kinetics_card("ecoli_succinate"), "succinate", 118.09, {"acetate": 60.05})


@pytest.fixture(scope="session")
def pilot_scale() -> Any:
    """The 300 L vessel."""
    return scale("pilot_300l")


@pytest.fixture(scope="session")
def pilot_plant() -> Any:
    """The card of the plant with that vessel."""
    return plant("pilot")


def _batch_writes(growth: float, production: float, last: int) -> tuple[list[Write], float]:
    """Set-points of a batch inoculated 660 s after the start, and its length in seconds."""
    start = {
        "AirFlowSetpoint": 300,
        "AgitationSetpoint": 200,
        "TemperatureSetpoint": 37,
        "PHSetpoint": 6.8,
        "PressureSetpoint": 1.3,
        "ChargeVolumeSetpoint": 160,
        "ChargeGlucoseSetpoint": 30,
        "InoculumSetpoint": 0.6,
    }
    at: list[tuple[float, str, float]] = [(0.0, name, value) for name, value in start.items()]
    at += [(60.0, "Command", 1), (660.0, "Command", 2)]
    at += [(660.0 + i * growth * 360.0, "AgitationSetpoint", 200 + 25 * i) for i in range(10)]
    at.append((660.0 + growth * 2520.0, "FeedSetpoint", 6))
    end = 660.0 + growth * 3600.0
    if production > 0.0:
        anaerobic = {"AirFlowSetpoint": 0, "CO2FlowSetpoint": 60, "AgitationSetpoint": 150, "Command": 3}
        at += [(end, name, value) for name, value in anaerobic.items()]
        at += [(end + i * production * 900.0, "FeedSetpoint", 5 - 0.5 * i) for i in range(4)]
        end += production * 3600.0
    at.append((end, "Command", last))
    return [Write(seconds, f"{UNIT}.{name}", float(value)) for seconds, name, value in at], end + 60.0


@pytest.fixture(scope="session")
def batch_writes() -> Callable[..., tuple[list[Write], float]]:
    """Set-points of a batch by hours of growth and production and the last command, and its length in seconds."""

    def writes(growth: float = 5.0, production: float = 4.0, last: int = 4) -> tuple[list[Write], float]:
        return _batch_writes(growth, production, last)

    return writes


@pytest.fixture(scope="session")
def twin_record(hand_kinetics: Kinetics, pilot_scale: Any, pilot_plant: Any) -> Callable[..., tuple[Any, Truth]]:
    """Makes the record of a batch of the virtual fermenter and its truth; the same arguments give the same table."""

    @cache
    def record(seed: int = 1, growth: float = 5.0, production: float = 4.0, last: int = 4) -> tuple[Any, Truth]:
        truth = Truth.drawn(hand_kinetics, pilot_scale, seed)
        twin = FermenterTwin(hand_kinetics, pilot_scale, pilot_plant, UNIT, truth, seed)
        writes, seconds = _batch_writes(growth, production, last)
        return record_of(twin, writes, seconds), truth

    return record
