"""What the virtual plant's server needs of a model; the bench brings one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class PlantModel(Protocol):
    """Physics behind the virtual plant."""

    def write(self, tag: str, value: float) -> None:
        """Take an accepted set-point, in the tag's unit; it holds from now on."""
        ...

    def advance(self, seconds: float) -> Mapping[str, float | None]:
        """Advance plant time; the value (tag's unit) of every tag that has a new reading, None for a bad one."""
        ...
