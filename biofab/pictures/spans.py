"""When which limit binds, for shading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Active:
    """A limit that binds in time; hours as (from, to)."""

    name: str
    words: str
    hours: tuple[tuple[float, float], ...]


def active_limits(limits: Iterable[Mapping[str, Any]]) -> list[Active]:
    """Limits with hours in which they bind, the earliest first. ``limits``: as ``processes.limits.Limit.to_dict``."""
    found = []
    for limit in limits:
        spans = limit.get("hours", limit.get("binding_hours")) or ()
        if spans:
            hours = tuple((float(start), float(stop)) for start, stop in spans)
            found.append(Active(str(limit["name"]), str(limit["words"]), hours))
    return sorted(found, key=lambda active: active.hours[0])
