"""What every medium card must fulfil; a new card is tested because it is there."""

import pytest

from strains.catalogue import library
from strains.catalogue.medium import MediumCard
from strains.errors import UnknownReaction
from strains.models.user_models import USER
from strains.phenotype.fluxes import growth
from strains.strain import Strain


@pytest.fixture(params=library.media())
def card(request) -> MediumCard:
    return library.medium(request.param)


def fed_by(card: MediumCard) -> list[Strain]:
    """The wild types, of hosts whose model is here, that know every exchange of the medium and grow on it."""
    found = []
    for name in library.hosts():
        host = library.host(name)
        if host.model.source.startswith(USER):
            continue
        try:
            strain = Strain.from_parts(host, library.product("ethanol").for_host(host), card.for_host(host)).wild_type()
        except UnknownReaction:
            continue
        if growth(strain, {card.substrate: 10.0, "oxygen": 20.0}) > 0.1:
            found.append(strain)
    return found


class TestMedium:
    def test_is_named_as_its_file(self, card):
        assert (library.ROOT / "media" / f"{card.name}.toml").is_file()

    def test_says_where_it_is_from(self, card):
        assert len(card.source) > 10
        for component in card.components:
            assert component.concentration is None or len(component.concentration.source) > 10

    def test_what_is_weighed_in_has_a_formula_and_the_substrate_a_rate(self, card):
        weighed = [component for component in card.components if component.concentration is not None]
        assert all(component.molarity() > 0.0 for component in weighed)
        assert card.substrate_uptake is not None or not weighed
        assert all(amount > 0.0 for amount in card.concentrations().values())

    def test_is_no_concentrate(self, card):
        # Osmolality: a medium for growing cells has less than 2 mol/L of everything together.
        assert sum(component.molarity() or 0.0 for component in card.components) < 2000.0

    def test_salts_are_open_and_nothing_is_named_twice(self, card):
        names = [component.name for component in card.components]
        assert len(set(names)) == len(names)
        limits = card.uptake_limits()
        assert all(limit is None or limit >= 0.0 for limit in limits.values())

    def test_feeds_some_host_which_starves_without_the_substrate(self, card):
        strains = fed_by(card)
        assert strains, f"no host that is here grows on medium '{card.name}'"
        with pytest.raises(ValueError, match="maintenance"):
            growth(strains[0], {card.substrate: 0.0, "oxygen": 20.0})
