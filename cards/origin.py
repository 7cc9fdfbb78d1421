"""Where a card was read: so that an error found long after reading names file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.positions import line_of


@dataclass(frozen=True)
class Origin:
    """File and text of a card, empty for one that was made in code. No part of what a card says: all are equal."""

    file: str = field(default="", compare=False)
    text: str = field(default="", compare=False, repr=False)

    def place(self, *path: str | int) -> str:
        """``file:line: key``, to begin an error with; empty for a card that was made in code."""
        return f"{self.file}:{line_of(self.text, path)}: {'.'.join(map(str, path))}" if self.file else ""

    def written(self, *path: str | int) -> Any:
        """What stands at ``path`` of the text; None where nothing does."""
        value: Any = tomllib.loads(self.text)
        for part in path:
            inside = isinstance(value, list) and isinstance(part, int) and part < len(value)
            if not inside and not (isinstance(value, dict) and part in value):
                return None
            value = value[part]
        return value

    def key_of(self, value: object, path: Sequence[str | int]) -> tuple[str | int, ...]:
        """``path`` with the place of ``value`` in the list that is written there; ``path`` where it is not in it."""
        held = self.written(*path)
        return (*path, held.index(value)) if isinstance(held, list) and value in held else tuple(path)
