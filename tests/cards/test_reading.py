"""Reading: every fault comes back with file, line, key and the nearest right word; nothing else ever escapes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import Field

from cards.errors import CardError, CardMissing
from cards.quantity import In, Quantity
from cards.reading import LARGEST, Card, nearest, parse_card, read_card, sha256


class Vessel(Card):
    pressure: Annotated[Quantity, In("bar", gt=0)]
    colour: str = "grey"


class Site(Card):
    name: str
    vessels: list[Vessel] = Field(default_factory=list)
    prices: dict[str, Quantity] = Field(default_factory=dict)
    main: Vessel | None = None


GOOD = 'pressure = { value = 1, unit = "bar", source = "a test" }'


def faults(text: str) -> list[str]:
    with pytest.raises(CardError) as caught:
        parse_card(Site, text, "site.toml")
    return [str(fault) for fault in caught.value.faults]


def test_a_right_card_is_read_and_cannot_be_changed() -> None:
    site = parse_card(Site, f'name = "x"\n[[vessels]]\n{GOOD}\n', "site.toml")
    assert site.vessels[0].pressure.value == 1.0
    with pytest.raises(ValueError, match="frozen"):
        site.name = "y"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name = "x"\nvesels = []', "site.toml:2: vesels: unknown key; did you mean 'vessels'?"),
        (
            f'name = "x"\n[main]\n{GOOD}\n\ncolor = "red"',
            "site.toml:5: main.color: unknown key; did you mean 'colour'?",
        ),
        (
            f'name = "x"\n[[vessels]]\n{GOOD}\n[[vessels]]\n{GOOD}\ncolr = 1',
            "site.toml:6: vessels.1.colr: unknown key; did you mean 'colour'?",
        ),
        (
            'name = "x"\n[prices]\nglucose = { value = 1, unti = "g", unit = "g", source = "a test" }',
            "site.toml:3: prices.glucose.unti: unknown key; did you mean 'unit'?",
        ),
        ("[main]\n" + GOOD, "site.toml:1: name: is missing"),
        ('name = "x"\n[main]\n', "site.toml:2: main.pressure: is missing"),
        (
            'name = "x"\n[main]\npressure = { value = -1, unit = "bar", source = "a test" }',
            "site.toml:3: main.pressure: -1 bar is out of bounds; expected > 0",
        ),
        (
            'name = "x"\n[main]\npressure = { value = 1, unit = "kg", source = "a test" }',
            "site.toml:3: main.pressure: unit 'kg' cannot be turned into 'bar'",
        ),
        (
            'name = "x"\n[main]\npressure = { value = true, unit = "bar", source = "a test" }',
            "site.toml:3: main.pressure.value: expected a number, not true",
        ),
        ('name = "x"\nname = "y"', "site.toml:2: is not TOML: Cannot overwrite a value"),
        ('name = "x', "site.toml:1: is not TOML: "),
    ],
)
def test_one_fault_is_told_with_its_place(text: str, expected: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(expected)


def test_every_fault_is_told_first_line_first() -> None:
    found = faults("name = 1\nfoo = 1\n[main]\npressure = 3\nbar = 2")
    assert [line.split(":")[1] for line in found] == ["1", "2", "4", "5"]


def test_a_long_value_is_shortened() -> None:
    (fault,) = faults("name = [1]\n[main]\n" + GOOD + '\ncolour = "' + "x" * 5000 + '"\n')[:1]
    assert len(fault) < 200
    (fault,) = faults('name = "x"\n[prices]\ng = { value = "' + "9" * 5000 + '", unit = "g", source = "a test" }')
    assert len(fault) < 200


@pytest.mark.parametrize("text", ["value = " + "9" * 5000, "a = " + "[" * 20000])
def test_what_toml_cannot_hold_is_a_fault_of_the_card(text: str) -> None:
    (fault,) = faults(text)
    assert "TOML" in fault


@given(st.text(max_size=200))
@example("\x00")
@example("= 1")
@example("[a]\n[a]")
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    found = []
    try:
        parse_card(Site, text, "site.toml")
    except CardError as error:
        found = error.faults
    assert found or text.strip()  # name is missing from an empty card, so that it cannot be read
    assert all(1 <= fault.line <= text.count("\n") + 2 for fault in found)


@given(st.sampled_from(list(Site.model_fields)), st.integers(0, 8), st.sampled_from("qzx"))
def test_a_mistyped_key_is_named_with_the_right_one(key: str, place: int, letter: str) -> None:
    place = min(place, len(key))
    wrong = key[:place] + letter + key[place:]
    found = faults(f'\n"{wrong}" = 1\n' + ("" if key == "name" else 'name = "x"\n'))
    assert any(f"site.toml:2: {wrong}: unknown key; did you mean '{key}'?" == fault for fault in found)


def test_file_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("")
    with pytest.raises(CardMissing, match=r"stdy.toml: no such file; did you mean 'study.toml'\?"):
        read_card(Site, tmp_path / "stdy.toml")


def test_what_is_no_card_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardMissing, match="is a folder; expected a TOML file"):
        read_card(Site, tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CardMissing, match="is not UTF-8 text"):
        read_card(Site, binary)
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(CardMissing, match="is larger than"):
        read_card(Site, large)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "x"\n')
    assert read_card(Site, path).name == "x"


def test_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert sha256(path) == hashlib.sha256(b"abc").hexdigest()


def test_nearest_lists_a_short_choice_and_keeps_silent_on_a_long_one() -> None:
    assert nearest("titer", ["titre", "rate"]) == "; did you mean 'titre'?"
    assert nearest("qqq", ["b", "a"]) == "; expected one of: a, b"
    assert nearest("qqq", [f"{n:03}" for n in range(13)]) == ""
    assert nearest("qqq", []) == ""
