import pytest

from strains.check.biomass import check_biomass, guess_biomass, weight
from strains.check.finding import Level
from strains.models.model import base_model
from strains.models.model_cache import base_network

GROWS = {"growing": ({"a_c": -1, "cells_c": 1}, (0, 10)), "outlet": ({"cells_c": -1}, (0, 10))}


def test_the_objective_is_biomass(textbook):
    found = guess_biomass(textbook)
    assert textbook.reactions[found.reaction] == "Biomass_Ecoli_core"
    assert found.how == "the model's objective"


def test_an_outlet_of_cells_stands_for_what_makes_them(made):
    network = made({"biomass": GROWS["growing"], "outlet": GROWS["outlet"]}, objective="outlet")
    assert network.reactions[guess_biomass(network).reaction] == "biomass"


def test_without_objective_the_name_decides_and_is_said(textbook):
    found = guess_biomass(textbook.with_objective({"ATPM": 1.0}))
    assert (textbook.reactions[found.reaction], found.how) == ("Biomass_Ecoli_core", "by its name")


def test_nothing_is_guessed_from_nothing(made):
    network = made({"r": ({"a_c": -1, "b_c": 1}, (0, 1))})
    assert guess_biomass(network) is None
    (finding,) = check_biomass(network, None)
    assert finding.level is Level.WARNING


@pytest.mark.parametrize("name", ["textbook", pytest.param("iJO1366", marks=pytest.mark.slow)])
def test_the_weight_is_that_of_cobrapy_s_formula_weights(name):
    network = base_network(f"cobra:{name}")
    found = weight(network, guess_biomass(network).reaction)
    reaction = base_model(f"cobra:{name}").reactions.get_by_id(network.reactions[guess_biomass(network).reaction])
    theirs = -sum(m.formula_weight * number for m, number in reaction.metabolites.items()) / 1e3
    assert found.unknown == ()
    assert found.grams == pytest.approx(theirs, rel=2e-4)  # COBRApy rounds its atomic weights otherwise


@pytest.mark.slow
def test_a_cell_of_the_genome_scale_model_weighs_a_gram():
    network = base_network("cobra:iJO1366")
    (finding,) = check_biomass(network, guess_biomass(network))
    assert finding.level is Level.OK
    assert finding.values["grams_per_mmol"] == pytest.approx(1.0, abs=1e-3)


def test_pools_weigh_what_they_are_made_of(made):
    network = made(
        {
            "protein": ({"a_c": -2, "water_c": 1, "protein_c": 1}, (0, 1)),
            "biomass": ({"protein_c": -3, "x_c": -1, "cells_c": 1}, (0, 1)),
        },
        {"a_c": "C2", "water_c": "H2O", "x_c": "C"},
    )
    found = weight(network, 1)
    assert found.grams == pytest.approx((3 * (2 * 2 * 12.011 - 18.015) + 12.011) / 1e3)
    assert found.unknown == ()


def test_groups_that_come_back_weigh_nothing_and_others_are_told(made):
    formulas = {"loaded_c": "C2R", "empty_c": "R", "x_c": "CR"}
    back = made({"biomass": ({"loaded_c": -1, "empty_c": 1, "cells_c": 1}, (0, 1))}, formulas)
    assert weight(back, 0).unknown == ()
    assert weight(back, 0).grams == pytest.approx(0.024022)
    kept = made({"biomass": ({"x_c": -1, "y_c": -1, "cells_c": 1}, (0, 1))}, formulas)
    assert weight(kept, 0).unknown == ("y_c", "group R")
