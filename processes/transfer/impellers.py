"""The impellers that there are: a table with a source for each, in ``processes/data/impellers.toml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from cards.reading import Card, nearest, read_card

_TABLE = Path(__file__).parents[1] / "data" / "impellers.toml"


class Impeller(Card):
    """One kind of impeller in turbulent flow; every number without unit."""

    title: str
    power_number: float = Field(gt=0)
    gassed: float = Field(gt=0, le=1, description="gassed over ungassed power at usual aeration")
    pumping: float = Field(gt=0, description="liquid pumped over N D³")
    radial: bool
    flooding: float | None = Field(None, gt=0, description="constant of the flooding correlation")
    source: str = Field(min_length=10)


class _Table(RootModel[dict[str, Impeller]]):
    """The whole file."""


@cache
def impellers() -> dict[str, Impeller]:
    """Every impeller by name."""
    return read_card(_Table, _TABLE).root


def impeller(name: str) -> Impeller:
    """One impeller. Raises ValueError with the nearest right name."""
    table = impellers()
    if name not in table:
        raise ValueError(f"there is no impeller '{name}'{nearest(name, table)}")
    return table[name]
