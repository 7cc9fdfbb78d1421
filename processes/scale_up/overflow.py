"""How a cell shares out its glucose: Monod uptake, respiration up to a limit, and above it overflow to acetate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from cards.quantity import In, Quantity
from cards.reading import Card, read_card

Array = NDArray[np.float64]
_CARD = Path(__file__).parents[1] / "data" / "overflow_ecoli.toml"

GLUCOSE_PER_CARBON = 30.03  # g per mol of carbon
BIOMASS_PER_CARBON = 24.6  # g per mol of carbon; Xu, Jahic and Enfors, Biotechnol. Prog. 15 (1999) 81
OXYGEN_PER_GLUCOSE = 33.3  # mmol O2 per g of glucose that is burnt: 6/180.16


class OverflowCard(Card):
    """The constants of one strain."""

    name: str
    uptake_max: Annotated[Quantity, In("g/gDW/h", gt=0)]
    saturation: Annotated[Quantity, In("g/L", gt=0)]
    maintenance: Annotated[Quantity, In("g/gDW/h", ge=0)]
    oxygen_max: Annotated[Quantity, In("mmol/gDW/h", gt=0)]
    oxygen_saturation: Annotated[Quantity, In("mmol/L", gt=0)]
    yield_oxidative: Annotated[Quantity, In("g/g", gt=0, le=0.8)]
    yield_overflow: Annotated[Quantity, In("g/g", ge=0, le=0.8)]
    acetate_per_overflow: Annotated[Quantity, In("g/g", ge=0, le=1)]

    @property
    def built_in(self) -> float:
        """Share of oxidised glucose beyond maintenance whose carbon becomes biomass."""
        return self.yield_oxidative.value * GLUCOSE_PER_CARBON / BIOMASS_PER_CARBON

    def critical_uptake(self) -> float:
        """Uptake in g/g/h above which acetate is made, oxygen being plenty."""
        burnt = self.oxygen_max.value / OXYGEN_PER_GLUCOSE
        return (burnt - self.maintenance.value) / (1.0 - self.built_in) + self.maintenance.value

    def oxygen_demand(self, uptake: Array) -> Array:
        """Oxygen in mmol/g/h that the uptake (g/g/h) asks for, at most what the cell can respire."""
        kept = np.minimum(uptake, self.maintenance.value)
        burnt = (uptake - kept) * (1.0 - self.built_in) + kept
        return np.minimum(burnt * OXYGEN_PER_GLUCOSE, self.oxygen_max.value)


@dataclass(frozen=True)
class Fate:
    """Where glucose goes, g/g/h: growth is of biomass (1/h), oxidised and overflowed of glucose, acetate of acetate."""

    growth: Array
    oxidised: Array
    overflowed: Array
    acetate: Array


def fate(card: OverflowCard, uptake: Array, oxygen: Array) -> Fate:
    """What becomes of ``uptake`` (g/g/h) when ``oxygen`` (mmol/g/h) is respired."""
    burnt = oxygen / OXYGEN_PER_GLUCOSE
    maintenance = np.minimum(burnt, np.minimum(uptake, card.maintenance.value))
    built = card.built_in * (burnt - maintenance) / (1.0 - card.built_in)
    oxidised = np.minimum(burnt + built, uptake)
    over = uptake - oxidised
    fermented = over * (1.0 - card.yield_overflow.value * GLUCOSE_PER_CARBON / BIOMASS_PER_CARBON)
    growth = (oxidised - maintenance) * card.yield_oxidative.value + over * card.yield_overflow.value
    return Fate(growth, oxidised, over, fermented * card.acetate_per_overflow.value)


@cache
def ecoli() -> OverflowCard:
    """E. coli W3110 after Xu, Jahic and Enfors (1999)."""
    return read_card(OverflowCard, _CARD)
