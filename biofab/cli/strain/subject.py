"""The subject of a question: a strain from cards, or a model file as it is, with the edits that were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from biofab.cli.options import require
from biofab.errors import BadInput

if TYPE_CHECKING:
    from biofab.cli.strain.options import Choice
    from strains.catalogue.host import HostCard
    from strains.catalogue.product import ProductCard
    from strains.models.network import Network
    from strains.strain import Strain

WIDE = 999.0  # mmol/gDW/h; a bound of this size or more means none
USUAL = 10.0  # mmol/gDW/h; assumption: what constraint-based models of E. coli are published with
DEFAULT_HOST = "ecoli_k12"
UNCUT = ("acetate", "ethanol", "lactate", "succinate", "formate", "co2")  # secreted by a strain without a product


@dataclass(frozen=True, eq=False)
class Subject:
    """``network`` has medium, edits and limits applied. ``strain`` is None for a model file without a card.

    ``exchanges`` names exchange reactions; ``growth`` is the reaction that makes cells, where one is known.
    """

    title: str
    network: Network
    exchanges: Mapping[str, str]
    growth: str | None
    strain: Strain | None
    choice: Choice
    outlets: tuple[int, ...]  # positions of the exchanges

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Exchange reaction to the name that it goes by."""
        return {reaction: name for name, reaction in self.exchanges.items()}

    def exchange(self, name: str) -> str:
        """The exchange reaction of a substance, or of that identifier. Raises UnknownReaction with the nearest."""
        return exchange_of(self.network, self.exchanges, name)


def subject(chosen: Choice) -> Subject:
    """What the options chose, read and edited. Raises the errors of cards, models and edits."""
    require("scipy")
    found = _bare(chosen) if chosen.bare else _from_cards(chosen)
    if chosen.objective is not None:
        found = replace(found, network=found.network.with_objective({chosen.objective: 1.0}))
    if chosen.overflow is not None:
        from strains.questions.overflow import allocation, with_overflow

        card = allocation(chosen.overflow)
        title = f"{found.title}, the proteome shared as in {card.name}"
        found = replace(found, network=with_overflow(found.network, card), title=title)
    return found


def strain_of(chosen: Choice) -> Strain:
    """The strain of cards; without a product card the wild type."""
    from strains.catalogue import library
    from strains.catalogue.user_hosts import host_place, own_medium
    from strains.strain import Strain

    place = host_place(chosen.host or DEFAULT_HOST)
    host = library.host(place)
    if chosen.model is not None:
        host = host.model_copy(update={"model": host.model.model_copy(update={"source": str(chosen.model)})})
    named = chosen.medium or own_medium(place) or host.medium or "m9_glucose"
    medium = library.medium(named)
    product = unedited(host) if chosen.product is None else library.product(chosen.product)
    _require_reader(host)
    strain = Strain.from_parts(host, product, medium)
    return strain.with_deleted_genes(*chosen.knock_outs).with_blocks(*chosen.blocks)


def unedited(host: HostCard) -> ProductCard:
    """No product and no edit; in its place the first common product of fermentation that the host names."""
    from strains.catalogue.product import ProductCard

    name = next(name for name in UNCUT if name in host.exchanges)
    ends = {"low": 0.0, "high": 20.0, "source": "assumption: wider than most cells take up"}
    told = {"value": 1.0, "source": "not used: there is no product"}
    return ProductCard.model_validate(
        {
            "name": "none",
            "title": f"no product; what is told of one is {name}",
            "source": "not used",
            "exchange": host.exchanges[name],
            "molar_mass": {**told, "unit": "g/mol"},
            "base": {**told, "unit": "eq/mol"},
            "phases": {"growth": {"limits": {"oxygen": ends}}},
        }
    )


