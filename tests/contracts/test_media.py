"""What every medium card must fulfil; a new card is tested because it is there."""

import pytest

from strains import library
from strains.catalogue import strains_of
from strains.fluxes import growth
from strains.medium import MediumCard


@pytest.fixture(params=library.media())
def card(request) -> MediumCard:
    return library.medium(request.param)


class TestMedium:
    def test_is_named_as_its_file(self, card):
        assert (library.ROOT / "media" / f"{card.name}.toml").is_file()

    def test_says_where_it_is_from(self, card):
        assert len(card.source) > 10
        for component in card.components:
            assert component.concentration is None or len(component.concentration.source) > 10

    def test_feeds_some_host_which_starves_without_the_substrate(self, card):
        strains = [strain for host in library.hosts() for strain in strains_of(host) if strain.medium == card]
        assert strains
        wild = strains[0].wild_type()
        assert growth(wild, {card.substrate: 10.0, "oxygen": 20.0}) > 0.1
        with pytest.raises(ValueError, match="maintenance"):
            growth(wild, {card.substrate: 0.0, "oxygen": 20.0})
