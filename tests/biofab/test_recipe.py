"""A design becomes set-points: nothing lost on the way, and nothing that the plant cannot do."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biofab.errors import BadInput
from biofab.recipe import recipe_of
from biofab.running.procedure import Recipe
from plant_io.errors import UnknownTag
from plant_io.plant import PlantCard, plant
from processes.design import Certificate, Design, Figures
from processes.kinetics import Kinetics, MetabolicMap
from processes.library import kinetics_card, prices, scale
from processes.problem import Problem
from processes.scale import tip_speed
from processes.simulation import Inputs
from processes.transfer.power import impeller_power

PILOT = plant("pilot")
FIGURES = Figures(70.0, 3.0, 0.6, 30.0)
CERTIFICATE = Certificate("optimal", 1, 0.0, 0.0, 0.0, 0.0, 0.0, ())


def cell(phase: str) -> MetabolicMap:
    table = np.array([[[0.0, 0.09], [0.0, 1.0]]])
    return MetabolicMap(phase, ("glucose",), ((0.0, 10.0),), ("growth", "glucose"), table, table[:, 0], table[:, 0])


PROBLEM = Problem(
    Kinetics(cell("growth"), cell("production"), kinetics_card("ecoli_succinate"), "succinate", 118.09),
    scale("pilot_300l"),
    prices(),
)


def inputs(**changes: Any) -> Inputs:
    given = {
        "v0": 0.6,
        "g0": 0.4,
        "growth_hours": 6.0,
        "production_hours": 5.0,
        "feed": np.array([0.01, 0.0, 0.02, 0.04]),
        "power": np.array([120.0, 900.0, 150.0, 160.0]),
        "air": 90.0,
        "co2": 3.0,
        "growth_elements": 2,
    }
    return Inputs(**(given | changes))


def design(given: Inputs) -> Design:
    return Design("pilot_300l", "cost", FIGURES, given, pd.DataFrame(), {}, (), CERTIFICATE, 300.0, 5.0, ())


def recipe(**changes: Any) -> Recipe:
    return recipe_of(design(inputs(**changes)), PROBLEM, PILOT, "F-301")


def ordered(found: Recipe, role: str) -> list[float]:
    return [value.value for _, phase in found.phases() for value in phase.ordered() if value.role == role]


@given(
    st.lists(st.floats(0.0, 0.075), min_size=2, max_size=24),
    st.floats(0.5, 24.0),
    st.floats(0.5, 24.0),
    st.data(),
)
def test_what_is_fed_is_what_was_planned(feed: list[float], growth: float, production: float, data: Any) -> None:
    elements = data.draw(st.integers(1, len(feed) - 1))
    given = inputs(
        feed=np.array(feed),
        power=np.full(len(feed), 500.0),
        growth_hours=growth,
        production_hours=production,
        growth_elements=elements,
    )
    planned = 1000.0 * PROBLEM.scale.working_volume * float(np.sum(given.feed * np.diff(given.edges())))
    fed = recipe_of(design(given), PROBLEM, PILOT, "F-301").total("feed_setpoint")
    assert fed == pytest.approx(planned, rel=1e-9, abs=1e-3 * (growth + production))


@given(st.lists(st.floats(20.0, 5900.0), min_size=4, max_size=4))
def test_the_stirrer_draws_the_planned_power(power: list[float]) -> None:
    """Speeds turned back into power by the power number are the plan's, at their hours."""
    given = inputs(power=np.array(power))
    profile = recipe_of(design(given), PROBLEM, PILOT, "F-301").profile("agitation_setpoint")
    vessel = PROBLEM.scale.vessel
    for hour, value in zip(given.edges()[:-1], given.power, strict=True):
        speed = [speed for at, speed in profile if at <= hour][-1] / 60.0
        drawn = impeller_power(
            speed, vessel.impeller_diameter.value, vessel.power_number.value, vessel.gassed_power.value
        )
        assert drawn / PROBLEM.scale.working_volume == pytest.approx(value, rel=1e-9)


