"""Overflow metabolism: one allocation of the proteome, as a row of the network, so that every question works on it.

Growth, respiration and fermentation share what the proteome can spare (Basan et al. 2015, Nature 528:99,
doi:10.1038/nature15765; growth's share as Mori et al. 2016, PLoS Comput. Biol. 12:e1004913,
doi:10.1371/journal.pcbi.1004913)::

    growth_cost * mu + respiration_cost * J_r + fermentation_cost * J_f <= available

``J_r`` is the respired flux, read off the exchanges as the card says: for instance carbon leaving as CO2, less the one
that comes with each acetate. ``J_f`` is the carbon in all other organic substances that leave. Only exchanges are
charged, so that no detour within the cell escapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field
from scipy import sparse

from cards.quantity import In, Quantity
from cards.reading import Card, nearest, read_card
from strains.errors import UnknownCard
from strains.models.formula import elements
from strains.models.network import PROTEOME, Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[1] / "allocations"
SUPPLY = "proteome_supply"
OPEN = 1000.0  # of the proteome's share: no bound. The row limits from above only


class AllocationCard(Card):
    """Costs are shares of the proteome; ``available`` is the share that growth, respiration and fermentation have.

    ``respiration`` maps exchanges to mmol of respired flux per mmol of theirs. Every organic substance that the network
    lets out, and not in, is charged for its carbon, but what counts as respired in full.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str = Field(min_length=3)
    calibrated_on: list[str] = Field(min_length=1)
    biomass: str
    respiration: dict[str, float] = Field(min_length=1)
    available: Annotated[Quantity, In("1", gt=0)]
    growth_cost: Annotated[Quantity, In("h", ge=0)]
    respiration_cost: Annotated[Quantity, In("h*gDW/mmol", ge=0)]  # per mmol of respired flux
    fermentation_cost: Annotated[Quantity, In("h*gDW/mmol", ge=0)]  # per mmol of carbon in products


def allocations() -> list[str]:
    """Names of the allocation cards: those of the hosts that have one."""
    return sorted(path.stem for path in ROOT.glob("*.toml"))


def allocation(name: str | Path) -> AllocationCard:
    """The allocation card of the host ``name``, or written in the file ``name``. Raises UnknownCard, CardError."""
    if isinstance(name, Path) or name.endswith(".toml"):
        return read_card(AllocationCard, Path(name))
    known = allocations()
    if name not in known:
        raise UnknownCard(f"there is no proteome allocation for '{name}'{nearest(name, known)}")
    return read_card(AllocationCard, ROOT / f"{name}.toml")


def with_overflow(network: Network, card: AllocationCard) -> Network:
    """The network with one more metabolite, the proteome, that what is charged uses, and its limited supply.

    The name of the network says so. Raises UnknownReaction where the card names what the model does not have.
    """
    row = sparse.csc_matrix(-_row(network, charges(network, card))[np.newaxis, :])
    supply = sparse.csc_matrix(([1.0], ([len(network.metabolites)], [0])), shape=(len(network.metabolites) + 1, 1))
    return replace(
        network,
        name=f"{network.name} with the proteome allocation '{card.name}'",
        metabolites=(*network.metabolites, PROTEOME),
        metabolite_names=(*network.metabolite_names, f"share of the proteome: {card.title}"),
        formulas=(*network.formulas, ""),
        charges=np.append(network.charges, np.nan),
        compartments=(*network.compartments, PROTEOME),
        reactions=(*network.reactions, SUPPLY),
        reaction_names=(*network.reaction_names, "share of the proteome for growth, respiration and fermentation"),
        subsystems=(*network.subsystems, PROTEOME),
        matrix=sparse.csc_matrix(sparse.hstack([sparse.vstack([network.matrix, row]), supply])),
        lower=np.append(network.lower, -OPEN),
        upper=np.append(network.upper, float(card.available)),
        objective=np.append(network.objective, 0.0),
        rules=(*network.rules, None),
    )


def charges(network: Network, card: AllocationCard) -> Mapping[str, float]:
    """Reaction to the share of the proteome that a unit of its flux takes: h for growth, else h·gDW/mmol."""
    used = {card.biomass: float(card.growth_cost)}
    for exchange, respired in card.respiration.items():
        used[exchange] = float(card.respiration_cost) * respired
    for place in network.boundary.tolist():
        name = network.reactions[place]
        if network.lower[place] >= 0 and card.respiration.get(name, 0.0) <= 0:
            used[name] = used.get(name, 0.0) + float(card.fermentation_cost) * _carbon(network, place)
    return {name: cost for name, cost in used.items() if cost}


def _row(network: Network, used: Mapping[str, float]) -> Floats:
    """What each reaction (reactions,) takes of the proteome.

    An exchange is charged through what brings its metabolite: so it stays a reaction of one metabolite.
    """
    rows = network.matrix.tocsr()
    taken = np.zeros(len(network.reactions))
    for name, cost in used.items():
        place = network.place(name)
        parts = network.stoichiometry(place)
        if len(parts) > 1:
            taken[place] += cost
            continue
        ((metabolite, number),) = parts.items()
        brought = rows[[metabolite]].toarray()[0]
        brought[place] = 0.0
        taken -= cost / number * brought
    return taken


def _carbon(network: Network, exchange: int) -> float:
    """Carbon atoms of what leaves through an exchange."""
    return sum(
        -number * elements(network.formulas[metabolite]).get("C", 0.0)
        for metabolite, number in network.stoichiometry(exchange).items()
    )
