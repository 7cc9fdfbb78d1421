import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.design.probe import Probe, Witness
from strains.design.region import Region, at_least, yield_below
from strains.design.targets import gene_targets

GROWTH = "Biomass_Ecoli_core"


@pytest.fixture(scope="module")
def probe(core):
    network = core.base.with_bounds({"EX_o2_e": (0.0, 1000.0)})
    region = Region.of(at_least(GROWTH, 0.05), yield_below("EX_etoh_e", "EX_glc__D_e", 1.0))
    return Probe(network, region, gene_targets(network, network.genes, 4))


@settings(max_examples=60, deadline=None)
@given(atoms=st.sets(st.integers(0, 93), max_size=4), lean=st.booleans())
def test_a_witness_is_untouched_by_what_was_deleted(probe, atoms, lean):
    """What the solver leaves in a silenced reaction, within its tolerance, is no flux."""
    mask = sum(1 << atom for atom in atoms)
    probe.witnesses.clear()
    found = probe.lean(mask) if lean else probe.witness(mask)
    if found is not None:
        assert found.stands(mask)
        assert 0 not in found.ways(mask)


def test_a_lean_witness_needs_every_atom_it_uses(probe):
    found = probe.lean(0)
    assert found.atoms.bit_count() < probe.witness(0).atoms.bit_count() or found == probe.witness(0)
    assert found.single


def test_what_ends_a_witness():
    witness = Witness(0b1, (0b110, 0b11000))
    assert witness.stands(0b10010)
    assert not witness.stands(0b1)
    assert not witness.stands(0b110)
    assert witness.last(0b10) == 0b101
    assert witness.ways(0b10) == [0b1, 0b100, 0b11000]
    assert witness.atoms == 0b11111


def test_a_known_witness_needs_no_programme(probe):
    probe.witness(0)
    before = probe.programmes
    probe.witness(0)
    assert probe.programmes == before
