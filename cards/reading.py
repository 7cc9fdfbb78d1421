"""Read a TOML card into a pydantic model; every fault comes back with file, line, key and the nearest right word."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from cards.errors import CardError, CardMissing, Fault
from cards.positions import line_of

LARGEST = 4_000_000  # bytes; a card is written by hand, a larger file is something else


class Card(BaseModel):
    """Base of every card: unknown keys are refused, values cannot be changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


C = TypeVar("C", bound=BaseModel)


def read_card(kind: type[C], path: Path) -> C:
    """The card ``kind`` written in ``path``. Raises CardMissing or CardError (file:line: key: what was expected)."""
    text = read_text(path)
    return parse_card(kind, text, str(path))


def parse_card(kind: type[C], text: str, name: str) -> C:
    """The card ``kind`` from TOML ``text``; ``name`` stands for the file in errors."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardError([_syntax_fault(str(error), text, name)]) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets in brackets without end
        raise CardError([Fault(name, 1, "", f"cannot be read as TOML: {error}")]) from None
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise CardError(_faults(error, kind, data, text, name)) from None


def read_text(path: Path) -> str:
    """The text of a card file, refusing what cannot be one."""
    if path.is_dir():
        raise CardMissing(path, "is a folder; expected a TOML file")
    if not path.is_file():
        raise CardMissing(path, f"no such file{nearest(path.name, _siblings(path))}")
    if path.stat().st_size > LARGEST:
        raise CardMissing(path, f"is larger than {LARGEST:,} bytes: not a card")
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a byte-order mark first
    except UnicodeDecodeError:
        raise CardMissing(path, "is not UTF-8 text; expected a TOML file") from None


def sha256(path: Path) -> str:
    """Hash that the provenance of a result names a file by."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def nearest(word: str, known: Iterable[str]) -> str:
    """A phrase with the nearest right word, to be added to an error; empty when none is near and the list is long."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; expected one of: {', '.join(choices)}" if 0 < len(choices) <= 12 else ""


def _siblings(path: Path) -> list[str]:
    return [other.name for other in path.parent.glob("*.toml")] if path.parent.is_dir() else []


def _syntax_fault(message: str, text: str, name: str) -> Fault:
    what, _, where = message.partition(" (at ")
    words = where.replace(",", " ").split()
    line = int(words[1]) if len(words) > 1 and words[0] == "line" else text.count("\n") + 1
    return Fault(name, line, "", f"is not TOML: {what}")


def _faults(
    error: ValidationError, kind: type[BaseModel], data: Mapping[str, Any], text: str, name: str
) -> list[Fault]:
    faults = []
    for detail in error.errors(include_url=False):
        path = _written(detail["loc"], data)
        message = _message(detail, kind, path)
        faults.append(Fault(name, line_of(text, path), ".".join(map(str, path)), message))
    return faults


def _written(location: tuple[str | int, ...], data: Any) -> list[str | int]:
    """The part of pydantic's location that is a key of the file (union and validator tags are left out)."""
    path: list[str | int] = []
    for position, part in enumerate(location):
        inside = (isinstance(data, Mapping) and part in data) or (isinstance(data, list) and isinstance(part, int))
        if inside:
            data = data[part]
            path.append(part)
        elif position == len(location) - 1 and isinstance(part, str):
            path.append(part)
    return path


def _message(detail: Any, kind: type[BaseModel], path: list[str | int]) -> str:
    if detail["type"] == "extra_forbidden":
        known = _fields(kind, path[:-1])
        return f"unknown key{nearest(str(path[-1]), known)}"
    if detail["type"] == "missing":
        return "is missing"
    message = str(detail["msg"]).removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    given = detail.get("input")
    return f"{message}, not {_shortened(given)}" if isinstance(given, str | int | float) else message


def _shortened(given: str | float) -> str:
    text = str(given).lower() if isinstance(given, bool) else repr(given)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields(kind: type[BaseModel], path: list[str | int]) -> list[str]:
    """The keys that may stand at ``path``."""
    for part in path:
        if isinstance(part, int):
            continue
        field = kind.model_fields.get(part)
        inner = _model_in(field.annotation) if field else kind  # no field: a name of the user's in a dict of models
        if inner is None:
            return []
        kind = inner
    return list(kind.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in typing.get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
