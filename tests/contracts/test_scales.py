"""Every scale card that exists: complete, physical, and good for a plan's numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from cards.quantity import Quantity
from processes import library
from processes.scale import ScaleCard, impeller_speed, tip_speed
from processes.scale_up.comparison import usual_point
from processes.scale_up.limits_at import limits_at
from processes.scale_up.operating_point import Culture, state_at
from processes.transfer.impellers import impeller


def quantities(card: BaseModel, path: str = "") -> Iterator[tuple[str, Quantity]]:
    for name in type(card).model_fields:
        value = getattr(card, name)
        if isinstance(value, Quantity):
            yield f"{path}{name}", value
        elif isinstance(value, BaseModel):
            yield from quantities(value, f"{path}{name}.")


@pytest.mark.parametrize("name", library.scales())
class TestScale:
    @pytest.fixture
    def card(self, name: str) -> ScaleCard:
        return library.scale(name)

    def test_is_named_as_its_file(self, name: str, card: ScaleCard) -> None:
        assert card.name == name
        assert card.title

    def test_every_number_has_a_source(self, card: ScaleCard) -> None:
        for path, quantity in quantities(card):
            assert len(quantity.source) > 10, f"{path}: '{quantity.source}' is no source"

    def test_survives_storing(self, card: ScaleCard) -> None:
        assert ScaleCard.model_validate_json(card.model_dump_json()) == card

    def test_is_a_fermenter(self, card: ScaleCard) -> None:
        vessel = card.vessel
        assert 0.5 <= vessel.fill.value <= 0.95
        assert 0.25 <= vessel.impeller_diameter.value / vessel.diameter.value <= 0.6
        assert 300.0 <= vessel.motor_power.value * 1e3 / card.working_volume <= 20_000.0  # W/m3
        assert vessel.mixing_power.value * card.working_volume < vessel.motor_power.value * 1e3
        assert 1.0 <= card.mean_pressure() <= 5.0

    def test_the_stirrer_turns_at_a_speed_that_stirrers_turn_at(self, card: ScaleCard) -> None:
        speed = impeller_speed(card, card.vessel.motor_power.value * 1e3)
        assert 30.0 < speed < 1500.0
        assert 1.0 < tip_speed(card, speed) < 12.0

    def test_gas_and_cooling(self, card: ScaleCard) -> None:
        flow = card.gas_flow_max(card.vessel.air_flow_max.value, 37.0)
        assert 0.0 < flow <= card.vessel.air_flow_max.value
        assert 10.0 < flow / card.working_volume < 150.0  # m3/m3/h: 0.2 to 2.5 volumes per volume and minute
        assert 2e3 < card.cooling_power(37.0) / card.working_volume < 2e5  # W/m3
        assert 0.0 < card.air_energy() < 0.2

    def test_nine_limits_at_its_usual_point(self, card: ScaleCard) -> None:
        """Each with a value and a limit; what the vessel is stirred for, it transfers; motor and cooling last."""
        found = {one.name: one for one in limits_at(card, usual_point(card, Culture(our=1.0)))}
        assert len(found) == 9
        assert all(math.isfinite(one.value) and one.value > 0.0 and one.limit > 0.0 for one in found.values())
        assert all(found[name].kept for name in ("oxygen_transfer", "power", "cooling", "head_pressure"))

    def test_its_impeller_draws_what_the_card_says(self, card: ScaleCard) -> None:
        one = impeller(card.impeller)
        assert card.vessel.power_number.value == pytest.approx(card.impellers * one.power_number, rel=0.25)
        assert card.vessel.gassed_power.value == pytest.approx(one.gassed, abs=0.2)

    def test_more_oxygen_is_asked_more_is_needed(self, card: ScaleCard) -> None:
        slow, fast = (usual_point(card, Culture(our=1.0), our=our) for our in (10.0, 30.0))
        assert fast.power > slow.power
        assert state_at(card, fast).heat > state_at(card, slow).heat

    def test_owning_it_costs(self, card: ScaleCard) -> None:
        hourly = card.owning_per_hour()
        assert set(hourly) == {"capital", "maintenance"}
        assert all(math.isfinite(cost) and cost > 0.0 for cost in hourly.values())


def test_there_are_scales() -> None:
    assert {"pilot_300l", "production_100m3"} <= set(library.scales())
