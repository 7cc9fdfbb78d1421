import os
from pathlib import Path

import pytest

from strains.catalogue.library import host
from strains.check.roles import guess_exchanges, guess_roles
from strains.errors import IntakeRefused
from strains.models.model_cache import base_network


@pytest.mark.parametrize("name", ["ecoli_core", pytest.param("ecoli_k12", marks=pytest.mark.slow)])
def test_what_is_guessed_is_what_the_card_says(name):
    card = host(name)
    roles = guess_roles(base_network(card.model.source))
    assert (roles.biomass, roles.maintenance) == (card.biomass, card.maintenance.reaction)
    assert roles.least == pytest.approx(float(card.maintenance.value))
    assert card.exchanges.items() <= roles.exchanges.items()


@pytest.mark.slow
@pytest.mark.skipif("BIOFAB_TEST_MODELS" not in os.environ, reason="models for tests are not there")
def test_a_model_without_bigg_s_identifiers_is_read_by_names():
    roles = guess_roles(base_network(str(Path(os.environ["BIOFAB_TEST_MODELS"]) / "yeast-GEM-9.0.2.xml.gz")))
    assert (roles.biomass, roles.maintenance) == ("r_4041", "r_4046")
    expected = {"glucose": "r_1714", "oxygen": "r_1992", "co2": "r_1672", "proton": "r_1832", "ethanol": "r_1761"}
    assert expected.items() <= roles.exchanges.items()


def test_a_formula_that_does_not_fit_the_name_is_not_taken(made):
    parts = {"EX_glc__D_e": ({"glc__D_e": -1}, (-1, 1)), "r": ({"glc__D_e": -1, "x_c": 1}, (0, 1))}
    assert guess_exchanges(made(parts, {"glc__D_e": "C6H12O6"})) == {"glucose": "EX_glc__D_e"}
    assert guess_exchanges(made(parts, {"glc__D_e": "C5H10O5"})) == {}


def test_what_cannot_be_guessed_is_asked_for(made, textbook):
    nothing = made({"r": ({"a_c": -1, "b_c": 1}, (0, 1)), "EX_a": ({"a_c": -1}, (-1, 1))})
    with pytest.raises(IntakeRefused, match="--biomass REACTION"):
        guess_roles(nothing)
    with pytest.raises(IntakeRefused, match="--maintenance REACTION"):
        guess_roles(nothing, biomass="r")
    with pytest.raises(IntakeRefused, match="no exchange of oxygen and co2 and proton"):
        guess_roles(nothing, biomass="r", maintenance="r")
    roles = guess_roles(textbook, maintenance="ATPM")
    assert "maintenance.reaction" not in roles.guesses
