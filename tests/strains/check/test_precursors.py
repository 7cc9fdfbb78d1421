import pytest

from strains.check.precursors import missing, why_no_growth

BIOMASS = "Biomass_Ecoli_core"


def test_a_growing_cell_lacks_nothing(textbook):
    assert missing(textbook, BIOMASS) == ()


@pytest.mark.parametrize(
    ("closed", "lacks"),
    [
        ({"EX_nh4_e": (0.0, 0.0)}, {"gln__L_c", "glu__L_c"}),
        ({"CS": (0.0, 0.0)}, {"gln__L_c", "glu__L_c"}),
        ({"GND": (0.0, 0.0), "RPI": (0.0, 0.0)}, {"r5p_c"}),
    ],
)
def test_what_cannot_be_made_is_named_and_what_is_recycled_is_not(textbook, closed, lacks):
    broken = textbook.with_bounds(closed)
    found = set(missing(broken, BIOMASS))
    assert found & lacks
    assert not found & {"atp_c", "h2o_c", "nadph_c"}
    assert any(name in why_no_growth(broken, BIOMASS) for name in lacks)


def test_a_shut_biomass_is_named_with_its_bound(textbook):
    shut = textbook.with_bounds({BIOMASS: (0.0, 0.0)})
    assert why_no_growth(shut, BIOMASS) == f"the biomass reaction '{BIOMASS}' is blocked: its upper bound is 0"


def test_without_biomass_the_objective_is_named(textbook):
    assert "ATPM" in why_no_growth(textbook.with_objective({"ATPM": 1.0}), None)


def test_maintenance_that_cannot_be_met_is_told(textbook):
    starved = textbook.with_bounds({"EX_glc__D_e": (0.0, 0.0)})
    assert "ATPM >= 8.39" in why_no_growth(starved, BIOMASS)
