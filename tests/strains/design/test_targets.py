from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.design.targets import bits, gene_targets, minimal, reaction_targets


def test_isozymes_need_all_and_a_complex_needs_one(toy):
    targets = gene_targets(toy, toy.genes, 2)
    assert ("s1", "s2") in targets.atoms  # parts of one complex do the same
    named = {toy.reactions[place]: [targets.names(way) for way in ways] for place, ways in enumerate(targets.ways)}
    assert named["quick"] == [("q1", "q2")]
    assert named["slow"] == [("s1",)]


def test_what_needs_more_deletions_than_allowed_has_no_way(toy):
    targets = gene_targets(toy, toy.genes, 1)
    assert targets.ways[toy.place("quick")] == ()


def test_a_refused_gene_is_no_target(toy):
    targets = gene_targets(toy, {"q1", "s2"}, 2)
    assert targets.atoms == (("q1",), ("s2",))
    assert targets.ways[toy.place("quick")] == ()


def test_reactions_that_move_together_are_one_atom(toy):
    targets = reaction_targets(toy, toy.reactions, 1)
    assert {"EX_w", "quick"} <= set(next(atom for atom in targets.atoms if "quick" in atom))


def test_minimal_masks():
    assert minimal([0b111, 0b011, 0b100, 0b011]) == [0b100, 0b011]
    assert minimal([0b1, 0]) == [0]
    assert list(bits(0b10010)) == [1, 4]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_atoms_silence_what_their_genes_silence(data, networks, truth):
    """With reactions that move together taken as one."""
    network = data.draw(networks)
    targets = gene_targets(network, network.genes, 3)
    for size in (1, 2):
        for atoms in combinations(range(len(targets.atoms)), size):
            mask = sum(1 << atom for atom in atoms)
            choices = list(targets.all_names(mask))
            bounds = {network.reactions[place]: (0.0, 0.0) for place in targets.silenced(mask)}
            for reaction in ("biomass", "product"):
                ours = truth(network.with_bounds(bounds)).best({reaction: 1.0}, (), {})
                for genes in choices:
                    theirs = truth(network).best({reaction: 1.0}, network.silenced(genes), {})
                    assert ours == pytest.approx(theirs, abs=1e-6)
