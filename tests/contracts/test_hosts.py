"""What every host card must fulfil; a new card is tested because it is there."""

from pathlib import Path

import pytest

from strains import library
from strains.balance import check_balance
from strains.catalogue import strains_of
from strains.host import HostCard
from strains.model import SHIPPED, base_model, model_sha256


@pytest.fixture(params=library.hosts())
def card(request) -> HostCard:
    card = library.host(request.param)
    source = card.model.source
    if not source.startswith(SHIPPED) and not Path(source).is_file():
        pytest.skip(f"the model of host '{card.name}' is supplied by the user and is not here: {source}")
    return card


class TestHost:
    def test_is_named_as_its_folder(self, card):
        assert (library.ROOT / "hosts" / card.name / "card.toml").is_file()

    def test_says_licence_and_citation(self, card):
        assert len(card.model.licence) > 10
        assert any(char.isdigit() for char in card.model.citation)

    def test_names_reactions_that_the_model_has(self, card):
        known = {reaction.id for reaction in base_model(card.model.source).reactions}
        assert {card.biomass, card.maintenance.reaction, *card.exchanges.values()} <= known

    def test_names_exchanges_that_are_exchanges(self, card):
        boundary = {reaction.id for reaction in base_model(card.model.source).boundary}
        assert set(card.exchanges.values()) <= boundary

    def test_hash_fits_when_it_is_given(self, card):
        assert card.model.sha256 in (None, model_sha256(card.model.source))

    def test_is_fed_by_some_medium_and_makes_nothing_from_nothing(self, card):
        (strain, *_) = strains_of(card.name)
        report = check_balance(strain)
        assert report.imbalances == ()
        assert report.energy_from_nothing == pytest.approx(0.0, abs=1e-6)
