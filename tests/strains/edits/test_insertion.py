import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from strains.catalogue.library import product
from strains.edits.insertion import extend, insert, notes
from strains.models.formula import elements
from strains.models.gene_rule import genes_of
from strains.models.model import load_model
from strains.models.model_cache import base_network
from strains.models.network import Network

FITTING = ("butanediol_14", "butanediol_23", "itaconate", "phb")  # what the core model can feed
MIXED = {"EX_glc__D_e": (-10.0, 0.0), "EX_o2_e": (-5.0, 0.0)}


@pytest.fixture(scope="module")
def core() -> Network:
    return base_network("cobra:textbook").with_bounds(MIXED)


def with_product(network: Network, name: str) -> Network:
    card = product(name)
    return insert(network, card.pathway, {}, card.origin)


def most(network: Network, reaction: str) -> float:
    """The largest flux of ``reaction``, by a solver that knows nothing of this room."""
    costs = np.zeros(len(network.reactions))
    costs[network.place(reaction)] = -1.0
    bounds = np.column_stack([network.lower, network.upper])
    answer = linprog(costs, A_eq=network.matrix, b_eq=np.zeros(len(network.metabolites)), bounds=bounds)
    assert answer.status == 0
    return float(-answer.fun)


def excess(network: Network, place: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for row, number in network.stoichiometry(place).items():
        for what, count in {**elements(network.formulas[row]), "charge": network.charges[row]}.items():
            found[what] = found.get(what, 0.0) + number * count
    return {what: number for what, number in found.items() if abs(number) > 1e-9}


def test_the_host_stays_as_it_was(core):
    before = (core.reactions, core.metabolites, core.matrix.copy(), core.upper.copy())
    with_product(core, "phb")
    assert (core.reactions, core.metabolites) == before[:2]
    assert (core.matrix != before[2]).nnz == 0
    assert (core.upper == before[3]).all()


@pytest.mark.parametrize("name", FITTING)
def test_arrays_fit_and_the_rest_is_unchanged(core, name):
    wider = with_product(core, name)
    rows, columns = len(core.metabolites), len(core.reactions)
    assert wider.matrix.shape == (len(wider.metabolites), len(wider.reactions))
    assert (wider.matrix[:rows, :columns] != core.matrix).nnz == 0
    assert wider.matrix[rows:, :columns].nnz == 0
    for per_reaction in (
        wider.lower,
        wider.upper,
        wider.objective,
        wider.rules,
        wider.subsystems,
        wider.reaction_names,
    ):
        assert len(per_reaction) == len(wider.reactions)
    for per_metabolite in (wider.charges, wider.formulas, wider.compartments, wider.metabolite_names):
        assert len(per_metabolite) == len(wider.metabolites)
    assert len(wider.gene_names) == len(wider.genes)
    assert {gene for rule in wider.rules for gene in genes_of(rule)} <= set(wider.genes)


@settings(max_examples=25, deadline=None)
@given(names=st.lists(st.sampled_from(FITTING), unique=True, min_size=1), data=st.data())
def test_it_stays_balanced_and_the_order_does_not_matter(core, names, data):
    ordered = shuffled = core
    for name in names:
        ordered = with_product(ordered, name)
    for name in data.draw(st.permutations(names)):
        pathway = product(name).pathway
        mixed = pathway.model_copy(
            update={
                "reactions": data.draw(st.permutations(pathway.reactions)),
                "metabolites": data.draw(st.permutations(pathway.metabolites)),
            }
        )
        shuffled = insert(shuffled, mixed, {})
    assert set(ordered.reactions) == set(shuffled.reactions)
    for place in range(len(core.reactions), len(ordered.reactions)):
        if place not in ordered.boundary:
            assert excess(ordered, place) == {}
    for name in names:
        target = product(name).exchange
        assert most(shuffled, target) == pytest.approx(most(ordered, target), rel=1e-7)


def test_inserting_twice_adds_nothing(core):
    once = with_product(core, "butanediol_23")
    twice = with_product(once, "butanediol_23")
    assert twice.reactions == once.reactions
    assert (twice.matrix != once.matrix).nnz == 0
    assert "exchange 'EX_btd_RR_e' is the model's own" in notes(once, product("butanediol_23").pathway, {})


def test_an_inserted_gene_can_be_deleted(core):
    wider = with_product(core, "phb")
    assert most(wider, "DM_phb_c") > 1.0
    assert most(wider.without_genes(["phaC_Cn"]), "DM_phb_c") == pytest.approx(0.0, abs=1e-9)


def test_an_enzyme_of_several_genes_needs_all_of_them(core):
    pathway = product("phb").pathway
    last = pathway.reactions[-1].model_copy(update={"genes": ["phaC", "phaE"]})
    wider = insert(core, pathway.model_copy(update={"reactions": [*pathway.reactions[:-1], last]}), {})
    assert wider.rules[wider.place("PHBS")] == ("and", ("phaC", "phaE"))
    assert most(wider.without_genes(["phaE"]), "DM_phb_c") == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("name", FITTING)
def test_cobrapy_finds_the_same_optimum_on_the_extended_model(core, name):
    wider = with_product(core, name)
    model = extend(load_model("cobra:textbook"), wider)
    for reaction, bounds in MIXED.items():
        model.reactions.get_by_id(reaction).bounds = bounds
    target = product(name).exchange
    model.objective = target
    assert model.slim_optimize() == pytest.approx(most(wider, target), abs=1e-6)
    inserted = set(model.reactions.list_attr("id")) - set(core.reactions)
    assert all(
        not model.reactions.get_by_id(reaction).check_mass_balance()
        for reaction in inserted
        if not model.reactions.get_by_id(reaction).boundary
    )
    assert {gene.id for reaction in inserted for gene in model.reactions.get_by_id(reaction).genes} <= set(wider.genes)
