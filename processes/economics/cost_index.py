"""Cost of building plants by year: the Chemical Engineering Plant Cost Index, and a stated projection past its end."""

from __future__ import annotations

from dataclasses import dataclass

from processes.economics.errors import PriceUnknown
from processes.plant import equipment


@dataclass(frozen=True)
class IndexOfYear:
    """An index with what has to be said about it."""

    value: float
    warnings: tuple[str, ...] = ()


def cost_index(year: int, escalation: float = 0.02) -> IndexOfYear:
    """The index of a year; past the table it grows by ``escalation`` a year, and says so. Raises PriceUnknown."""
    return projected(equipment.cost_index(), year, escalation, "the plant cost index")


def projected(table: dict[int, float], year: int, escalation: float, what: str) -> IndexOfYear:
    """A yearly index read from a table, projected past its last year. Raises PriceUnknown before the first."""
    first, last = min(table), max(table)
    if year in table:
        return IndexOfYear(table[year])
    if year < first or year > last + 30:
        raise PriceUnknown(f"{what} is not known for {year}; expected a year from {first} to {last + 30}")
    if year < last:
        raise PriceUnknown(f"{what} has no value for {year}; expected one of {', '.join(map(str, sorted(table)))}")
    value = table[last] * (1.0 + escalation) ** (year - last)
    note = f"{what} of {year} is a projection: that of {last} with {100.0 * escalation:g} % a year"
    return IndexOfYear(value, (note,))
