import pytest

from cards.errors import CardError
from cards.reading import parse_card
from strains.library import medium
from strains.medium import MediumCard

TEXT = """
name = "small"
title = "a small medium"
source = "assumption: for a test"
substrate = "glucose"
[[components]]
name = "glucose"
exchanges = ["EX_glc"]
[[components]]
name = "ammonium"
exchanges = ["EX_nh4"]
limit = {{ value = {value}, unit = "{unit}", source = "assumption: for a test" }}
"""


def test_limits_are_none_where_the_medium_sets_none():
    card = parse_card(MediumCard, TEXT.format(value=2.0, unit="mmol/gDW/h"), "m.toml")
    assert card.uptake_limits() == {"EX_glc": None, "EX_nh4": 2.0}


def test_a_limit_is_turned_into_the_unit_of_the_field():
    card = parse_card(MediumCard, TEXT.format(value=2.0, unit="mol/gDW/h"), "m.toml")
    assert card.uptake_limits()["EX_nh4"] == pytest.approx(2000.0)


def test_a_negative_limit_is_refused():
    with pytest.raises(CardError, match="out of bounds"):
        parse_card(MediumCard, TEXT.format(value=-2.0, unit="mmol/gDW/h"), "m.toml")


def test_m9_has_glucose_as_its_only_source_of_organic_carbon():
    limits = medium("m9_glucose").uptake_limits()
    assert "EX_glc__D_e" in limits
    assert not {"EX_ac_e", "EX_succ_e", "EX_glu__L_e"} & set(limits)
