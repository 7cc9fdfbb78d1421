"""The outputs of a phenotype by name: growth, uptakes and secretions, and the reactions that carry them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.reading import nearest
from strains.errors import UnknownReaction
from strains.strain import Strain

if TYPE_CHECKING:
    import cobra


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
    for reaction in strain.base.boundary:
        carbon = _carbon(reaction)
        if reaction.id not in taken and carbon > 0 and reaction.upper_bound > 0:
            found.append(Output(names.get(reaction.id, _slug(reaction)), reaction.id, 1.0, carbon))
    return tuple(sorted(found, key=lambda output: output.name))


def output(strain: Strain, name: str) -> Output:
    """The output ``name`` of ``strain``. Raises UnknownReaction with the nearest name."""
    if name == "growth":
        biomass = strain.base.reactions.get_by_id(strain.host.biomass)
        return Output(name, biomass.id, 1.0, -biomass.check_mass_balance().get("C", 0.0))
    if name == "product" or name in strain.host.exchanges:
        reaction = strain.base.reactions.get_by_id(strain.exchange(name))
        sign = -1.0 if name in (strain.substrate, *_limited(strain)) else 1.0
        return Output(name, reaction.id, sign, _carbon(reaction))
    known = {other.name: other for other in by_products(strain)}
    if name not in known:
        near = nearest(name, {*known, *strain.host.exchanges, "growth", "product"})
        raise UnknownReaction(f"the strain has no output '{name}'{near}")
    return known[name]


def outputs(strain: Strain, names: tuple[str, ...]) -> tuple[Output, ...]:
    """Several outputs by name."""
    return tuple(output(strain, name) for name in names)


def _limited(strain: Strain) -> set[str]:
    limits = {name for phase in strain.product.phases.values() for name in (*phase.limits, *phase.fixed)}
    return (limits | {"oxygen"}) - {"co2", "proton", "product"}


def _carbon(reaction: cobra.Reaction) -> float:
    return float(sum(metabolite.elements.get("C", 0) for metabolite in reaction.metabolites))


def _slug(reaction: cobra.Reaction) -> str:
    (metabolite,) = reaction.metabolites
    return re.sub(r"[^a-z0-9]+", "_", (metabolite.name or metabolite.id).lower()).strip("_")
