"""Faults of TOML: one sentence with the line, what is wrong and what to write."""

from __future__ import annotations

import pytest

from cards.errors import CardError
from cards.reading import Card, parse_card


class Empty(Card):
    pass


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ("a = 0,45", 1, "numbers have a decimal point and no commas"),
        ('b = 1\na = { value = 0,45, unit = "g" }', 2, "numbers have a decimal point and no commas"),
        ("a = .45", 1, "a decimal point has a digit on both sides"),
        ("a = 1.", 1, "a decimal point has a digit on both sides"),
        ("a = True", 1, "in lower case"),
        ("a = ecoli_k12", 1, "text in quotes"),
        ("a = “x”", 1, "quotes are straight"),
        ("a = 12 g/L", 1, "a number has its unit beside it"),
        ("a = 007", 1, "no zeros in front"),
        ("a : 1", 1, "key = value"),
        ("// a comment", 1, "a comment begins with #"),
        ('a = "C:\\my"', 1, "write a path with /"),
        ('a = "x', 1, "close the text"),
        ("a = 'x", 1, "close the text"),
        ("a = [1,\n2\nb = 3\n", 1, "close the list with ]"),
        ("a = { b = 1\n", 1, "close the table with }"),
        ('\na = """x\ny\n', 2, "close the text"),
        ("[a\nb = 1", 1, "stands in brackets"),
        ("[a]\nb = 1\n[a]", 3, "the table [a] is written twice; keep one of them"),
        ("a = 1\na = 2\n", 2, "written twice"),
        ("a = 1 b = 2", 1, "one key = value on a line"),
        ("a = {b = 1,}", 1, "no comma before }"),
        ("a =", 1, "expected a number, true or false, or text in quotes"),
    ],
)
def test_what_to_write_is_told_at_the_line(text: str, line: int, advice: str) -> None:
    with pytest.raises(CardError) as caught:
        parse_card(Empty, text, "card.toml")
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"card.toml:{line}: is not TOML: ")
    assert advice in fault.message
    assert "\n" not in fault.message
