from itertools import combinations

import pytest

from strains.design.buildable import buildable
from strains.design.errors import RegionUnusable
from strains.design.evaluation import Evaluator
from strains.design.growth_coupled import GAIN, growth_coupled_designs
from strains.design.verification import verifications_frame, verify
from strains.errors import Infeasible

AEROBIC = {"glucose": 10.0, "oxygen": 1000.0}


@pytest.fixture(scope="module")
def host(core):
    return core.wild_type()


@pytest.fixture(scope="module")
def found(host):
    return growth_coupled_designs(host, AEROBIC, largest=4, width=15)


@pytest.fixture(scope="module")
def verified(host, found):
    return verify(host, AEROBIC, [found.wild_type, *found.designs])


def test_there_are_designs_and_the_wild_type_is_none(found):
    assert len(found.designs) >= 10
    assert not found.wild_type.coupled
    assert found.wild_type.growth == pytest.approx(0.873922, abs=1e-6)
    assert all(design.coupled for design in found.designs)
    assert all(len(design.genes) <= 4 for design in found.designs)


def test_the_best_rate_comes_first(found):
    rates = [design.rate for design in found.designs]
    assert rates == sorted(rates, reverse=True)


def test_cobrapy_finds_the_same(found, verified):
    for design, checked in zip((found.wild_type, *found.designs), verified, strict=True):
        assert checked.difference < 1e-6
        assert checked.reactions == tuple(sorted(design.reactions))
        assert checked.coupled == design.coupled
        assert checked.yield_ == pytest.approx(design.yield_, abs=1e-6)
    assert "not growth-coupled" in verified[0].verdict
    assert len(verifications_frame(verified)) == len(verified)


def test_none_deletes_what_cannot_be_built(host, found):
    allowed = buildable(host.network, host.host.biomass, found.least_growth)
    for design in found.designs:
        assert allowed.refusal(design.genes) is None
        assert not set(design.reactions) & set(allowed.refused_reactions)


def test_every_deletion_is_of_use(host, found):
    network = host.network.with_bounds(host.uptake_bounds(AEROBIC))
    evaluator = Evaluator(network, host.host.biomass, host.product.exchange, "EX_glc__D_e")
    for design in found.designs:
        for fewer in combinations(design.genes, len(design.genes) - 1):
            left = evaluator.phenotype(network.silenced(fewer))
            assert left.least * (1 + GAIN) < design.least


def test_every_choice_does_the_same_and_can_be_built(host, found):
    network = host.network.with_bounds(host.uptake_bounds(AEROBIC))
    evaluator = Evaluator(network, host.host.biomass, host.product.exchange, "EX_glc__D_e")
    allowed = buildable(network, host.host.biomass, found.least_growth)
    assert any(len(choice) > 1 for design in found.designs for choice in design.choices)
    for design in found.designs:
        other = tuple(choice[-1] for choice in design.choices)
        left = evaluator.phenotype(network.silenced(other))
        assert (left.growth, left.least) == pytest.approx((design.growth, design.least), abs=1e-6)
        assert allowed.refusal(other) is None


def test_two_processes_find_the_same_again(host, found):
    again = growth_coupled_designs(host, AEROBIC, largest=4, width=15, processes=2)
    assert again == found


def test_progress_is_told_and_can_stop_it(host):
    told = []

    def stop(done, of):
        told.append((done, of))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        growth_coupled_designs(host, AEROBIC, largest=3, width=5, progress=stop)
    assert [done for done, _ in told] == [1, 2, 3]


def test_too_much_growth_is_refused(host):
    with pytest.raises(Infeasible, match="Biomass_Ecoli_core >= 0.9"):
        growth_coupled_designs(host, AEROBIC, least_growth=0.9)


def test_a_product_that_cannot_be_made_is_refused(host):
    with pytest.raises(RegionUnusable, match="the cell cannot make EX_etoh_e; ask for less growth"):
        growth_coupled_designs(host.with_blocks("ALCD2x"), AEROBIC)


def test_the_table(found):
    frame = found.to_frame()
    assert len(frame) == 1 + len(found.designs)
    assert frame["least"].iloc[0] == 0.0
