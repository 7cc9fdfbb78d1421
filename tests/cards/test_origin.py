"""Origins: a card knows the lines of its file, and equal cards stay equal wherever they were read."""

from __future__ import annotations

from cards.origin import Origin
from cards.reading import Card, parse_card


class Part(Card):
    names: list[str]


class Whole(Card):
    part: Part


TEXT = '[part]\nnames = [\n  "one",\n  "two",\n]\n'


def test_a_card_knows_its_lines() -> None:
    origin = parse_card(Whole, TEXT, "whole.toml").origin
    assert origin.place("part", "names", 1) == "whole.toml:4: part.names.1"
    assert origin.written("part", "names", 1) == "two"
    assert origin.written("part", "nothing") is None
    assert origin.written("part", "names", 7) is None
    assert origin.key_of("two", ("part", "names")) == ("part", "names", 1)
    assert origin.key_of("three", ("part", "names")) == ("part", "names")


def test_a_card_made_in_code_has_no_place() -> None:
    assert Whole(part=Part(names=["one"])).origin.place("part") == ""
    assert Origin().file == ""


def test_where_a_card_was_read_is_no_part_of_it() -> None:
    one, other = parse_card(Whole, TEXT, "one.toml"), parse_card(Whole, TEXT, "other.toml")
    assert one == other == Whole(part=Part(names=["one", "two"]))
    assert "origin" not in one.model_dump_json()
    assert one.model_copy(update={"part": other.part}).origin.file == "one.toml"