def test_charge_inoculum_and_gases() -> None:
    found = recipe()
    litres = 1000.0 * PROBLEM.scale.working_volume
    assert ordered(found, "charge_volume_setpoint") == [pytest.approx(0.6 * litres)]
    assert ordered(found, "charge_glucose_setpoint") == [pytest.approx(0.4 * 180.156, rel=1e-4)]
    assert ordered(found, "inoculum_setpoint") == [PROBLEM.scale.operation.inoculum.value]
    assert ordered(found, "air_flow_setpoint")[-2:] == [pytest.approx(90.0 * litres / 60.0), 0.0]
    assert ordered(found, "co2_flow_setpoint") == [0.0, pytest.approx(3.0 * litres / 60.0), 0.0]
    assert ordered(found, "command") == [1, 2, 3, 4]
    assert found.hours() == 11.0
    assert tip_speed(PROBLEM.scale, max(ordered(found, "agitation_setpoint"))) < 6.0


def test_operations_in_the_order_of_a_batch() -> None:
    found = recipe()
    assert [operation.name for operation in found.operations] == ["prepare", "growth", "production", "harvest"]
    groups = [[phase.name for phase in group] for group in found.operations[1].groups()]
    assert groups == [["inoculate"], ["aerate", "feed"]]
    hours = [step.hour for _, phase in found.phases() if phase.name == "feed" for step in phase.steps]
    assert hours == [3.0, 8.5]


def test_it_can_be_stored_and_read_back() -> None:
    found = recipe()
    assert Recipe.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_an_operator_can_read_it() -> None:
    text = recipe().as_text()
    for words in ("operation production", "phase sparge CO2", "at 8.500 h", "until 6 h after inoculation"):
        assert words in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"power": np.array([120.0, 12000.0, 150.0, 160.0])}, r"AgitationSetpoint would be set to 55\d.* 1/min.* 0 to"),
        ({"feed": np.array([0.2, 0.0, 0.0, 0.0])}, r"FeedSetpoint would be set to 51 L/h, beyond its limits 0 to 25"),
        ({"v0": 0.99}, r"prepare/charge: F-301.ChargeVolumeSetpoint would be set to 252.* 0 to 240"),
        ({"air": 200.0}, r"AirFlowSetpoint would be set to 850 L/min"),
    ],
)
def test_more_than_the_plant_can_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        recipe(**change)


def without(role: str) -> PlantCard:
    return PILOT.model_copy(update={"tags": [tag for tag in PILOT.tags if tag.role != role], "interlocks": []})


@pytest.mark.parametrize("role", ["feed_setpoint", "weight", "ph"])
def test_a_missing_tag_is_named(role: str) -> None:
    with pytest.raises(BadInput, match=f"no tag of the role '{role}'"):
        recipe_of(design(inputs()), PROBLEM, without(role), "F-301")


def test_an_unknown_unit_gets_the_nearest() -> None:
    with pytest.raises(UnknownTag, match="did you mean 'F-301'"):
        recipe_of(design(inputs()), PROBLEM, PILOT, "F-310")


def test_values_reach_a_plant_in_its_own_units() -> None:
    """A plant that meters its air in m3/h has the limit in m3/h, too: 400 L/min are 24 of them."""
    tags = [
        tag.model_copy(update={"unit": "m^3/h", "range": (0.0, 30.0), "limits": (0.0, 20.0)})
        if tag.role == "air_flow_setpoint"
        else tag
        for tag in PILOT.tags
    ]
    card = PILOT.model_copy(update={"tags": tags})
    with pytest.raises(BadInput, match=r"AirFlowSetpoint would be set to 22.95 m\^3/h, beyond its limits 0 to 20"):
        recipe_of(design(inputs()), PROBLEM, card, "F-301")
    assert recipe_of(design(inputs(air=70.0)), PROBLEM, card, "F-301").profile("air_flow_setpoint")[0][1] > 290.0


def test_a_profile_covers_the_batch() -> None:
    profile = recipe().profile("feed_setpoint")
    assert profile[0][0] == 0.0
    assert profile[-1] == (11.0, 0.0)
    assert all(one[0] <= other[0] for one, other in itertools.pairwise(profile))


def test_an_immeasurable_feed_is_none() -> None:
    found = recipe(feed=np.array([1e-6, -1e-9, 0.02, 0.0]))
    assert ordered(found, "feed_setpoint") == [0.0, 0.0, pytest.approx(0.02 * 255.0), 0.0, 0.0]