def exchange_of(network: Network, exchanges: Mapping[str, str], name: str) -> str:
    """The exchange reaction called ``name``. Raises UnknownReaction with the nearest name or identifier."""
    from cards.nearness import nearest_id
    from strains.errors import UnknownReaction

    if name in exchanges:
        return exchanges[name]
    outlets = {network.reactions[place]: network.reaction_names[place] for place in network.boundary}
    if name in outlets:
        return name
    if name in network.places:
        raise UnknownReaction(f"'{name}' is no exchange: it lies within the cell", name)
    near = nearest_id(name, {**outlets, **dict.fromkeys(exchanges, "")})
    known = near or (f"; names that go too: {', '.join(sorted(exchanges))}" if exchanges else "")
    raise UnknownReaction(f"the model has no exchange '{name}'{known}", name)


def limited(network: Network, exchanges: Mapping[str, str], uptake: tuple[tuple[str, float], ...]) -> Network:
    """The network with the most uptake of some exchanges, mmol/gDW/h, whichever way they are written."""
    bounds = {}
    for name, value in uptake:
        reaction = exchange_of(network, exchanges, name)
        place = network.place(reaction)
        lower, upper = float(network.lower[place]), float(network.upper[place])
        inwards = next(iter(network.stoichiometry(place).values())) > 0
        bounds[reaction] = (min(lower, value), value) if inwards else (0.0 - value, max(upper, 0.0 - value))
    return network.with_bounds(bounds)


def _from_cards(chosen: Choice) -> Subject:
    strain = strain_of(chosen)
    exchanges = dict(strain.host.exchanges)
    if chosen.product is not None:
        exchanges["product"] = strain.product.exchange
    network = limited(strain.network, exchanges, (*most_substrate(strain), *chosen.uptake))
    title = f"{strain.host.name} on {strain.medium.name}"
    if chosen.product is not None:
        title += f", making {strain.product.name}"
    return Subject(edited(title, chosen), network, exchanges, strain.host.biomass, strain, chosen, _outlets(network))


def most_substrate(strain: Strain) -> tuple[tuple[str, float], ...]:
    """The most uptake of the carbon source: of the medium card, else the model's own bound, else the usual one."""
    place = strain.network.place(strain.exchange(strain.substrate))
    if strain.medium.substrate_uptake is not None:
        return ((strain.substrate, float(strain.medium.substrate_uptake)),)
    if strain.network.lower[place] > -WIDE:
        return ()
    own = -float(strain.base.lower[place])
    return ((strain.substrate, own if 0.0 < own < WIDE else USUAL),)


def _bare(chosen: Choice) -> Subject:
    from strains.check.biomass import guess_biomass
    from strains.check.roles import guess_exchanges
    from strains.intake.add import read_network

    network = read_network(str(chosen.model))
    exchanges = guess_exchanges(network)
    network = network.without_genes(chosen.knock_outs).with_bounds(dict.fromkeys(chosen.blocks, (0.0, 0.0)))
    network = limited(network, exchanges, chosen.uptake)
    if not network.objective.any() and chosen.objective is None:
        raise BadInput(f"{chosen.model}: the model names no objective; say which reaction with --objective REACTION")
    biomass = guess_biomass(network)
    growth = None if biomass is None else network.reactions[biomass.reaction]
    return Subject(
        edited(Path(str(chosen.model)).name, chosen), network, exchanges, growth, None, chosen, _outlets(network)
    )


def _outlets(network: Network) -> tuple[int, ...]:
    return tuple(network.boundary.tolist())


def edited(title: str, chosen: Choice) -> str:
    """The title with what was deleted, blocked and limited."""
    edits = [*(f"without {gene}" for gene in chosen.knock_outs), *(f"{one} blocked" for one in chosen.blocks)]
    edits += [f"{name} at most {value:g}" for name, value in chosen.uptake]
    return ", ".join([title, *edits])


def _require_reader(host: HostCard) -> None:
    """COBRApy is needed to read a model for the first time, and for the models that it ships."""
    if host.model.source.startswith("cobra:"):
        require("cobra")
