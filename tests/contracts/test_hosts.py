"""What every host card must fulfil; a new card is tested because it is there.

A model that the user supplies is looked for where BIOFAB_TEST_MODELS says; without it, what needs the file is skipped.
"""

import os

import numpy as np
import pytest

from strains.catalogue import library
from strains.catalogue.host import HostCard
from strains.catalogue.product import ProductCard
from strains.check.strain_balance import check_balance
from strains.edits.insertion import insert
from strains.edits.pathway_fit import UnknownMetabolite
from strains.models.formula import elements
from strains.models.model import SHIPPED, model_sha256
from strains.models.model_cache import base_network
from strains.models.network import Network
from strains.models.user_models import USER, VARIABLE
from strains.phenotype.fluxes import growth
from strains.strain import Strain


@pytest.fixture(autouse=True)
def models(monkeypatch):
    if "BIOFAB_TEST_MODELS" in os.environ:
        monkeypatch.setenv(VARIABLE, os.environ["BIOFAB_TEST_MODELS"])


@pytest.fixture(params=library.hosts())
def card(request, models) -> HostCard:
    return library.host(request.param)


@pytest.fixture
def network(card) -> Network:
    if card.model.source.startswith(USER):
        pytest.skip(f"the model of host '{card.name}' is supplied by the user and is not here: {card.model.source}")
    return base_network(card.model.source)


@pytest.fixture
def strain(card, network) -> Strain:
    medium = library.medium(card.medium).for_host(card)
    return Strain.from_parts(card, library.product("ethanol").for_host(card), medium).wild_type()


class TestHost:
    def test_is_named_as_its_folder(self, card):
        assert (library.ROOT / "hosts" / card.name / "card.toml").is_file()

    def test_says_licence_citation_and_where_the_model_is_from(self, card):
        assert len(card.model.licence) > 10
        assert any(char.isdigit() for char in card.model.citation)
        assert card.model.source.startswith(SHIPPED) or card.model.url

    def test_keeps_no_model_file(self, card):
        assert [path.name for path in (library.ROOT / "hosts" / card.name).iterdir()] == ["card.toml"]

    def test_names_a_medium_that_there_is(self, card):
        assert card.medium in library.media()

    def test_names_what_the_model_has(self, card, network):
        assert {identifier for _, identifier, _ in card.named()} <= set(network.reactions)
        assert set(card.metabolites.values()) <= set(network.metabolites)

    def test_names_exchanges_that_are_exchanges(self, card, network):
        boundary = {network.reactions[place] for place in network.boundary}
        mapped = [own for name, own in card.reactions.items() if name.startswith("EX_")]
        assert {*card.exchanges.values(), *mapped} <= boundary

    def test_maps_each_name_to_one_substance(self, card, network):
        assert len(set(card.metabolites.values())) == len(card.metabolites)
        assert len(set(card.reactions.values())) == len(card.reactions)

    def test_maps_to_the_same_substance_as_the_reference(self, card, network):
        reference = base_network("cobra:iJO1366")
        for name, own in card.metabolites.items():
            if name in reference.metabolites:
                theirs, mine = reference.metabolites.index(name), network.metabolites.index(own)
                assert elements(network.formulas[mine]) == elements(reference.formulas[theirs]), name
                charge = network.charges[mine]
                assert np.isnan(charge) or charge == reference.charges[theirs], name

    def test_leaves_out_only_what_the_model_does_not_have(self, card, network):
        assert not set(card.left_out) & (set(network.reactions) | set(card.reactions))

    def test_hash_fits_when_it_is_given(self, card, network):
        assert card.model.sha256 in (None, model_sha256(card.model.source))

    def test_grows_on_its_medium_and_starves_without_the_substrate(self, strain):
        substrate = strain.medium.substrate
        assert growth(strain, {substrate: 10.0, "oxygen": 20.0}) > 0.1
        with pytest.raises(ValueError, match="maintenance"):
            growth(strain, {substrate: 0.0, "oxygen": 20.0})

    def test_makes_no_energy_from_nothing_and_is_as_balanced_as_the_card_says(self, card, strain):
        report = check_balance(strain)
        assert report.energy_from_nothing == pytest.approx(0.0, abs=1e-6)
        assert len(report.imbalances) == card.model.unbalanced

    def test_takes_a_pathway_balanced_or_names_what_it_lacks(self, card, network):
        products = [product for product in map(library.product, library.products()) if product.pathway is not None]
        lacking = {product.name: _lacking(network, product, card) for product in products}
        for product in products:
            if lacking[product.name] is None:
                wider = insert(network, product.pathway, card.names, product.origin)
                assert wider.place(product.for_host(card).exchange) in wider.boundary
            else:
                assert lacking[product.name] not in network.metabolites
        assert None in lacking.values()


def _lacking(network: Network, product: ProductCard, card: HostCard) -> str | None:
    """The metabolite for want of which the host cannot take the pathway; None where it can."""
    try:
        insert(network, product.pathway, card.names, product.origin)
    except UnknownMetabolite as error:
        return error.name
    return None
