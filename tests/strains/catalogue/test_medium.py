import pytest

from cards.errors import CardError
from cards.reading import parse_card
from strains.catalogue.library import host, medium
from strains.catalogue.medium import MediumCard, salt_mass

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


# Molar masses as suppliers print them on the bottle, g/mol.
BOTTLES = {
    "Na2HPO4.7H2O": 268.07,
    "(NH4)2SO4": 132.14,
    "MgSO4.7H2O": 246.47,
    "CaCl2.2H2O": 147.01,
    "FeSO4.7H2O": 278.01,
    "C6H12O6": 180.16,
    "C7H15NO4S": 209.26,
    "KAl(SO4)2.12H2O": 474.39,
}


@pytest.mark.parametrize(("formula", "mass"), BOTTLES.items())
def test_the_mass_of_a_salt_counts_groups_and_crystal_water(formula, mass):
    assert salt_mass(formula) == pytest.approx(mass, abs=0.02)


@pytest.mark.parametrize("formula", ["", "salt", "NaCl.", "Na2(SO4", "Xx2O", "yeast extract"])
def test_what_is_no_formula_has_no_mass_and_is_refused(formula):
    assert not salt_mass(formula) > 0.0
    text = TEXT.format(value=2.0, unit="mmol/gDW/h").replace(
        'name = "glucose"', f'name = "glucose"\nformula = "{formula}"'
    )
    with pytest.raises(CardError, match=r"m.toml:\d+: components.0.formula: .*is no formula"):
        parse_card(MediumCard, text, "m.toml")


def test_concentrations_of_ions_are_summed_over_the_salts():
    found = medium("m9_glucose").concentrations()
    # 12.8 g/L Na2HPO4.7H2O, 3 g/L KH2PO4, 0.5 g/L NaCl, 1 g/L NH4Cl and 0.1 mmol/L CaCl2 (11 mg/L).
    assert found["EX_pi_e"] == pytest.approx(12.8 / 268.07e-3 + 3.0 / 136.09e-3, rel=1e-3)
    assert found["EX_na1_e"] == pytest.approx(2 * 12.8 / 268.07e-3 + 0.5 / 58.44e-3, rel=1e-3)
    assert found["EX_cl_e"] == pytest.approx(0.5 / 58.44e-3 + 1.0 / 53.49e-3 + 2 * 0.011 / 110.98e-3, rel=1e-3)
    assert found["EX_glc__D_e"] == pytest.approx(22.2, rel=1e-3)
    assert "EX_o2_e" not in found  # a gas has no concentration in the recipe


def test_ammonium_sulfate_gives_two_ammonium():
    found = medium("verduyn_glucose").concentrations()
    assert found["EX_nh4_e"] == pytest.approx(2 * 5.0 / 132.14e-3, rel=1e-3)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{ EX_glc = 0 }", "greater than 0"),
        ('{ EX_glc = "1" }', "expected a number"),
        ('"EX_glc"', "expected a table"),
        ('["EX_glc", 3]', "names of exchanges in quotes, not 3"),
    ],
)
def test_wrong_exchanges_are_refused_with_their_line(written, message):
    text = TEXT.format(value=2.0, unit="mmol/gDW/h").replace('exchanges = ["EX_glc"]', f"exchanges = {written}")
    with pytest.raises(CardError, match=rf"^m.toml:8: components.0.exchanges.*{message}[^\n]*$"):
        parse_card(MediumCard, text, "m.toml")


def test_a_host_reads_a_medium_in_its_own_names():
    card = medium("verduyn_glucose").for_host(host("yeast"))
    limits = card.uptake_limits()
    assert {"r_1714", "r_1992", "r_1654"} <= set(limits)
    assert not [exchange for exchange in limits if exchange.startswith("EX_")]
    # What a model leaves out is not asked of it; what is weighed in stays weighed in.
    assert len(card.components) == len(medium("verduyn_glucose").components)
    assert card.concentrations()["r_1654"] == medium("verduyn_glucose").concentrations()["EX_nh4_e"]


def test_a_host_with_the_common_names_reads_it_unchanged():
    assert medium("m9_glucose").for_host(host("ecoli_k12")) == medium("m9_glucose")


def test_a_translated_card_still_knows_its_lines():
    card = medium("verduyn_glucose").for_host(host("yeast"))
    places = [card.origin.place(*key) for kind, _, key in card.named() if kind == "exchange"]
    assert all("verduyn_glucose.toml:" in place for place in places)
