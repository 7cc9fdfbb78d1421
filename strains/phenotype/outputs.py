"""The outputs of a phenotype by name: growth, uptakes and secretions, and the reactions that carry them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cards.nearness import nearest_id
from strains.errors import UnknownReaction
from strains.models.formula import elements
from strains.models.network import Network
from strains.strain import Strain


@dataclass(frozen=True)
class Output:
    """``name`` is ``sign`` times the flux of ``reaction``; ``carbon`` in mmol C per mmol (growth: per gDW)."""

    name: str
    reaction: str
    sign: float
    carbon: float


def main_outputs(strain: Strain) -> tuple[Output, ...]:
    """Growth 1/h, uptakes of substrate and oxygen, secretion of product, CO2 and H+, then uptakes of other limits."""
    others = {name for phase in strain.product.phases.values() for name in (*phase.limits, *phase.fixed)}
    names = ["growth", strain.substrate, "oxygen", "product", "co2", "proton"]
    names += sorted(others - set(names))
    return tuple(output(strain, name) for name in names)


def by_products(strain: Strain) -> tuple[Output, ...]:
    """Every other exchange of a carbon compound, by name, as secretions."""
    taken = {main.reaction for main in main_outputs(strain)}
    names = {reaction: name for name, reaction in strain.host.exchanges.items()}
    found = []
    base = strain.base
    for place in base.boundary:
        reaction, carbon = base.reactions[place], -_carbon(base, place)
        if reaction not in taken and carbon > 0 and base.upper[place] > 0:
            found.append(Output(names.get(reaction, _slug(base, place)), reaction, 1.0, carbon))
    return tuple(sorted(found, key=lambda output: output.name))


def output(strain: Strain, name: str) -> Output:
    """The output ``name`` of ``strain``. Raises UnknownReaction with the nearest name."""
    if name == "growth":
        biomass = strain.host.biomass
        return Output(name, biomass, 1.0, -_carbon(strain.base, strain.base.place(biomass)))
    if name == "product" or name in strain.host.exchanges:
        reaction = strain.exchange(name)
        sign = -1.0 if name in (strain.substrate, *_limited(strain)) else 1.0
        return Output(name, reaction, sign, abs(_carbon(strain.base, strain.base.place(reaction))))
    known = {other.name: other for other in by_products(strain)}
    if name not in known:
        others = {"growth": strain.host.biomass, "product": strain.product.exchange, **strain.host.exchanges}
        near = nearest_id(name, {one.name: one.reaction for one in known.values()} | others)
        raise UnknownReaction(f"the strain has no output '{name}'{near}", name)
    return known[name]


def outputs(strain: Strain, names: tuple[str, ...]) -> tuple[Output, ...]:
    """Several outputs by name."""
    return tuple(output(strain, name) for name in names)


def _limited(strain: Strain) -> set[str]:
    limits = {name for phase in strain.product.phases.values() for name in (*phase.limits, *phase.fixed)}
    return (limits | {"oxygen"}) - {"co2", "proton", "product"}


def _carbon(network: Network, reaction: int) -> float:
    """Carbon atoms that the reaction makes, less those it consumes."""
    parts = network.stoichiometry(reaction).items()
    return sum(number * elements(network.formulas[metabolite]).get("C", 0.0) for metabolite, number in parts)


def _slug(network: Network, exchange: int) -> str:
    (metabolite,) = network.stoichiometry(exchange)
    name = network.metabolite_names[metabolite] or network.metabolites[metabolite]
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
