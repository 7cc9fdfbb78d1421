"""A culture: a strain's network with what limits its uptakes, how it decides between equal optima, how it dies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from strains.dynamic.errors import VesselUnusable
from strains.dynamic.laws import Law
from strains.models.network import Network
from strains.phenotype.tie_break import STATED, TieBreak

if TYPE_CHECKING:
    from strains.strain import Strain

Limit = Law | float | Callable[[Mapping[str, float]], float]


@dataclass(frozen=True, eq=False)
class Culture:
    """``biomass`` g/L of a strain at the start; ``network`` has its medium and edits applied.

    ``growth`` is the biomass reaction. ``exchanges`` names the exchange reaction of each substance. ``uptake`` limits
    uptakes, mmol/gDW/h, in place of the model's own bound: a law, a number (``Constant``), or a function of the
    concentrations. Every other exchange keeps the bounds of the network.

    Equal optima are made unique lexicographically: first maintenance and all else that the network forces, as far as
    it can be had; then most growth; then ``preferences`` in their order (substance or reaction id to +1: most
    secretion or flux, -1: least); then most secretion (least uptake) of the substances of the vessel, in its order.

    What is forced and cannot be had is starvation: then ``death_rate`` 1/h of the cells die at nothing of it, in
    proportion to what is missing. Their carbon leaves for what is not followed.
    """

    name: str
    network: Network
    growth: str
    biomass: float
    exchanges: Mapping[str, str]
    uptake: Mapping[str, Limit]
    preferences: Mapping[str, float] = field(default_factory=dict)
    death_rate: float = 0.0

    def __post_init__(self) -> None:
        self.network.place(self.growth)
        for reaction in self.exchanges.values():
            if self.network.place(reaction) not in self.network.boundary:
                raise VesselUnusable(f"'{reaction}' of culture '{self.name}' is no exchange reaction")
        for name in self.uptake:
            self.exchange(name)
        if not self.biomass >= 0 or not self.death_rate >= 0:
            raise VesselUnusable(f"culture '{self.name}' needs a biomass and a death rate of 0 or more")

    @classmethod
    def of_strain(
        cls,
        strain: Strain,
        biomass: float,
        uptake: Mapping[str, Limit],
        name: str = "cells",
        tie_break: TieBreak = STATED,
        death_rate: float = 0.0,
    ) -> Self:
        """The culture of a strain from cards; the order of the tie-break counts, its weights do not."""
        exchanges = {**strain.host.exchanges, "product": strain.product.exchange}
        preferences = {exchange: 1.0 if weight > 0 else -1.0 for exchange, weight in tie_break.of(strain).items()}
        return cls(
            name, strain.network, strain.host.biomass, biomass, exchanges, uptake, preferences, death_rate
        )  # fmt: skip

    def exchange(self, name: str) -> str:
        """The exchange reaction of substance ``name``. Raises VesselUnusable."""
        if name not in self.exchanges:
            known = ", ".join(self.exchanges)
            raise VesselUnusable(f"culture '{self.name}' names no exchange reaction for '{name}'; it has: {known}")
        return self.exchanges[name]
