"""What one check found: a sentence, how bad it is, and the reactions or metabolites it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from strains.models.network import Network


class Level(StrEnum):
    """How bad a finding is. A fault makes answers wrong; a warning may; a note is good to know."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Offender:
    """A reaction or metabolite by its identifier and name, and what is the matter with it."""

    id: str
    name: str
    detail: str = ""


@dataclass(frozen=True)
class Finding:
    """``sentence`` is the answer of the check ``key``; ``values`` are its numbers, their units in the names."""

    key: str
    title: str
    level: Level
    sentence: str
    offenders: tuple[Offender, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Lists, numbers and words only."""
        return {
            "key": self.key,
            "title": self.title,
            "level": str(self.level),
            "sentence": self.sentence,
            "values": dict(self.values),
            "offenders": [{"id": one.id, "name": one.name, "detail": one.detail} for one in self.offenders],
        }


def reactions(
    network: Network, places: Iterable[int], details: Mapping[int, str] | None = None
) -> tuple[Offender, ...]:
    """Offenders for reactions by position."""
    told = details or {}
    return tuple(
        Offender(network.reactions[place], network.reaction_names[place], told.get(place, "")) for place in places
    )


def metabolites(
    network: Network, places: Iterable[int], details: Mapping[int, str] | None = None
) -> tuple[Offender, ...]:
    """Offenders for metabolites by position."""
    told = details or {}
    return tuple(
        Offender(network.metabolites[place], network.metabolite_names[place], told.get(place, "")) for place in places
    )


def counted(number: int, singular: str, plural: str = "") -> str:
    """``1 reaction``, ``2 reactions``, ``no reaction``."""
    if number == 0:
        return f"no {singular}"
    return f"1 {singular}" if number == 1 else f"{number:,} {plural or singular + 's'}"
