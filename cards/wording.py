"""Faults in the words of the person who wrote the card: what was expected, what stands there, what to write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from cards.nearness import nearest
from cards.schema import is_quantity, keys_at, unit_at

_SOURCE = 'expected where it is from (author, journal and year; a data sheet; or "assumption: why")'
_NUMBER = re.compile(r"\s*([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)\s*([A-Za-z%][^\"]*)?")
_KINDS = {
    "string_type": 'expected text in quotes, as in "text"',
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number without quotes",
    "int_from_float": "expected a whole number",
    "finite_number": "expected a finite number",
    "list_type": "expected a list in brackets, as in [a, b]",
    "tuple_type": "expected a list in brackets, as in [a, b]",
}
_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "expected a name of lower-case letters, digits and _ that begins with a letter",
    r"^[a-z][a-z0-9_-]*$": "expected a name of lower-case letters, digits, - and _ that begins with a letter",
    r"^[A-Za-z0-9-]+$": "expected a name of letters, digits and -",
    r"^[0-9a-f]{64}$": "expected the SHA-256 of the file, 64 digits and letters a to f",
}


def message(detail: Any, kind: type[BaseModel], path: Sequence[str | int]) -> str:
    """One sentence for a fault as pydantic details it, at the key ``path`` of a card of ``kind``."""
    if detail["type"] == "extra_forbidden":
        return f"unknown key{nearest(str(path[-1]), keys_at(kind, path[:-1]))}"
    if detail["type"] == "missing":
        return "is missing" + _wanted(kind, path)
    given = detail.get("input")
    if detail["type"] in ("model_type", "model_attributes_type", "dict_type") and is_quantity(kind, path):
        return _needs_unit(given, unit_at(kind, path))
    what = _expected(detail, kind, path)
    return f"{what}, not {shortened(given)}" if isinstance(given, str | int | float) else what


def shortened(given: str | float) -> str:
    """What stands in the card, cut where it is long."""
    text = str(given).lower() if isinstance(given, bool) else repr(given)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _wanted(kind: type[BaseModel], path: Sequence[str | int]) -> str:
    """What a missing key should hold, where it is a quantity or a part of one."""
    if path and is_quantity(kind, path[:-1]) and path[-1] in ("value", "unit", "source"):
        unit = unit_at(kind, path[:-1])
        fitting = f'; expected "{unit}" or a unit that fits it' if unit else ""
        return {"value": "; expected a number", "unit": fitting}.get(str(path[-1]), f"; {_SOURCE}")
    if is_quantity(kind, path):
        return f"; write {path[-1]} = {_quantity('…', unit_at(kind, path))}"
    return ""


def _expected(detail: Any, kind: type[BaseModel], path: Sequence[str | int]) -> str:
    type_, limits, given = detail["type"], detail.get("ctx") or {}, detail.get("input")
    if type_ in ("model_type", "model_attributes_type", "dict_type"):
        keys = keys_at(kind, path)
        return "expected a table" + (f" with the keys {', '.join(keys)}" if keys else " of keys and values")
    if type_ == "string_too_short":
        least = limits["min_length"]
        if path[-1:] == ["source"] and least > 1:
            return _SOURCE
        return "expected some text" if least == 1 else f"is too short: expected at least {least} letters"
    if type_ == "string_pattern_mismatch":
        return _pattern(str(limits["pattern"]))
    if type_ in ("too_short", "too_long"):
        bound = ("min_length", "at least") if type_ == "too_short" else ("max_length", "at most")
        return f"holds {limits['actual_length']} entries: expected {bound[1]} {limits[bound[0]]}"
    if type_ in ("literal_error", "enum"):
        return f"expected {limits['expected']}"
    if type_.startswith("float_"):
        return "expected a number without quotes, as in 0.45" if isinstance(given, str) else "expected a number"
    if type_ in _KINDS:
        return _KINDS[type_]
    text = str(detail["msg"]).removeprefix("Value error, ")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _needs_unit(given: Any, unit: str | None) -> str:
    """What to write in place of a bare number, or of a number and its unit in quotes."""
    number = None if isinstance(given, bool) else _NUMBER.fullmatch(str(given))
    written = _quantity(number[1], number[2] or unit) if number else _quantity("…", unit)
    return f"a number needs its unit and its source: write {written}"


def _quantity(number: str, unit: str | None) -> str:
    return f'{{ value = {number}, unit = "{unit or "…"}", source = "…" }}'


def _pattern(pattern: str) -> str:
    if pattern in _PATTERNS:
        return _PATTERNS[pattern]
    begins = re.fullmatch(r"\^([^*+?(\[{$]*)", pattern)
    words = begins[1].replace("\\", "") + "…" if begins else pattern
    return f"string should match pattern {words}"
