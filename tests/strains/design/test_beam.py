import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from strains.design import beam
from strains.design.beam import Beam, Setting
from strains.design.targets import gene_targets

LEVEL, LEAST_GROWTH = 0.5, 0.1


def searched(network, largest=3, width=10**6, product="product", level=LEVEL, allowed=lambda mask: True):
    targets = gene_targets(network, network.genes, largest)
    setting = Setting("biomass", product, level, LEAST_GROWTH, largest, width)
    found = Beam(network, targets, setting, allowed).search(lambda: None)
    return found, {names for mask in found.masks for names in targets.all_names(mask)}


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_it_finds_every_smallest_set_up_to_the_size_it_says(data, trade_offs, truth, by_trying):
    network = data.draw(trade_offs)
    tried = truth(network)

    def gap(genes):
        silent = network.silenced(genes)
        making = tried.best({"biomass": 1.0}, silent, {"product": (LEVEL, 1000.0)})
        idle = tried.best({"biomass": 1.0}, silent, {"product": (0.0, LEVEL)})
        return -1.0 if making is None or making < LEAST_GROWTH else making - (idle or 0.0)

    assume(gap(()) > -1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beam, "TWINS", 10**6)
        found, sets = searched(network)
    assert found.complete_to == 3
    if gap(()) > 1e-5:
        assert sets  # coupled before anything is deleted
        return
    assert by_trying(network.genes, 3, lambda genes: gap(genes) > 1e-5) <= sets
    assert all(gap(genes) > 0.0 for genes in sets)


def test_the_toy(toy):
    found, sets = searched(toy, product="EX_p", level=5.0)
    assert sets == {("q1", "q2")}
    assert found.complete_to == 3


def test_a_narrow_beam_says_that_it_left_something_out(two_steps):
    wide, every = searched(two_steps, product="EX_p", width=5)
    narrow, some = searched(two_steps, product="EX_p", width=1)
    assert (wide.complete_to, narrow.complete_to) == (3, 1)
    assert every == {("g0", "g2"), ("g1", "g2")}
    assert len(some) == 1


def test_what_may_not_be_built_is_not_found(toy):
    _, sets = searched(toy, product="EX_p", level=5.0, allowed=lambda mask: mask.bit_count() < 2)
    assert sets == set()


def test_each_extended_set_is_a_step(toy):
    steps = []
    targets = gene_targets(toy, toy.genes, 2)
    Beam(toy, targets, Setting("biomass", "EX_p", 5.0, 0.1, 2, 5), lambda mask: True).search(lambda: steps.append(1))
    assert len(steps) == 1
