"""Substances: composition and what follows from it."""

import pytest

from processes.plant.components import atoms_of, component, names
from processes.plant.errors import ComponentUnknown


@pytest.mark.parametrize("name", names())
def test_every_substance_is_physical(name):
    one = component(name)
    assert 1.0 < one.molar_mass < 1000.0
    assert 0.5 < one.heat_capacity < 15.0
    assert one.phase == "gas" or 0.3 < one.density < 5.0
    assert one.phase in ("gas", "liquid", "dissolved", "solid")
    assert one.combustion >= 0.0


def test_known_numbers():
    glucose = component("glucose")
    assert glucose.molar_mass == pytest.approx(180.16, abs=0.01)
    assert glucose.oxygen_demand == pytest.approx(6 * 31.998 / 180.156, rel=1e-3)  # C6H12O6 + 6 O2
    # 2,803 kJ/mol (CRC Handbook): within what 460 kJ per mol O2 allows
    assert glucose.combustion * 180.16 / 1000.0 == pytest.approx(2803.0, rel=0.03)


def test_what_the_cells_hold_is_the_same_substance_as_a_solid():
    held = component("glucose in cells")
    assert held.phase == "solid"
    assert held.molar_mass == component("glucose").molar_mass


@pytest.mark.parametrize(
    ("formula", "words"), [("C6Xx2", "unknown atom 'Xx'"), ("6C", "cannot be read"), ("", "cannot be")]
)
def test_a_formula_that_cannot_be_read_is_named(formula, words):
    with pytest.raises(ComponentUnknown, match=words):
        atoms_of(formula)


def test_the_nearest_substance_is_named():
    with pytest.raises(ComponentUnknown, match="no substance 'glucos'"):
        component("glucos")
