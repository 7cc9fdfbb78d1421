"""Equipment and its price: correlations with a range; past it units are numbered up, below it the least is bought."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from cards.reading import nearest
from processes.plant.errors import EquipmentUnknown

DATA = Path(__file__).parents[1] / "data"
Number = Any  # float, numpy array or Pyomo expression


@dataclass(frozen=True)
class Equipment:
    """Units that are bought: ``cost`` is the purchase cost of all ``number`` units in USD at ``cost_index``."""

    kind: str
    size: Number  # of one unit
    unit: str
    number: Number
    cost: Number
    cost_index: float  # CEPCI of the year of the cost
    installation: float  # installed over purchase cost
    step: str = ""

    def cost_at(self, index: float) -> Number:
        """Purchase cost in USD of the year whose cost index is ``index``."""
        return self.cost * (index / self.cost_index)

    def installed_at(self, index: float) -> Number:
        """Installed cost in USD of the year whose cost index is ``index``."""
        return self.cost_at(index) * self.installation


@dataclass(frozen=True)
class Correlation:
    """Purchase cost of one unit in USD: material · (fixed + slope · (size / base_size) ** exponent)."""

    kind: str
    unit: str
    fixed: float
    slope: float
    base_size: float
    exponent: float
    least: float
    most: float
    material: float
    year: int
    index: float
    installation: float
    source: str

    def unit_cost(self, size: Number) -> Number:
        """USD of one unit of ``size``; the caller keeps to the range."""
        return self.material * (self.fixed + self.slope * (size / self.base_size) ** self.exponent)

    def number(self, size: Number) -> Number:
        """The fewest units that together have ``size`` with none past the range; none where none is needed."""
        exact = size / self.most
        return np.ceil(exact * (1.0 - 1e-12)) if isinstance(exact, np.ndarray) else math.ceil(exact * (1.0 - 1e-12))

    def buy(self, size: Number, step: str = "", trains: Number = 1) -> Equipment:
        """Equal units that together have ``size`` in each of ``trains`` trains."""
        number = self.number(size)
        each = np.maximum(size / np.maximum(number, 1), self.least)
        count = number * trains
        cost = count * self.unit_cost(each)
        return Equipment(self.kind, each, self.unit, count, cost, self.index, self.installation, step)


@lru_cache(maxsize=1)
def correlations() -> dict[str, Correlation]:
    """The correlations of ``data/costs.csv`` by kind of equipment."""
    with (DATA / "costs.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: _correlation(row) for row in csv.DictReader(file)}


def correlation(kind: str) -> Correlation:
    """The correlation of one kind. Raises EquipmentUnknown with the nearest kind."""
    known = correlations()
    if kind not in known:
        raise EquipmentUnknown(f"no cost correlation for '{kind}' in data/costs.csv{nearest(kind, known)}")
    return known[kind]


@lru_cache(maxsize=1)
def cost_index() -> dict[int, float]:
    """Chemical Engineering Plant Cost Index by year, of ``data/cost_index.csv``."""
    with (DATA / "cost_index.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["year"]): float(row["cepci"]) for row in csv.DictReader(file)}


def index_of(year: int) -> float:
    """Cost index of a year. Raises EquipmentUnknown outside the table."""
    table = cost_index()
    if year not in table:
        raise EquipmentUnknown(f"no cost index for {year}; expected a year from {min(table)} to {max(table)}")
    return table[year]


def _correlation(row: dict[str, str]) -> Correlation:
    words = {"kind", "unit", "source", "year"}
    numbers = {name: float(text) for name, text in row.items() if name not in words}
    return Correlation(kind=row["kind"], unit=row["unit"], source=row["source"], year=int(row["year"]), **numbers)
