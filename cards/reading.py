"""Read a TOML card into a pydantic model; every fault comes back with file, line, key and the nearest right word."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from cards.errors import CardError, CardMissing, Fault
from cards.nearness import nearest as nearest
from cards.origin import Origin
from cards.positions import line_of
from cards.syntax import syntax_fault
from cards.wording import message

LARGEST = 4_000_000  # bytes; a card is written by hand, a larger file is something else


class Card(BaseModel):
    """Base of every card: unknown keys are refused, values cannot be changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    _origin: Origin = PrivateAttr(default_factory=Origin)

    @property
    def origin(self) -> Origin:
        """Where this card was read; of a part of a card, and of one made in code, nowhere."""
        return self._origin


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
        raise CardError([syntax_fault(str(error), text, name)]) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets in brackets without end
        raise CardError([Fault(name, 1, "", f"cannot be read as TOML: {error}")]) from None
    try:
        card = kind.model_validate(data)
    except ValidationError as error:
        raise CardError(_faults(error, kind, data, text, name)) from None
    if isinstance(card, Card):
        card._origin = Origin(name, text)
    return card


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


def _siblings(path: Path) -> list[str]:
    return [other.name for other in path.parent.glob("*.toml")] if path.parent.is_dir() else []


def _faults(
    error: ValidationError, kind: type[BaseModel], data: Mapping[str, Any], text: str, name: str
) -> list[Fault]:
    details = [(detail, _written(detail["loc"], data)) for detail in error.errors(include_url=False)]
    mistyped = _mistyped(details)
    return [
        Fault(name, line_of(text, path), ".".join(map(str, path)), message(detail, kind, path))
        for detail, path in details
        if not (detail["type"] == "missing" and tuple(path) in mistyped)
    ]


def _mistyped(details: Iterable[tuple[Any, list[str | int]]]) -> set[tuple[str | int, ...]]:
    """Keys that are missing because they are there under a mistyped name: one fault, not two."""
    missing = {tuple(path) for detail, path in details if detail["type"] == "missing"}
    found = set()
    for detail, path in details:
        if detail["type"] == "extra_forbidden":
            beside = {str(key[-1]): key for key in missing if key[:-1] == tuple(path[:-1])}
            near = difflib.get_close_matches(str(path[-1]), list(beside), n=1, cutoff=0.6)
            found |= {beside[word] for word in near}
    return found


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
