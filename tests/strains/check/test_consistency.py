import pytest

from strains.check.consistency import breaking, check_consistency, massless
from strains.check.finding import Level
from strains.models.model_cache import base_network


def test_a_metabolite_that_is_split_into_itself_has_no_mass(made):
    # Gevorgyan et al. 2008: a -> b and a -> b + c leave no mass for c.
    network = made({"one": ({"a_c": -1, "b_c": 1}, (0, 1)), "two": ({"a_c": -1, "b_c": 1, "c_c": 1}, (0, 1))})
    assert [network.metabolites[place] for place in massless(network, [0, 1])] == ["c_c"]
    assert len(breaking(network, [0, 1])) == 1
    (finding,) = check_consistency(network, ())
    assert finding.level is Level.FAULT
    assert "c_c" in {one.id for one in finding.offenders}


def test_the_blame_falls_on_what_formulas_do_not_clear(made):
    formulas = {"a_c": "C2", "b_c": "C2", "c_c": "C"}
    network = made(
        {"good": ({"a_c": -1, "b_c": 1}, (0, 1)), "bad": ({"a_c": -1, "b_c": 1, "c_c": 1}, (0, 1))}, formulas
    )
    assert [network.reactions[place] for place in breaking(network, [0, 1])] == ["bad"]


def test_as_many_as_are_known_are_no_fault(made):
    network = made({"one": ({"a_c": -1, "b_c": 1}, (0, 1)), "two": ({"a_c": -1, "b_c": 1, "c_c": 1}, (0, 1))})
    (finding,) = check_consistency(network, (), unbalanced=1)
    assert finding.level is Level.WARNING


def test_balanced_models_are_consistent(textbook):
    inner = [p for p in range(95) if p not in {*textbook.boundary.tolist(), textbook.place("Biomass_Ecoli_core")}]
    assert massless(textbook, inner) == ()


@pytest.mark.slow
def test_the_whole_cell_is_consistent():
    network = base_network("cobra:iJO1366")
    skipped = {*network.boundary.tolist(), *(p for p, name in enumerate(network.reactions) if "BIOMASS" in name)}
    assert massless(network, [p for p in range(len(network.reactions)) if p not in skipped]) == ()
