"""What the product would replace: the petrochemical incumbent's impact, with its range and source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "data" / "incumbents.csv"
Number = Any  # float, or an array with one value per sample


@dataclass(frozen=True)
class Incumbent:
    """Impact of one kg of product (or of what does its service) by another way, in the unit of its category."""

    product: str
    route: str
    category: str
    value: float
    low: float
    high: float
    unit: str
    year: int
    source: str

    def saved(self, impact: Number) -> Number:
        """Share of the incumbent's impact that the product saves; negative when it is worse."""
        return 1.0 - impact / self.value

    def words(self, impact: float) -> str:
        """The comparison in a sentence; it claims no more than the incumbent's range allows."""
        if impact < self.low:
            verdict = "below the whole range"
        elif impact > self.high:
            verdict = "above the whole range"
        else:
            verdict = "within the range; no saving is claimed"
        return f"{self.route}: {self.low:g} to {self.high:g} {self.unit}; this product's {impact:.2f} is {verdict}"


def incumbents(product: str) -> tuple[Incumbent, ...]:
    """The incumbents of a product, one per category; none where none is known."""
    return tuple(one for one in _table() if one.product == product)


@lru_cache(maxsize=1)
def _table() -> tuple[Incumbent, ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_incumbent(row) for row in csv.DictReader(file))


def _incumbent(row: Mapping[str, str]) -> Incumbent:
    number = {name: float(row[name]) for name in ("value", "low", "high")}
    return Incumbent(**{**row, **number, "year": int(row["year"])})  # type: ignore[arg-type]
