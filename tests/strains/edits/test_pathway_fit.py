from dataclasses import replace

import numpy as np
import pytest

from cards.errors import CardError
from cards.reading import parse_card
from strains.catalogue.library import ROOT, product
from strains.catalogue.product import ProductCard
from strains.edits.pathway_fit import UnknownMetabolite, fit
from strains.errors import UnknownReaction
from strains.models.model_cache import base_network
from strains.models.network import Network

FILE = ROOT / "products" / "butanediol_14.toml"
TEXT = FILE.read_text()


@pytest.fixture(scope="module")
def core() -> Network:
    return base_network("cobra:textbook")


def card(old: str = "", new: str = "") -> ProductCard:
    assert old in TEXT
    return parse_card(ProductCard, TEXT.replace(old, new, 1), "p.toml")


def taken(network: Network, changed: ProductCard, names=None):
    return fit(network, changed.pathway, names or {}, changed.origin)


def test_what_the_host_lacks_is_added(core):
    found = taken(core, card())
    assert [new.id for new in found.metabolites] == ["sucsal_c", "ghb_c", "4hbcoa_c", "4hbald_c", "14btd_c", "14btd_e"]
    assert [column.id for column in found.columns][-2:] == ["14BTDt", "EX_14btd_e"]
    assert found.columns[-1].parts == {"14btd_e": -1.0}
    assert found.notes == []


@pytest.mark.parametrize(
    ("old", "new", "excess"),
    [
        ("4hbald_c + nadh_c + h_c <=>", "4hbald_c + nadh_c <=>", r"H \+1, charge \+1"),
        ("ghb_c + accoa_c <=> 4hbcoa_c + ac_c", "ghb_c + accoa_c <=> 4hbcoa_c", "C -2, H -3, O -2, charge \\+1"),
        ('formula = "C4H10O2"', 'formula = "C4H9O2"', "H -1"),
    ],
)
def test_an_unbalanced_reaction_is_refused_with_line_and_excess(core, old, new, excess):
    with pytest.raises(CardError, match=rf"^p.toml:\d+: pathway.reactions.\d.equation: .*not balanced.*: {excess}"):
        taken(core, card(old, new))


def test_the_line_is_that_of_the_equation(core):
    wrong = card("ghb_c + accoa_c <=> 4hbcoa_c + ac_c", "ghb_c + accoa_c <=> 4hbcoa_c")
    (line,) = [n for n, text in enumerate(wrong.origin.text.splitlines(), 1) if "ghb_c + accoa_c <=>" in text]
    with pytest.raises(CardError) as caught:
        taken(core, wrong)
    assert caught.value.faults[0].line == line


def test_a_card_made_in_code_is_refused_without_a_line(core):
    wrong = card("4hbald_c + nadh_c + h_c <=>", "4hbald_c + nadh_c <=>")
    with pytest.raises(CardError, match="a card made in code.*not balanced"):
        fit(core, wrong.pathway, {})


def test_a_missing_metabolite_is_named_with_its_line(core):
    acid = product("hydroxypropionate_3")
    with pytest.raises(
        UnknownMetabolite, match=r"propionate_3.toml:\d+: .*'MALCOAR' needs the metabolite 'malcoa_c'"
    ) as e:
        fit(core, acid.pathway, {}, acid.origin)
    assert e.value.name == "malcoa_c"
    assert isinstance(e.value, UnknownReaction)  # whoever asks which products fit a host need know no other error


def test_a_near_name_is_offered(core):
    with pytest.raises(UnknownMetabolite, match="'suc_coa_c'.*did you mean 'succoa_c'"):
        taken(core, card("succoa_c + nadh_c", "suc_coa_c + nadh_c"))


def test_the_host_s_own_names_are_used():
    network = base_network("cobra:textbook")
    names = {"nadh_c": "s_1203", "EX_14btd_e": "r_9999"}
    renamed = tuple(names.get(metabolite, metabolite) for metabolite in network.metabolites)
    found = taken(replace(network, metabolites=renamed), card(), names)
    assert found.columns[0].parts["s_1203"] == -1.0
    assert found.columns[-1].id == "r_9999"


def test_what_the_host_has_is_left_out_with_a_note():
    network = base_network("cobra:iJO1366")
    found = taken(network, card())
    assert "GHBDHx" not in [column.id for column in found.columns]
    assert "reaction 'GHBDHx' is left out: the model has it as 'GHBDHx'" in found.notes
    assert "metabolite 'sucsal_c' is the model's own 'sucsal_c'" in found.notes
    acid = product("hydroxypropionate_3")
    kept = fit(network, acid.pathway, {}, acid.origin)
    assert [column.id for column in kept.columns] == ["MALCOAR"]  # no second transport beside the host's own


def test_the_host_s_reaction_of_that_name_must_be_the_same():
    network = base_network("cobra:iJO1366")
    other = card("sucsal_c + nadh_c + h_c <=> ghb_c + nad_c", "sucsal_c + nadph_c + h_c <=> ghb_c + nadp_c")
    with pytest.raises(CardError, match=r"p.toml:\d+: pathway.reactions.1.id: .*'GHBDHx' does something else"):
        taken(network, other)


def test_the_host_s_metabolite_of_that_name_must_be_the_same():
    network = base_network("cobra:iJO1366")
    with pytest.raises(CardError, match=r"p.toml:\d+: pathway.metabolites.0: 'sucsal_c' is C4H6O3 with charge -1"):
        taken(network, card('formula = "C4H5O3"', 'formula = "C4H6O3"'))


def test_what_the_host_does_not_say_is_noted_and_not_guessed(core):
    place = core.metabolites.index("nadh_c")
    formulas, charges = list(core.formulas), core.charges.copy()
    formulas[place], charges[place] = "", np.nan
    found = taken(replace(core, formulas=tuple(formulas), charges=charges), card())
    assert "atoms of reaction 'SUCCOAR' not checked: the model does not give 'nadh_c'" in found.notes
    assert "charge of reaction 'SUCCOAR' not checked: the model does not give 'nadh_c'" in found.notes
