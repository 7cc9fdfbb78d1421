"""What every plant's card must be: run over each card that the room has."""

from __future__ import annotations

import pytest

from cards.units import convert
from plant_io.engineering_units import unit_id
from plant_io.plant import PlantCard, plant, plants


@pytest.fixture(params=plants())
def card(request: pytest.FixtureRequest) -> PlantCard:
    return plant(str(request.param))


class TestPlant:
    """The contract of a plant."""

    def test_it_bears_the_name_of_its_file(self, card: PlantCard) -> None:
        assert card.name in plants()
        assert plant(card.name) == card

    def test_every_unit_is_known_here_and_to_opc_ua(self, card: PlantCard) -> None:
        for tag in card.tags:
            assert convert(1.0, tag.unit, tag.unit) == 1.0
            assert unit_id(tag.unit) > 0, tag.name

    def test_every_tag_says_what_it_is(self, card: PlantCard) -> None:
        assert all(tag.title for tag in card.tags)

    def test_every_piece_of_equipment_can_be_brought_to_rest(self, card: PlantCard) -> None:
        for unit in card.units:
            assert unit.safe_state, unit.name

    def test_the_safe_state_passes_no_interlock_that_could_stop_it(self, card: PlantCard) -> None:
        """A feed is stopped by a value that no interlock asks a condition for."""
        for unit in card.units:
            roles = card.roles(unit.name)
            for rule in card.interlocks:
                for role, value in unit.safe_state.items():
                    if rule.tag == roles[role].name and role.startswith("feed"):
                        assert value in rule.unless, (unit.name, role)

    def test_interlocks_ask_for_fresh_values(self, card: PlantCard) -> None:
        assert all(rule.fresh_s is not None for rule in card.interlocks)

    def test_a_virtual_plant_tells_its_time(self, card: PlantCard) -> None:
        assert card.clock is not None or not card.virtual
