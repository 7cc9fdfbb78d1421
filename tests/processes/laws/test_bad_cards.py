"""Kinetics cards that mean no living cell: one sentence with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.errors import CardError
from processes import library

CARD = (library.ROOM / "kinetics_sets" / "ecoli_succinate.toml").read_text()


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value = 37.0", "value = 105.0", r"temperature.*105 celsius is out of bounds; expected > 0, ≤ 80"),
        ("value = 7.0\n", "value = -7.0\n", r"uptake_max_growth.*-7 mmol/gDW/h is out of bounds; expected > 0"),
        ("value = 6.8", "value = 16.8", r"ph.*16.8 dimensionless is out of bounds"),
        ("value = 104.0", 'value = "104"', r"product_tolerance"),
    ],
)
def test_one_sentence_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "mine.toml"
    text = CARD.replace(old, new)
    assert text != CARD
    path.write_text(text)
    with pytest.raises(CardError, match=told) as error:
        library.kinetics_card(str(path))
    assert str(error.value).count("\n") == 0
    places = (line_of(text, new.strip()), line_of(text, new.strip()) - 1)
    assert any(f"mine.toml:{line}:" in str(error.value) for line in places)
