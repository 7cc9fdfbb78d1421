"""Tasks that are quick, and some that misbehave, for runs in other processes."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """cost = a + 2 b; ``broken``: raises for samples whose a is above it."""

    broken: float = float("inf")

    def prepared(self):  # type: ignore[no-untyped-def]
        def evaluate(row):  # type: ignore[no-untyped-def]
            if row["a"] > self.broken:
                raise ValueError(f"a of {row['a']:g} is too much")
            return {"cost": row["a"] + 2.0 * row["b"]}

        return evaluate

    def identity(self) -> str:
        return f"line-{self.broken}"


@dataclass(frozen=True)
class Deadly:
    """As a line, but the sample with a = ``a`` ends its process, each time or only the first time (a file tells)."""

    a: float
    once: str = ""

    def prepared(self):  # type: ignore[no-untyped-def]
        def evaluate(row):  # type: ignore[no-untyped-def]
            if row["a"] == self.a and not (self.once and Path(self.once).exists()):
                if self.once:
                    Path(self.once).touch()
                os._exit(7)
            return {"cost": row["a"] + 2.0 * row["b"]}

        return evaluate

    def identity(self) -> str:
        return f"deadly-{self.a}"


@dataclass(frozen=True)
class Slow:
    """As a line, with a rest before each answer, s."""

    rest: float

    def prepared(self):  # type: ignore[no-untyped-def]
        def evaluate(row):  # type: ignore[no-untyped-def]
            time.sleep(self.rest)
            return {"cost": row["a"] + 2.0 * row["b"]}

        return evaluate

    def identity(self) -> str:
        return f"slow-{self.rest}"
