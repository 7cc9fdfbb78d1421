from dataclasses import replace

import numpy as np
import pytest

from cards.errors import CardError
from strains.catalogue import library
from strains.errors import UnknownCard, UnknownReaction
from strains.models.closing import closing
from strains.questions.deletions import single_gene_deletions
from strains.questions.envelope import production_envelope
from strains.questions.growth import growth
from strains.questions.lexicographic import lexicographic
from strains.questions.overflow import (
    PROTEOME,
    SUPPLY,
    AllocationCard,
    allocation,
    allocations,
    charges,
    with_overflow,
)
from strains.questions.parsimonious import parsimonious
from strains.questions.variability import flux_variability

GLUCOSE, OXYGEN, ACETATE = "EX_glc__D_e", "EX_o2_e", "EX_ac_e"


@pytest.fixture
def network(core):
    return core.base


@pytest.fixture
def card():
    return allocation("ecoli_core")


@pytest.fixture
def limited(network, card):
    return with_overflow(network, card)


class TestNetwork:
    def test_one_row_and_one_column_more(self, network, limited):
        assert limited.metabolites == (*network.metabolites, PROTEOME)
        assert limited.reactions == (*network.reactions, SUPPLY)
        assert limited.matrix[:-1, :-1].toarray() == pytest.approx(network.matrix.toarray())
        assert limited.name == "e_coli_core with the proteome allocation 'ecoli_core'"
        assert len(network.reactions) == 95  # the network given stays as it was

    def test_exchanges_stay_exchanges(self, network, limited):
        assert [limited.reactions[place] for place in limited.boundary[:-1]] == [
            network.reactions[place] for place in network.boundary
        ]
        assert limited.reactions[limited.boundary[-1]] == SUPPLY

    def test_the_supply_is_what_is_used(self, limited, card, network):
        found = growth(limited.with_bounds({GLUCOSE: (-12.0, 1000.0)}))
        used = sum(cost * found.flux(name) for name, cost in charges(network, card).items())
        assert found.flux(SUPPLY) == pytest.approx(used, abs=1e-8)
        assert used == pytest.approx(0.484, abs=1e-8)

    def test_little_glucose_is_not_limited(self, network, limited):
        poor = {GLUCOSE: (-5.0, 1000.0)}
        found = growth(limited.with_bounds(poor))
        assert found.objective == pytest.approx(growth(network.with_bounds(poor)).objective, abs=1e-8)
        assert found.flux(SUPPLY) < 0.484

    def test_without_oxygen_it_grows_as_before(self, network, limited):
        still = {OXYGEN: (0.0, 1000.0)}
        assert growth(limited.with_bounds(still)).objective == pytest.approx(
            growth(network.with_bounds(still)).objective, abs=1e-8
        )

    def test_much_glucose_overflows(self, limited):
        rich = limited.with_bounds({GLUCOSE: (-12.0, 1000.0)})
        span = flux_variability(rich, 1.0, [ACETATE])
        assert span.minimum[0] == pytest.approx(span.maximum[0], abs=1e-6)
        assert span.minimum[0] > 4.0

    def test_acetate_grows_with_glucose(self, limited):
        feeds = np.linspace(6, 16, 11)
        acetate = [growth(limited.with_bounds({GLUCOSE: (-feed, 1000.0)})).flux(ACETATE) for feed in feeds]
        assert np.all(np.diff(acetate) >= -1e-9)
        assert acetate[0] == pytest.approx(0.0, abs=1e-9)

    def test_fluxes_close_as_before(self, limited):
        found = growth(limited.with_bounds({GLUCOSE: (-12.0, 1000.0)}))
        assert closing(limited, found.fluxes).doubts == ()
        assert closing(limited, found.fluxes).unknown == ()
        assert found.sound

    def test_every_question_works_on_it(self, limited):
        rich = limited.with_bounds({GLUCOSE: (-12.0, 1000.0)})
        best = growth(rich).objective
        assert parsimonious(rich).optimum.objective == pytest.approx(best, abs=1e-7)
        assert lexicographic(rich).values[0] == pytest.approx(best, abs=1e-7)
        assert production_envelope(rich, ACETATE, points=3).maximum[-1] > 4.0
        assert single_gene_deletions(rich, ["b0720"]).wild_type == pytest.approx(best, abs=1e-7)

    def test_a_strain_can_stand_upon_it(self, core, limited):
        strain = replace(core, base=limited)
        rich = strain.network.with_bounds({GLUCOSE: (-12.0, 1000.0)})
        assert growth(rich).flux(ACETATE) > 4.0
        assert "proteome allocation" in strain.network.name
        assert "proteome_supply <= 0.484" in growth(rich.with_bounds({"Biomass_Ecoli_core": (1.2, 1000.0)})).why


class TestCharges:
    def test_respiration_is_carbon_dioxide_less_what_comes_with_acetate(self, network, card):
        used = charges(network, card)
        assert used["EX_co2_e"] == pytest.approx(0.0176)
        assert used["EX_for_e"] == pytest.approx(0.0176)
        assert used[ACETATE] == pytest.approx(-0.0176)
        assert used["Biomass_Ecoli_core"] == pytest.approx(0.169)
        assert GLUCOSE not in used

    def test_products_are_charged_by_their_carbon_unless_they_may_be_taken_up(self, network, card):
        costly = card.model_copy(
            update={"fermentation_cost": card.fermentation_cost.model_copy(update={"value": 0.001})}
        )
        used = charges(network, costly)
        assert used["EX_lac__D_e"] == pytest.approx(0.003)
        assert used[ACETATE] == pytest.approx(0.002 - 0.0176)
        assert used["EX_for_e"] == pytest.approx(0.0176)
        fed = network.with_bounds({"EX_lac__D_e": (-5.0, 1000.0)})
        assert "EX_lac__D_e" not in charges(fed, costly)


class TestCards:
    @pytest.mark.parametrize("name", allocations())
    def test_each_belongs_to_a_host_and_says_what_it_was_calibrated_on(self, name):
        card = allocation(name)
        assert card.name == name
        assert name in library.hosts()
        assert card.calibrated_on
        assert "doi:" in card.source

    def test_an_unknown_one_brings_those_that_are_there(self):
        with pytest.raises(UnknownCard, match="did you mean 'ecoli_core'"):
            allocation("ecoli_cor")

    def test_one_can_be_given_as_a_file(self, tmp_path, card):
        path = tmp_path / "mine.toml"
        path.write_text("name = 'mine'\n")
        with pytest.raises(CardError, match="mine.toml"):
            allocation(path)

    def test_a_reaction_that_the_model_does_not_have_is_named(self, network):
        with pytest.raises(UnknownReaction, match="r_4041|r_1992"):
            with_overflow(network, allocation("yeast"))

    def test_a_negative_cost_is_refused(self, card):
        written = card.model_dump()
        written["growth_cost"]["value"] = -1.0
        with pytest.raises(ValueError, match="growth_cost"):
            AllocationCard.model_validate(written)
