"""The nearest identifier: told where it is meant, and not where it only looks alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.nearness import nearest_id

KNOWN = {
    "PFL": "pyruvate formate lyase",
    "PFK": "phosphofructokinase",
    "EX_glc__D_e": "D-Glucose exchange",
    "EX_lac__D_e": "D-Lactate exchange",
    "EX_lac__L_e": "L-Lactate exchange",
    "EX_o2_e": "O2 exchange",
    "EX_co2_e": "CO2 exchange",
    "b1380": "ldhA",
    "b3916": "pfkA",
    "LDH_D": "",
}


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("pfl", "PFL"),
        ("PFLL", "PFL"),
        ("R_PFK", "PFK"),
        ("EX_glc_e", "EX_glc__D_e"),
        ("EX_glc_D_e", "EX_glc__D_e"),
        ("EX_o2(e)", "EX_o2_e"),
        ("glc__D_e", "EX_glc__D_e"),
        ("ldhA", "b1380"),
        ("Pyruvate formate lyase", "PFL"),
        ("b39166", "b3916"),
        ("LHD_D", "LDH_D"),
        ("LDH_DD", "LDH_D"),
    ],
)
def test_what_is_meant_is_told(word: str, right: str) -> None:
    assert nearest_id(word, KNOWN).startswith(f"; did you mean '{right}'")


@pytest.mark.parametrize("word", ["PGI", "PFX", "b1381", "EX_xyl__D_e", "NGAM", "pyruvate", "", "o2"])
def test_what_only_looks_alike_is_not(word: str) -> None:
    assert nearest_id(word, KNOWN) == ""


def test_both_are_told_where_either_may_be_meant() -> None:
    hint = nearest_id("EX_lac_e", KNOWN)
    assert "'EX_lac__D_e' (D-Lactate exchange) or 'EX_lac__L_e' (L-Lactate exchange)" in hint


def test_no_hint_is_better_than_many() -> None:
    assert nearest_id("abcX", {f"abc{letter}": "" for letter in "defgh"}) == ""


@given(st.sampled_from(sorted(KNOWN)))
def test_case_is_never_in_the_way(identifier: str) -> None:
    for word in (identifier.lower(), identifier.upper(), f" {identifier}"):
        assert identifier in nearest_id(word, KNOWN)
