import warnings

import numpy as np
import pytest

from strains.errors import Infeasible, UnknownReaction
from strains.lp.backends import BACKENDS
from strains.models.model import load_model
from strains.models.network import Network
from strains.questions.deletions import (
    double_gene_deletions,
    double_reaction_deletions,
    single_gene_deletions,
    single_reaction_deletions,
)
from strains.questions.sampling import to_cobra

GENES = ("b0720", "b1676", "b1854", "b2779", "b3916", "b1723", "b0118", "b2296", "b2297")


@pytest.fixture
def network(core):
    return core.base


def peer(name, *given):
    from cobra import flux_analysis

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = getattr(flux_analysis, name)(load_model("cobra:textbook"), *given, processes=1)
    return {frozenset(row.ids): row.growth for row in frame.itertuples()}


def assert_same(found, expected):
    assert len(found.names) == len(expected)
    for name, value in zip(found.names, found.objective, strict=True):
        assert value == pytest.approx(expected[frozenset(name)], abs=1e-6, nan_ok=True), name


@pytest.mark.parametrize("backend", sorted(BACKENDS))
class TestAgainstCobrapy:
    def test_single_genes(self, network, backend):
        assert_same(single_gene_deletions(network, backend=backend), peer("single_gene_deletion"))

    def test_single_reactions_forced_ones_too(self, network, backend):
        found = single_reaction_deletions(network, backend=backend)
        assert_same(found, peer("single_reaction_deletion"))
        # Maintenance is forced: without it more is left for growth.
        assert found.objective[found.names.index(("ATPM",))] > found.wild_type

    def test_double_genes(self, network, backend):
        assert_same(double_gene_deletions(network, GENES, backend=backend), peer("double_gene_deletion", list(GENES)))

    def test_double_reactions(self, network, backend):
        asked = ("PFK", "PGI", "ATPM", "ENO", "EX_o2_e", "Biomass_Ecoli_core", "FBP", "SUCDi")
        found = double_reaction_deletions(network, asked, backend=backend)
        assert_same(found, peer("double_reaction_deletion", list(asked)))


def test_most_need_no_programme_of_their_own(network):
    found = single_gene_deletions(network)
    assert found.programmes < len(network.genes) / 2


def test_essential_genes(network):
    essential = single_gene_deletions(network).essential()
    assert ("b2779",) in essential  # enolase
    assert ("b0720",) in essential  # citrate synthase
    assert ("b1676",) not in essential  # one of two pyruvate kinases
    assert len(single_gene_deletions(network).essential(0.9)) > len(essential)


def test_an_order_of_deletions_changes_nothing(network):
    forward = single_reaction_deletions(network)
    backward = single_reaction_deletions(network, network.reactions[::-1])
    assert forward.objective == pytest.approx(backward.objective[::-1], abs=1e-7, nan_ok=True)


def test_a_table(network):
    frame = double_gene_deletions(network, GENES[:3]).to_frame()
    assert frame["deletion"].tolist()[:2] == ["b0720", "b0720 + b1676"]
    assert len(frame) == 6
    assert set(frame["status"]) <= {"optimal", "infeasible"}
    starved = single_reaction_deletions(network, ["EX_glc__D_e"]).to_frame()
    assert starved["status"].tolist() == ["infeasible"]
    assert np.isnan(starved["objective"][0])


def test_two_forced_reactions_at_once(network):
    forced = network.with_bounds({"EX_ac_e": (2.0, 1000.0)})
    found = double_reaction_deletions(forced, ["ATPM", "EX_ac_e"])
    values = dict(zip(found.names, found.objective, strict=True))
    assert values["EX_ac_e",] == pytest.approx(0.873921507, abs=1e-7)
    assert values["ATPM", "EX_ac_e"] > max(values["ATPM",], values["EX_ac_e",])


def test_two_reactions_of_one_column_that_are_silent_at_different_values(network):
    """A fixed flux out of the middle of a chain: each half can be deleted though they share their flux."""
    import cobra

    model = to_cobra(network)
    between = cobra.Metabolite("x", compartment="c")
    for name, parts, bounds in (
        ("one", {between: 1.0}, (-10.0, 10.0)),
        ("fixed", {between: -1.0}, (1.0, 1.0)),
        ("two", {between: -1.0, model.metabolites.get_by_id("ac_c"): 1.0}, (-10.0, 10.0)),
    ):
        reaction = cobra.Reaction(name, lower_bound=bounds[0], upper_bound=bounds[1])
        reaction.add_metabolites(parts)
        model.add_reactions([reaction])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = cobra.flux_analysis.single_reaction_deletion(model, ["one", "two", "fixed"], processes=1)
    expected = {frozenset(row.ids): row.growth for row in frame.itertuples()}
    for order in (["one", "two", "fixed"], ["two", "one", "fixed"]):
        assert_same(single_reaction_deletions(Network.from_cobra(model), order), expected)


def test_what_does_not_exist_is_named(network):
    with pytest.raises(UnknownReaction, match="no gene 'b9999'"):
        single_gene_deletions(network, ["b9999"])
    with pytest.raises(UnknownReaction, match="did you mean 'PFK'"):
        single_reaction_deletions(network, ["PFKK"])


def test_a_wild_type_that_cannot_live_is_told(network):
    with pytest.raises(Infeasible, match="ATPM"):
        single_gene_deletions(network.with_bounds({"EX_glc__D_e": (0.0, 1000.0)}))


def test_progress_is_told(network):
    told = []
    single_gene_deletions(network, progress=lambda done, of: told.append((done, of)))
    assert told[0] == (0, len(network.genes))
