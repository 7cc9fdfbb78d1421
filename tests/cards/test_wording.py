"""Words of faults: what an engineer reads who wrote a number, a text or a key in the wrong way."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field

from cards.errors import CardError
from cards.quantity import In, Quantity
from cards.reading import Card, parse_card


class Vessel(Card):
    volume: Annotated[Quantity, In("m^3", gt=0)]
    spare: Annotated[Quantity, In("kW", gt=0)] | None = None


class Site(Card):
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    price: Annotated[Quantity, In("USD/kg", ge=0)]
    others: dict[str, Quantity] = Field(default_factory=dict)
    vessels: dict[str, Vessel] = Field(default_factory=dict)
    kind: Literal["batch", "fed-batch"] = "batch"
    source: str = Field("a test", min_length=3)
    count: int = 1
    share: float = 1.0
    open: bool = True
    tags: list[str] = Field(default=["a"], min_length=1, max_length=2)
    endpoint: str = Field("opc.tcp://x", pattern=r"^opc\.tcp://")


GOOD = {"name": '"mine"', "price": '{ value = 1, unit = "USD/kg", source = "a test" }'}
WRITE = "a number needs its unit and its source: write"


def fault_of(**changes: str) -> str:
    lines = [f"{key} = {value}" for key, value in {**GOOD, **changes}.items() if value]
    with pytest.raises(CardError) as caught:
        parse_card(Site, "\n".join(lines), "site.toml")
    (fault,) = caught.value.faults
    return str(fault)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"price": "0.45"}, f'2: price: {WRITE} {{ value = 0.45, unit = "USD/kg", source = "…" }}'),
        ({"price": '"0.45"'}, f'2: price: {WRITE} {{ value = 0.45, unit = "USD/kg", source = "…" }}'),
        ({"price": '"0.45 USD/t"'}, f'2: price: {WRITE} {{ value = 0.45, unit = "USD/t", source = "…" }}'),
        ({"price": "true"}, f'2: price: {WRITE} {{ value = …, unit = "USD/kg", source = "…" }}'),
        ({"others": "{ a = 3 }"}, f'3: others.a: {WRITE} {{ value = 3, unit = "…", source = "…" }}'),
        ({"vessels": "{ a = { volume = 3 } }"}, f'3: vessels.a.volume: {WRITE} {{ value = 3, unit = "m^3"'),
        ({"vessels": "{ a = {} }"}, '3: vessels.a.volume: is missing; write volume = { value = …, unit = "m^3"'),
        ({"price": ""}, '1: price: is missing; write price = { value = …, unit = "USD/kg", source = "…" }'),
        (
            {"price": '{ value = 1, source = "a test" }'},
            '2: price.unit: is missing; expected "USD/kg" or a unit that fits',
        ),
        ({"price": '{ value = 1, unit = "USD/kg" }'}, "2: price.source: is missing; expected where it is from"),
        ({"price": '{ unit = "USD/kg", source = "a test" }'}, "2: price.value: is missing; expected a number"),
        (
            {"price": '{ value = 1, unit = "USD/kg", source = "x" }'},
            "2: price.source: expected where it is from (author, journal and year; a data sheet; or "
            "\"assumption: why\"), not 'x'",
        ),
        (
            {"price": '{ value = 1, unit = "EUR/kg", source = "a test" }'},
            "2: price: currency 'EUR' in unit 'EUR/kg' is not converted; expected 'USD/kg'",
        ),
        ({"price": '{ value = 1, unit = "€/kg", source = "a test" }'}, "2: price: currency '€' in unit"),
        ({"price": '{ value = 1, unit = "g/L", source = "a test" }'}, "2: price: unit 'g/L' cannot be turned into"),
        ({"price": '{ value = "1", unit = "USD/kg", source = "a test" }'}, "2: price.value: expected a number without"),
        ({"price": '{ value = nan, unit = "USD/kg", source = "a test" }'}, "2: price.value: expected a finite number"),
        ({"prise": '{ value = 1, unit = "USD/kg", source = "a test" }', "price": ""}, "2: prise: unknown key; did you"),
        ({"name": '"My Site"'}, "1: name: expected a name of lower-case letters, digits and _ that begins with a"),
        ({"name": "3"}, '1: name: expected text in quotes, as in "text", not 3'),
        ({"kind": '"chemostat"'}, "3: kind: expected 'batch' or 'fed-batch', not 'chemostat'"),
        ({"source": '""'}, "3: source: expected where it is from"),
        ({"count": "1.5"}, "3: count: expected a whole number, not 1.5"),
        ({"count": '"one"'}, "3: count: expected a whole number without quotes, not 'one'"),
        ({"open": '"maybe"'}, "3: open: expected true or false, not 'maybe'"),
        ({"tags": '"a"'}, "3: tags: expected a list in brackets, as in [a, b], not 'a'"),
        ({"tags": "[]"}, "3: tags: holds 0 entries: expected at least 1"),
        ({"tags": '["a", "b", "c"]'}, "3: tags: holds 3 entries: expected at most 2"),
        ({"vessels": "{ a = 3 }"}, "3: vessels.a: expected a table with the keys volume, spare, not 3"),
        ({"vessels": "3"}, "3: vessels: expected a table of keys and values, not 3"),
        ({"endpoint": '"10.0.0.1"'}, "3: endpoint: string should match pattern opc.tcp://…, not '10.0.0.1'"),
    ],
)
def test_one_sentence_says_where_what_and_what_to_write(changes: dict[str, str], expected: str) -> None:
    assert fault_of(**changes).startswith(f"site.toml:{expected}")


def test_a_mistyped_key_hides_no_other_missing_one() -> None:
    with pytest.raises(CardError) as caught:
        parse_card(Site, 'nam = "mine"\n', "site.toml")
    assert {fault.key for fault in caught.value.faults} == {"nam", "price"}
