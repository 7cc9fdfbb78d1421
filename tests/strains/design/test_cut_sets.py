from importlib.util import find_spec

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from strains.design.cut_sets import METHODS, gene_cut_sets, reaction_cut_sets
from strains.design.errors import MilpSolverMissing, RegionUnusable
from strains.design.region import Region, at_least, at_most, yield_above, yield_below
from strains.errors import UnknownReaction

WITHOUT_SCIP = find_spec("pyscipopt") is None
UNDESIRED = Region.of(at_least("biomass", 0.5))


@pytest.fixture(
    params=[pytest.param("lp"), pytest.param("milp", marks=pytest.mark.skipif(WITHOUT_SCIP, reason="SCIP"))]
)
def method(request):
    return request.param


class TestToy:
    """The quick way (isozymes q1, q2) gives growth of 100, the slow one alone 50."""

    def test_isozymes_are_counted(self, toy, method):
        fast = Region.of(at_least("biomass", 60.0))
        assert gene_cut_sets(toy, fast, largest=1, method=method).cut_sets == ()
        assert gene_cut_sets(toy, fast, largest=2, method=method).cut_sets == (("q1", "q2"),)

    def test_a_desired_region_stays(self, toy, method):
        without = Region.of(at_least("biomass", 1.0), yield_below("EX_p", "EX_a", -0.5))
        making = Region.of(at_least("biomass", 1.0), yield_above("EX_p", "EX_a", -0.9))
        free = gene_cut_sets(toy, without, largest=3, method=method)
        kept = gene_cut_sets(toy, without, [making], largest=3, method=method)
        assert free.cut_sets == (("q1", "q2"),)
        assert kept.cut_sets == free.cut_sets
        stopped = gene_cut_sets(toy, Region.of(at_least("EX_a", 1.0)), [making], largest=3, method=method)
        assert stopped.cut_sets == ()
        assert stopped.refused == 1

    def test_reactions(self, toy, method):
        found = reaction_cut_sets(toy, Region.of(at_least("biomass", 60.0)), largest=1, method=method)
        assert {cut[0] for cut in found.cut_sets} == {"EX_a", "quick", "EX_w", "biomass"}
        assert found.to_frame().columns.tolist() == ["deletions", "size"]

    def test_only_what_is_allowed_is_deleted(self, toy, method):
        found = reaction_cut_sets(
            toy, Region.of(at_least("biomass", 60.0)), largest=1, reactions=["EX_w"], method=method
        )
        assert found.cut_sets == (("EX_w",),)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_genes_are_those_found_by_trying_every_set(data, networks, truth, by_trying):
    network = data.draw(networks)
    tried = truth(network)
    needed = {"biomass": (0.5, 1000.0)}
    assume(tried.best({}, (), needed) is not None)
    expected = by_trying(network.genes, 3, lambda genes: tried.best({}, network.silenced(genes), needed) is None)
    assert set(gene_cut_sets(network, UNDESIRED, largest=3).cut_sets) == expected


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_reactions_with_a_desired_region_are_those_found_by_trying_every_set(data, networks, truth, by_trying):
    network = data.draw(networks)
    tried = truth(network)
    idle = {"biomass": (0.5, 1000.0), "product": (0.0, 0.5)}
    making = {"biomass": (0.5, 1000.0), "product": (0.5, 1000.0)}
    assume(tried.best({}, (), idle) is not None)
    assume(tried.best({}, (), making) is not None)

    def places(names):
        return [network.place(name) for name in names]

    ending = by_trying(network.reactions, 3, lambda names: tried.best({}, places(names), idle) is None)
    expected = {names for names in ending if tried.best({}, places(names), making) is not None}
    found = reaction_cut_sets(
        network,
        Region.of(at_least("biomass", 0.5), at_most("product", 0.5)),
        [Region.of(at_least("biomass", 0.5), at_least("product", 0.5))],
        largest=3,
    )
    assert set(found.cut_sets) == expected


@pytest.mark.skipif(WITHOUT_SCIP, reason="SCIP is not installed")
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_both_ways_agree(data, networks, truth):
    network = data.draw(networks)
    assume(truth(network).best({}, (), {"biomass": (0.5, 1000.0)}) is not None)
    found = [gene_cut_sets(network, UNDESIRED, largest=3, method=method).cut_sets for method in METHODS]
    assert found[0] == found[1]


class TestRefusals:
    def test_a_region_that_a_cell_at_rest_is_in(self, toy):
        with pytest.raises(RegionUnusable, match="nothing flows is in the undesired region"):
            gene_cut_sets(toy, Region.of(at_most("biomass", 1.0)))

    def test_a_region_that_is_empty(self, toy):
        with pytest.raises(RegionUnusable, match="no flux reaches the region 5000 <= biomass"):
            gene_cut_sets(toy, Region.of(at_least("biomass", 5000.0)))

    def test_unknown_names(self, toy):
        with pytest.raises(UnknownReaction, match="q9"):
            gene_cut_sets(toy, UNDESIRED, genes=["q9"])
        with pytest.raises(UnknownReaction, match="EX_z"):
            reaction_cut_sets(toy, UNDESIRED, reactions=["EX_z"])

    def test_an_unknown_method(self, toy):
        with pytest.raises(ValueError, match="unknown method 'glpk'"):
            gene_cut_sets(toy, UNDESIRED, method="glpk")

    def test_scip_that_is_not_there(self, toy, monkeypatch):
        monkeypatch.setitem(__import__("sys").modules, "pyscipopt", None)
        with pytest.raises(MilpSolverMissing, match="pip install pyscipopt"):
            gene_cut_sets(toy, UNDESIRED, method="milp")


def test_it_can_be_stopped(toy):
    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gene_cut_sets(toy, UNDESIRED, progress=stop)
