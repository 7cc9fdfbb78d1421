"""Inventory: what crosses the fence of a plant for the product, with the words that ISO 14040 asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from processes.impact.errors import NotAssessable

Number = Any  # float, or an array with one value per sample

CO2_PER_CARBON = 44.009 / 12.011

# What utilities that are made on the site draw in turn, per unit. Assumptions: a cooling tower takes 4 kWh/GJ and
# evaporates and bleeds 0.55 m3/GJ (1 GJ / 2.4 GJ/m3 and a quarter more); a chiller has a performance of 4.5 and gives
# 1.22 GJ to the tower for each GJ; service air takes 0.1 kWh per m3 at 0 °C and 1 atm.
DRAWN: dict[str, dict[str, float]] = {
    "cooling_water": {"electricity": 4.0, "process_water": 0.55},
    "chilled_water": {"electricity": 1000.0 / 3.6 / 4.5 + 4.9, "process_water": 0.67},
    "compressed_air": {"electricity": 0.1},
}


@dataclass(frozen=True)
class Scope:
    """Goal and scope in the words of ISO 14040."""

    goal: str = "compare a product by fermentation with what it replaces, and find what weighs most"
    functional_unit: str = "1 kg of product at the factory gate"
    boundary: str = "cradle to gate: raw materials, energy, water and waste treatment; buildings and equipment left out"
    allocation: str = "none: all is borne by the product"
    biogenic_carbon: str = (
        "carbon dioxide from sugar, breathed out or in waste, counts nothing; what the product holds at the gate is "
        "told beside the total and not taken off"
    )
    bought_co2: str = (
        "bought carbon dioxide is a by-product of another plant: it enters with its purification alone, earns no "
        "credit when taken up and counts nothing when vented"
    )


@dataclass(frozen=True)
class Inventory:
    """Amounts for ``product_kg`` of product, by name in the units of the factors' ``per``.

    biogenic_co2: kg breathed out from sugar. bought_co2_taken: kg of bought carbon dioxide that ended in the product or
    the cells. carbon_fraction: kg of carbon per kg of product.
    """

    product: str
    product_kg: Number
    amounts: Mapping[str, Number]
    biogenic_co2: Number = 0.0
    bought_co2_taken: Number = 0.0
    carbon_fraction: float = 0.0
    scope: Scope = field(default_factory=Scope)

    def __post_init__(self) -> None:
        if not np.all(np.asarray(self.product_kg, dtype=float) > 0.0):
            raise NotAssessable(f"an inventory of {self.product} without any product; expected more than 0 kg")

    @property
    def carbon_held(self) -> float:
        """kg of carbon dioxide whose carbon one kg of product holds at the gate."""
        return self.carbon_fraction * CO2_PER_CARBON

    def shared(self, share: Number, how: str) -> Inventory:
        """The part that the product bears when others are made beside it; ``how`` says by what it was shared out."""
        amounts = {name: amount * share for name, amount in self.amounts.items()}
        scope = replace(self.scope, allocation=how)
        return replace(self, amounts=amounts, biogenic_co2=self.biogenic_co2 * share, scope=scope)


def expanded(amounts: Mapping[str, Number]) -> dict[str, Number]:
    """The amounts with utilities that are made on the site in terms of what they draw in turn."""
    found = {name: amount for name, amount in amounts.items() if name not in DRAWN}
    for name, draws in DRAWN.items():
        for drawn, per_unit in draws.items():
            if name in amounts:
                found[drawn] = found.get(drawn, 0.0) + amounts[name] * per_unit
    return found


def share_of_product(product: Number, by_products: Mapping[str, Number], worth: Mapping[str, float]) -> Number:
    """Share of the burden that the product bears: amount times worth (1 for mass, a price, or a heat of combustion).

    ``worth``: by name, the product's under "product". Raises NotAssessable when nothing is worth anything.
    """
    own = product * worth["product"]
    whole = own + sum(kg * worth[name] for name, kg in by_products.items())
    if not np.all(np.asarray(whole, dtype=float) > 0.0):
        raise NotAssessable("allocation: product and by-products together are worth nothing")
    return own / whole
