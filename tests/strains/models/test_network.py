import numpy as np
import pytest

from strains.errors import UnknownReaction
from strains.models.model import load_model
from strains.models.network import Network


@pytest.fixture
def network(core):
    return core.base


@pytest.fixture(scope="module")
def model():
    return load_model("cobra:textbook")


class TestFromCobra:
    def test_everything_is_where_cobrapy_has_it(self, network, model):
        from cobra.util import create_stoichiometric_matrix

        assert network.reactions == tuple(reaction.id for reaction in model.reactions)
        assert network.metabolites == tuple(metabolite.id for metabolite in model.metabolites)
        assert np.array_equal(network.matrix.toarray(), create_stoichiometric_matrix(model))
        assert network.lower.tolist() == [reaction.lower_bound for reaction in model.reactions]
        assert network.formulas[network.metabolites.index("glc__D_e")] == "C6H12O6"
        assert network.genes == tuple(gene.id for gene in model.genes)
        assert network.objective[network.place("Biomass_Ecoli_core")] == 1.0
        assert network.objective.sum() == 1.0

    def test_a_minimised_objective_is_turned_round(self, model):
        turned = model.copy()
        turned.objective = {turned.reactions.ATPM: 2.0}
        turned.objective_direction = "min"
        assert Network.from_cobra(turned).objective.min() == -2.0

    def test_what_the_model_does_not_say_is_empty(self):
        import cobra

        bare = cobra.Model("bare")
        reaction = cobra.Reaction("EX_a")
        reaction.add_metabolites({cobra.Metabolite("a"): -1.0})
        bare.add_reactions([reaction])
        network = Network.from_cobra(bare)
        assert network.formulas == ("",)
        assert np.isnan(network.charges).all()
        assert network.rules == (None,)
        assert network.boundary.tolist() == [0]


class TestPlaces:
    def test_by_name(self, network):
        assert network.reactions[network.place("PFK")] == "PFK"
        with pytest.raises(UnknownReaction, match="no reaction 'PFKK'; did you mean 'PFK'"):
            network.place("PFKK")

    def test_the_boundary_are_the_exchanges(self, network, model):
        assert {network.reactions[place] for place in network.boundary} == {one.id for one in model.boundary}

    def test_stoichiometry(self, network):
        parts = network.stoichiometry(network.place("PGI"))
        assert {network.metabolites[row]: number for row, number in parts.items()} == {"g6p_c": -1.0, "f6p_c": 1.0}

    def test_names(self, network):
        assert network.named_reactions["PGI"] == "glucose-6-phosphate isomerase"
        assert network.named_genes["b1241"] == "adhE"


class TestChanges:
    def test_bounds_make_another_network(self, network):
        changed = network.with_bounds({"PFK": (1.0, 2.0)})
        place = network.place("PFK")
        assert (changed.lower[place], changed.upper[place]) == (1.0, 2.0)
        assert (network.lower[place], network.upper[place]) == (0.0, 1000.0)
        assert changed.problem.lower[place] == 1.0

    def test_an_objective_takes_the_place_of_the_last(self, network):
        changed = network.with_objective({"EX_ac_e": 1.0, "ATPM": -0.5})
        assert np.flatnonzero(changed.objective).tolist() == sorted([network.place("EX_ac_e"), network.place("ATPM")])

    def test_genes_silence_what_no_enzyme_is_left_for(self, network, model):
        for gene in network.genes:
            with model:
                model.genes.get_by_id(gene).knock_out()
                expected = {reaction.id for reaction in model.reactions if reaction.bounds == (0, 0)}
            assert {network.reactions[place] for place in network.silenced([gene])} == expected

    def test_isozymes_stand_in_until_the_last_is_gone(self, network):
        # Two pyruvate kinases, pykF and pykA.
        place = network.place("PYK")
        assert place not in network.silenced(["b1676"])
        assert place in network.silenced(["b1676", "b1854"])
        changed = network.without_genes(["b1676", "b1854"])
        assert (changed.lower[place], changed.upper[place]) == (0.0, 0.0)

    def test_an_unknown_gene_is_named(self, network):
        with pytest.raises(UnknownReaction, match="the model has no gene 'b9999'"):
            network.silenced(["b9999"])
