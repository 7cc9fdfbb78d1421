"""What is wrong with a card, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a card: where it stands and what was expected."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}:{self.line}: {key}{self.message}"


class CardError(ValueError):
    """A card that cannot be read. ``faults`` lists every one of its faults, first line first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class CardMissing(CardError):
    """There is no such card."""

    def __init__(self, path: Path | str, message: str) -> None:
        super().__init__([Fault(str(path), 0, "", message)])

    def __str__(self) -> str:
        return f"{self.faults[0].file}: {self.faults[0].message}"
