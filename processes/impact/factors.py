"""Impact factors: what one unit of something that is bought costs the environment, with range, licence and source.

The table is ``data/impacts.csv``. It holds figures of open publications, each cited, and stated assumptions; nothing of
a data base whose licence forbids to pass it on. A factor by region comes before one for ``any``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from cards.reading import nearest
from processes.impact.errors import FactorUnknown

TABLE = Path(__file__).parents[1] / "data" / "impacts.csv"
ANY = "any"
Number = Any  # float, or an array with one value per sample

# category: unit, and what it stands for
CATEGORIES = {
    "gwp": ("kg CO2e", "global warming potential over 100 years; biogenic carbon dioxide counts nothing"),
    "energy": ("MJ", "cumulative non-renewable energy demand, fossil and nuclear"),
    "water": ("m^3", "fresh water taken, rain not counted"),
    "land": ("m^2 year", "crop land occupied"),
    "waste": ("kg", "solid waste handed on, wet"),
}


@dataclass(frozen=True)
class Factor:
    """Impact of one ``per`` of ``name`` in the unit of its category; low and high bound what is published."""

    name: str
    per: str
    category: str
    region: str
    value: float
    low: float
    high: float
    year: int
    licence: str
    source: str


Values = Mapping[tuple[str, str], Number]  # (name, category): impact of one unit


def factors(region: str) -> dict[tuple[str, str], Factor]:
    """Factors that hold in a region by (name, category). Raises FactorUnknown with the nearest region."""
    known = regions()
    if region not in known:
        raise FactorUnknown(f"no impact factors for region '{region}'{nearest(region, known)}")
    found = {(one.name, one.category): one for one in _table() if one.region == ANY}
    return found | {(one.name, one.category): one for one in _table() if one.region == region}


def regions() -> list[str]:
    """Regions with factors of their own."""
    return sorted({one.region for one in _table()} - {ANY})


def values(table: Mapping[tuple[str, str], Factor]) -> dict[tuple[str, str], float]:
    """The most likely value of each factor."""
    return {key: factor.value for key, factor in table.items()}


def draw(
    table: Mapping[tuple[str, str], Factor], generator: np.random.Generator, samples: int
) -> dict[tuple[str, str], Number]:
    """Samples of each factor from a triangle over its range, shape (samples,), in the order of the table."""
    drawn: dict[tuple[str, str], Number] = {}
    for key, one in table.items():
        fixed = one.low == one.high
        drawn[key] = (
            np.full(samples, one.value) if fixed else generator.triangular(one.low, one.value, one.high, samples)
        )
    return drawn


@lru_cache(maxsize=1)
def _table() -> tuple[Factor, ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_factor(row) for row in csv.DictReader(file))


def _factor(row: Mapping[str, str]) -> Factor:
    number = {name: float(row[name]) for name in ("value", "low", "high")}
    factor = Factor(**{**row, **number, "year": int(row["year"])})  # type: ignore[arg-type]
    if factor.category not in CATEGORIES or not factor.low <= factor.value <= factor.high:
        raise FactorUnknown(
            f"{TABLE.name}: {factor.name}, {factor.category}: not a category, or a value out of its range"
        )
    return factor
