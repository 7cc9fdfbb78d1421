import pytest

from cards.errors import CardError
from cards.reading import parse_card
from strains.catalogue.library import ROOT, host, product
from strains.catalogue.product import ProductCard

TEXT = (ROOT / "products" / "succinate.toml").read_text()


def test_genes_and_blocked_reactions_are_kept_apart():
    card = product("succinate")
    assert card.gene_deletions == ["b1380", "b0903", "b1241", "b1101"]
    assert [block.reaction for block in card.blocked_reactions] == ["LDH_D", "PFL", "ALCD2x", "ACALD", "GLCptspp"]
    assert {block.gene for block in card.blocked_reactions} == set(card.gene_deletions)


def test_every_block_says_why_and_who_found_it():
    for block in product("succinate").blocked_reactions:
        assert len(block.reason) > 20
        assert any(char.isdigit() for char in block.source)


def test_molar_mass_of_succinic_acid():
    # C4H6O4 from the IUPAC standard atomic weights.
    assert float(product("succinate").molar_mass) == pytest.approx(4 * 12.011 + 6 * 1.008 + 4 * 15.999, abs=0.01)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("low = 0, high = 20", "low = 30, high = 20", "must be above low"),
        ("fixed = { oxygen = 0 }", "fixed = { oxygen = -1 }", "held at a number of 0 or more"),
        ("fixed = { oxygen = 0 }", "fixed = { glucose = 1 }", "cannot be both limited and fixed"),
        ("value = 118.09", "value = -118.09", "out of bounds"),
        ("low = 0, high = 20", 'low = "0", high = 20', "expected a number without quotes"),
        ("fixed = { oxygen = 0 }", 'fixed = { oxygen = "0" }', "expected a number without quotes"),
    ],
)
def test_a_wrong_card_is_refused_with_its_line(old, new, message):
    with pytest.raises(CardError, match=rf"p.toml:\d+: .*{message}"):
        parse_card(ProductCard, TEXT.replace(old, new), "p.toml")


def test_a_host_reads_a_product_in_its_own_names():
    yeast = host("yeast")
    assert product("ethanol").for_host(yeast).exchange == "r_1761"
    assert product("isobutanol").for_host(yeast).exchange == "r_1866"
    assert product("isobutanol").for_host(yeast).pathway == product("isobutanol").pathway
    assert product("succinate").for_host(host("ecoli_k12")) == product("succinate")


def test_a_blocked_reaction_is_translated_too():
    yeast = host("yeast").model_copy(update={"reactions": {"PFL": "r_0001"}})
    blocked = product("succinate").for_host(yeast).blocked_reactions
    assert [block.reaction for block in blocked] == ["LDH_D", "r_0001", "ALCD2x", "ACALD", "GLCptspp"]


def test_a_product_without_a_pathway_may_leave_through_any_exchange():
    assert product("lysine").pathway is None
