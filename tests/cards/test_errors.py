"""Faults are told by line, whatever order they were found in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cards.errors import CardError, CardMissing, Fault


@given(st.lists(st.integers(1, 99), min_size=1, max_size=8))
def test_faults_are_told_first_line_first(lines: list[int]) -> None:
    error = CardError([Fault("a.toml", line, "key", "wrong") for line in lines])
    assert [fault.line for fault in error.faults] == sorted(lines)
    assert str(error).splitlines() == [f"a.toml:{line}: key: wrong" for line in sorted(lines)]


def test_a_fault_of_the_whole_file_has_no_key() -> None:
    assert str(Fault("a.toml", 3, "", "is not TOML")) == "a.toml:3: is not TOML"


def test_a_missing_card_has_no_line() -> None:
    assert str(CardMissing("a.toml", "no such file")) == "a.toml: no such file"
