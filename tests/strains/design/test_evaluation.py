import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.design.evaluation import Evaluator, Growth


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_phenotypes_are_those_of_scipy_one_after_the_other(data, networks, truth):
    network = data.draw(networks)
    evaluator, tried = Evaluator(network, "biomass", "product", "in"), truth(network)
    for genes in [(), *((gene,) for gene in network.genes), network.genes[:3], ()]:
        found = evaluator.phenotype(network.silenced(genes))
        growth, least, most = tried.worst_case(genes)
        assert found.growth == pytest.approx(growth, abs=1e-6)
        assert found.least == pytest.approx(least, abs=1e-5)
        assert found.most == pytest.approx(most, abs=1e-5)


def test_the_toy(toy):
    evaluator = Evaluator(toy, "biomass", "EX_p", "EX_a")
    both = evaluator.phenotype(toy.silenced(("q1", "q2")))
    assert (both.growth, both.least, both.most) == pytest.approx((50.0, 10.0, 10.0))
    assert evaluator.phenotype(toy.silenced(("q1",))).least == 0.0


def test_what_must_flow_cannot_be_silenced(toy):
    forced = toy.with_bounds({"slow": (1.0, 1000.0)})
    assert Evaluator(forced, "biomass", "EX_p", "EX_a").phenotype(toy.silenced(("s1",))) is None


def test_growth_with_and_without_the_product(toy):
    without, with_ = (Growth(toy, "biomass", "EX_p", *span) for span in ((0.0, 1.0), (1.0, 1000.0)))
    assert without.best(())[0] == pytest.approx(100.0)
    assert with_.best(())[0] == pytest.approx(95.0)
    silent = toy.silenced(("q1", "q2"))
    without.settle(silent)
    assert without.best(silent)[0] == pytest.approx(5.0)
    assert with_.best(toy.silenced(("s2",))) is None
