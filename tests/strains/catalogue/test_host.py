import textwrap

import pytest

from cards.errors import CardError
from cards.reading import parse_card
from strains.catalogue.host import HostCard
from strains.catalogue.library import ROOT, host

TEXT = (ROOT / "hosts" / "ecoli_k12" / "card.toml").read_text()


def test_every_number_has_a_unit_and_a_source():
    card = parse_card(HostCard, TEXT, "card.toml")
    assert card.maintenance.value.unit == "mmol/gDW/h"
    assert card.maintenance.value.value == 3.15
    assert "Orth" in card.maintenance.value.source


@pytest.mark.parametrize("role", ["oxygen", "co2", "proton"])
def test_a_host_without_a_needed_exchange_is_refused(role):
    lines = [line for line in TEXT.splitlines() if not line.startswith(f"{role} =")]
    with pytest.raises(CardError, match=f"needs the exchange of {role}"):
        parse_card(HostCard, "\n".join(lines), "card.toml")


def test_a_hash_that_is_none_is_refused():
    with pytest.raises(CardError, match="sha256"):
        parse_card(HostCard, TEXT.replace("[model]", '[model]\nsha256 = "abc"'), "card.toml")


def test_a_role_under_another_name_is_recognised():
    with pytest.raises(CardError, match="needs the exchange of oxygen; did you write 'oxigen'"):
        parse_card(HostCard, TEXT.replace("oxygen =", "oxigen ="), "card.toml")


def test_names_map_metabolites_and_reactions():
    names = host("yeast").names
    assert names["nadph_c"] == "s_1212"
    assert names["EX_glc__D_e"] == "r_1714"
    assert host("ecoli_k12").names == {}


def test_mapped_reactions_are_asked_of_the_model():
    asked = {identifier for kind, identifier, _ in host("yeast").named() if kind == "reaction"}
    assert {"r_4041", "r_4046", "r_0003"} <= asked


def test_a_host_may_only_map_to_something():
    with pytest.raises(CardError, match=r"card.toml:\d+: metabolites.nadh_c"):
        parse_card(HostCard, TEXT + "\n[metabolites]\nnadh_c = 1203\n", "card.toml")


def test_the_place_of_a_user_s_model_is_told_by_the_card():
    card = host("bsubtilis")
    assert card.model.url == "http://bigg.ucsd.edu/models/iYO844"
    assert card.model_place().endswith("model.source")


def test_the_example_of_the_documentation_is_a_card():
    text = (ROOT.parent / "docs" / "how-to" / "add-a-host-or-a-product.md").read_text()
    block = text[text.index('    name = "mine"') : text.index("`user:mine.xml` is looked for")]
    card = parse_card(HostCard, textwrap.dedent(block), "mine.toml")
    assert card.name == "mine"
    assert card.model.source == "user:mine.xml"
