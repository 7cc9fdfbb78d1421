"""The virtual fermenter: deterministic, conserving, never without a number, and cheap."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofab.errors import BadInput
from biofab.roles import channels
from biofab.twin.fermenter import FermenterTwin, Truth
from biofab.twin.sensors import ASSAY_RELATIVE_SD, Instruments, Sensors
from biofab.twin.vessel_inputs import VesselInputs, law_parameters
from plant_io.errors import UnknownTag
from plant_io.server.physics import PlantModel
from processes.simulation import Inputs, Laws, MapCell, simulate

UNIT = "F-301"


@pytest.fixture
def make(hand_kinetics: Any, pilot_scale: Any, pilot_plant: Any) -> Callable[..., FermenterTwin]:
    def twin(seed: int = 1, truth: Truth | None = None) -> FermenterTwin:
        true = truth or Truth.of_plan(hand_kinetics, pilot_scale)
        return FermenterTwin(hand_kinetics, pilot_scale, pilot_plant, UNIT, true, seed)

    return twin


def begin(twin: FermenterTwin, **values: float) -> None:
    """Charge and inoculate."""
    first = {"AirFlowSetpoint": 300, "AgitationSetpoint": 300, "TemperatureSetpoint": 37, "InoculumSetpoint": 0.6}
    first |= {"ChargeVolumeSetpoint": 150, "ChargeGlucoseSetpoint": 20}
    for name, value in (first | values).items():
        twin.write(f"{UNIT}.{name}", float(value))
    for command in (1, 2):
        twin.write(f"{UNIT}.Command", command)


def reading(readings: dict[str, float | None], name: str) -> float:
    value = readings[f"{UNIT}.{name}"]
    assert value is not None
    return value


def test_fits_the_server_and_tells_every_tag(make: Callable[..., FermenterTwin], pilot_plant: Any) -> None:
    twin = make()
    model: PlantModel = twin
    begin(twin)
    assert set(model.advance(10.0)) == set(pilot_plant.by_name)
    later = set(model.advance(10.0))
    assert later == {tag.name for tag in pilot_plant.tags if not tag.writable and not tag.role.startswith("lab_")}
    twin.write(f"{UNIT}.FeedSetpoint", 3.0)
    assert set(model.advance(10.0)) - later == {f"{UNIT}.FeedSetpoint"}


def test_same_seed_same_readings_another_seed_others(twin_record: Callable[..., Any], make: Any) -> None:
    runs = []
    for seed in (7, 7, 8):
        twin = make(seed)
        begin(twin)
        runs.append([twin.advance(10.0) for _ in range(50)])
    assert runs[0] == runs[1] != runs[2]


@settings(max_examples=25, deadline=None)
@given(
    writes=st.lists(st.tuples(st.integers(0, 11), st.floats(0.0, 1.0)), max_size=30),
    glucose=st.floats(0.0, 200.0),
    inoculum=st.floats(0.0, 30.0),
)
def test_no_writes_within_the_limits_give_what_is_no_number(
    hand_kinetics: Any, pilot_scale: Any, pilot_plant: Any, writes: list[Any], glucose: float, inoculum: float
) -> None:
    twin = FermenterTwin(hand_kinetics, pilot_scale, pilot_plant, UNIT, Truth.drawn(hand_kinetics, pilot_scale, 3), 3)
    begin(twin, ChargeGlucoseSetpoint=glucose, InoculumSetpoint=inoculum)
    writable = [tag for tag in pilot_plant.tags if tag.writable]
    for place, share in writes:
        tag = writable[place]
        assert tag.limits is not None
        low, high = tag.limits
        twin.write(tag.name, low + share * (high - low))
        for name, value in twin.advance(600.0).items():
            assert value is not None
            assert math.isfinite(value)
            low, high = pilot_plant.tag(name).range
            assert low - 1e-9 <= value <= high + 1e-9


def test_growth_is_that_of_the_laws(make: Callable[..., FermenterTwin], hand_kinetics: Any, pilot_scale: Any) -> None:
    """Six hours of constant inputs against the integration of the process laws, code of its own."""
    twin = make()
    begin(twin)
    for _ in range(6):  # actuators are where they shall be, before the cells are counted
        twin.advance(10.0)
    state = list(twin.broth.state)
    for _ in range(2154):
        twin.advance(10.0)
    inputs = VesselInputs(pilot_scale)
    drive = inputs.drive(0.0, 300.0, 300.0, 0.0)
    laws = Laws(hand_kinetics, law_parameters(hand_kinetics, pilot_scale) | {"inoculum": state[1] / state[0]})
    plan = Inputs(
        state[0], state[2] / state[0], 21540.0 / 3600.0, 1.0, np.zeros(2), np.full(2, drive.power), drive.air, 1.0, 1
    )
    planned = simulate(laws, plan, MapCell(hand_kinetics)).states[1]
    assert twin.broth.state[:5] == pytest.approx(planned[:5].tolist(), rel=2e-3, abs=1e-5)


def test_liquids_add_up_in_the_weight(make: Callable[..., FermenterTwin]) -> None:
    twin = make()
    begin(twin, FeedSetpoint=10.0)
    twin.advance(60.0)
    before = twin.broth.volume - twin.broth.state[-1] * twin.broth.litres
    for _ in range(60):
        readings = twin.advance(60.0)
    fed = twin.broth.volume - twin.broth.state[-1] * twin.broth.litres - before
    assert fed == pytest.approx(10.0, abs=0.01)
    assert reading(readings, "Weight") == pytest.approx(twin.broth.volume, abs=0.6)


def test_off_gas_shows_the_uptake_and_carbon_dioxide_under_sparging(make: Callable[..., FermenterTwin]) -> None:
    twin = make()
    begin(twin)
    for _ in range(360 * 3):
        aerobic = twin.advance(10.0)
    assert 18.0 < reading(aerobic, "OffgasO2") < 20.9
    assert reading(aerobic, "OffgasCO2") > 0.2
    for name, value in (("AirFlowSetpoint", 0), ("CO2FlowSetpoint", 60), ("Command", 3)):
        twin.write(f"{UNIT}.{name}", value)
    for _ in range(60):
        sparged = twin.advance(10.0)
    assert reading(sparged, "OffgasCO2") > 99.0
    assert reading(sparged, "DO") < 2.0


def test_assays_come_at_inoculation_every_half_hour_and_at_harvest(make: Callable[..., FermenterTwin]) -> None:
    twin = make()
    begin(twin)
    times = [i for i in range(1, 720) if f"{UNIT}.LabBiomass" in twin.advance(10.0)]
    assert times == [1, 180, 360, 540]
    twin.write(f"{UNIT}.Command", 4)
    assert f"{UNIT}.LabBiomass" in twin.advance(10.0)
    held = twin.broth.state
    twin.advance(3600.0)
    assert twin.broth.state == held


def test_an_inoculum_is_given_once_and_only_into_broth(make: Callable[..., FermenterTwin]) -> None:
    twin = make()
    twin.write(f"{UNIT}.InoculumSetpoint", 1.0)
    twin.write(f"{UNIT}.Command", 2)
    assert twin.broth.state[1] == 0.0
    begin(twin)
    cells = twin.broth.state[1]
    for command in (2, 5, 2):
        twin.write(f"{UNIT}.Command", command)
    assert twin.broth.state[1] == cells > 0.0


def test_a_stopped_vessel_takes_no_feed(make: Callable[..., FermenterTwin]) -> None:
    twin = make()
    begin(twin, FeedSetpoint=10.0)
    twin.advance(60.0)
    twin.write(f"{UNIT}.Command", 5)
    for _ in range(3):
        readings = twin.advance(60.0)
    assert reading(readings, "FeedRate") < 0.1


def test_wrong_tags_are_named(make: Callable[..., FermenterTwin]) -> None:
    with pytest.raises(UnknownTag, match=r"did you mean 'F-301.FeedSetpoint'"):
        make().write(f"{UNIT}.FeedSetpont", 1.0)
    with pytest.raises(UnknownTag, match="is no set-point"):
        make().write(f"{UNIT}.Weight", 1.0)


def test_a_tag_in_another_unit_is_converted_or_refused(hand_kinetics: Any, pilot_scale: Any, pilot_plant: Any) -> None:
    def with_unit(unit: str) -> FermenterTwin:
        tags = [t.model_copy(update={"unit": unit}) if t.role == "feed_setpoint" else t for t in pilot_plant.tags]
        card = pilot_plant.model_copy(update={"tags": tags})
        true = Truth.of_plan(hand_kinetics, pilot_scale)
        return FermenterTwin(hand_kinetics, pilot_scale, card, UNIT, true, 1)

    twin = with_unit("mL/min")
    begin(twin, FeedSetpoint=100.0)
    for _ in range(6):
        readings = twin.advance(10.0)
    assert reading(readings, "FeedRate") == pytest.approx(6.0, abs=0.1)
    with pytest.raises(BadInput, match=r"F-301.FeedSetpoint: the role 'feed_setpoint' is measured in L/h"):
        with_unit("kg")


def test_truth_is_near_the_plan_and_belongs_to_its_seed(hand_kinetics: Any, pilot_scale: Any) -> None:
    plan = Truth.of_plan(hand_kinetics, pilot_scale).to_dict()
    drawn = [Truth.drawn(hand_kinetics, pilot_scale, seed).to_dict() for seed in range(20)]
    assert drawn[3] == Truth.drawn(hand_kinetics, pilot_scale, 3).to_dict()
    assert len({truth["uptake_max_growth"] for truth in drawn}) == 20
    assert plan["do_lag_factor"] == plan["lab_product_gain"] == 1.0  # of the plan all is as stated
    wide = {"do_lag_factor": 0.3, "offgas_lag_factor": 0.3, "assay_sd_factor": 0.25}
    for truth in drawn:
        for name, value in truth.items():
            spread = 0.02 if name.startswith("lab_") else wide.get(name, 0.1)
            assert 0.0 < abs(value / plan[name] - 1.0) <= spread
    assert len({truth[name] for truth in drawn for name in truth if name.startswith("lab_")}) == 80


def test_the_drawn_instruments_are_those_that_read(make: Callable[..., FermenterTwin]) -> None:
    """Two plants that differ in one instrument differ in its readings alone, by that much."""
    right = make().truth
    changes = {"lab_biomass_gain": "LabBiomass", "do_lag_factor": "DO", "offgas_lag_factor": "Offgas"}
    for name, shown in changes.items():
        one, other = make(truth=right), make(truth=replace(right, **{name: 1.3}))
        begin(one)
        begin(other)
        changed: set[str] = set()
        for step in range(200):
            for twin in (one, other) if step == 100 else ():
                twin.write(f"{UNIT}.AgitationSetpoint", 60.0)
            before, after = one.advance(10.0), other.advance(10.0)
            changed |= {tag for tag in before if before[tag] != after[tag]}
        assert one.broth.state == other.broth.state
        assert changed
        assert all(tag.startswith(f"{UNIT}.{shown}") for tag in changed)


def test_assays_carry_their_own_calibration_and_scatter(hand_kinetics: Any, pilot_plant: Any) -> None:
    true = {"lab_biomass": 20.0, "lab_glucose": 20.0, "lab_product": 20.0, "lab_by_product": 20.0}
    instruments = Instruments(gains={"lab_biomass": 1.02}, assay_sd=1.25)
    sensors = Sensors(channels(pilot_plant, UNIT), 1, instruments)
    drawn = [sensors.assay(true) for _ in range(4000)]
    biomass, product = (np.array([one[f"{UNIT}.Lab{name}"] for one in drawn]) for name in ("Biomass", "Product"))
    assert float(np.mean(biomass)) == pytest.approx(20.4, abs=0.05)
    assert float(np.mean(product)) == pytest.approx(20.0, abs=0.05)
    stated = pilot_plant.tag(f"{UNIT}.LabProduct").noise_sd
    assert float(np.std(product)) == pytest.approx(math.hypot(1.25 * ASSAY_RELATIVE_SD * 20.0, stated), rel=0.05)


def test_ten_seconds_of_plant_time_cost_half_a_millisecond(make: Callable[..., FermenterTwin]) -> None:
    twin = make()
    begin(twin)
    best = math.inf
    for _ in range(5):
        begun = time.process_time()
        for _ in range(200):
            twin.advance(10.0)
        best = min(best, (time.process_time() - begun) / 200)
    assert best < 0.5e-3
