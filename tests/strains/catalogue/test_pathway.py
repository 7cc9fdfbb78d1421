import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.errors import CardError
from cards.reading import parse_card
from strains.catalogue.library import ROOT, product
from strains.catalogue.pathway import parse_equation
from strains.catalogue.product import ProductCard

TEXT = (ROOT / "products" / "butanediol_14.toml").read_text()

METABOLITES = st.from_regex(r"[A-Za-z0-9_]{1,8}_[ce]", fullmatch=True)
SIDES = st.dictionaries(METABOLITES, st.sampled_from([0.5, 1.0, 2.0, 12.0]), max_size=4)


def written(side: dict[str, float]) -> str:
    return " + ".join(
        metabolite if number == 1.0 else f"{number:g} {metabolite}" for metabolite, number in side.items()
    )


@given(left=SIDES, right=SIDES, reversible=st.booleans())
def test_an_equation_is_read_as_it_was_written(left, right, reversible):
    right = {metabolite: number for metabolite, number in right.items() if metabolite not in left}
    if not left and not right:
        return
    parts, both = parse_equation(f"{written(left)} {'<=>' if reversible else '-->'} {written(right)}")
    assert both is reversible
    assert parts == {**{metabolite: -number for metabolite, number in left.items()}, **right}


def test_a_metabolite_on_both_sides_counts_once():
    assert parse_equation("2 h_c + a_c --> h_c + b_c")[0] == {"h_c": -1.0, "a_c": -1.0, "b_c": 1.0}


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        ("a_c -> b_c", "no single arrow"),
        ("a_c --> b_c <=> c_c", "no single arrow"),
        ("a_c + 2 --> b_c", "'2' in .* is no metabolite"),
        ("a_c + two b_c --> c_c", "'two b_c' in .* is no metabolite"),
        ("a_c --> a_c", "nothing into nothing"),
    ],
)
def test_an_equation_that_cannot_be_read_is_refused(equation, message):
    with pytest.raises(ValueError, match=message):
        parse_equation(equation)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("4hbald_c + nadh_c + h_c <=> 14btd_c", "4hbald_c + nadh_c + h_c = 14btd_c", "equation: .*no single arrow"),
        ('formula = "C4H8O2"', 'formula = "C4H8Oxy"', "formula: 'C4H8Oxy' is no formula"),
        ('id = "4hbald_c"', 'id = "ghb_c"', "metabolite 'ghb_c' is there twice"),
        ('product = "14btd_e"', 'product = "14bdo_e"', "'14bdo_e' is not among the pathway's metabolites"),
        ('exchange = "EX_14btd_e"', 'exchange = "EX_bdo_e"', "leaves through 'EX_14btd_e'; exchange says 'EX_bdo_e'"),
        ("charge = -4", "charge = -4.5", "charge: expected a whole number"),
        ('compartment = "c"', 'compartment = "cytosol"', "compartment: 'cytosol' is no compartment; write c"),
    ],
)
def test_a_wrong_pathway_is_refused_with_its_file_and_line(old, new, message):
    assert old in TEXT
    with pytest.raises(CardError, match=rf"p.toml:\d+: .*{message}"):
        parse_card(ProductCard, TEXT.replace(old, new, 1), "p.toml")


def test_what_stays_in_the_cell_leaves_through_a_demand():
    assert product("phb").pathway.exchange() == "DM_phb_c"
    assert product("butanediol_14").pathway.exchange() == "EX_14btd_e"


def test_every_reaction_says_where_its_enzyme_is_from():
    pathway = product("butanediol_14").pathway
    for reaction, key in pathway.placed():
        assert len(reaction.organism) > 3
        assert any(char.isdigit() for char in reaction.source)
        assert key[0] == "pathway"
