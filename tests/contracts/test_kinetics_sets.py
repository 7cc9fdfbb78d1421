"""Every set of kinetic constants that exists: complete, sourced, and honest about its uncertainty."""

from __future__ import annotations

import pytest

from cards.quantity import Quantity
from processes import library
from processes.kinetics import CONSTANTS, KineticsCard


@pytest.mark.parametrize("name", library.kinetics_cards())
class TestKineticsSet:
    @pytest.fixture
    def card(self, name: str) -> KineticsCard:
        return library.kinetics_card(name)

    def test_is_named_as_its_file(self, name: str, card: KineticsCard) -> None:
        assert card.name == name
        assert card.title

    def test_survives_storing(self, card: KineticsCard) -> None:
        assert KineticsCard.model_validate_json(card.model_dump_json()) == card

    @pytest.mark.parametrize("constant", CONSTANTS)
    def test_constants_state_source_and_uncertainty(self, card: KineticsCard, constant: str) -> None:
        quantity: Quantity = getattr(card, constant)
        assert len(quantity.source) > 10
        assert quantity.sd is not None, f"{constant}: an estimate needs a prior"
        assert 0.0 < quantity.sd < quantity.value

    def test_is_a_living_cell(self, card: KineticsCard) -> None:
        assert 0.5 <= card.uptake_max_growth.value <= 30.0
        assert 0.5 <= card.uptake_max_production.value <= 30.0
        assert 1.0 <= card.oxygen_uptake_max.value <= 40.0
        assert card.oxygen_saturation.value < 0.2  # mmol/L: below air saturation
        assert 440.0 <= card.heat_per_oxygen.value <= 520.0
        assert 10.0 < card.temperature.value < 70.0


def test_there_is_a_set() -> None:
    assert "ecoli_succinate" in library.kinetics_cards()
