"""Which reaction makes biomass, and whether a unit of it weighs one gram, as a growth rate in 1/h supposes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from strains.check.finding import Finding, Level, Offender
from strains.models.formula import WEIGHTS, elements
from strains.models.network import Network

WORDS = ("biomass", "growth")
MANY = 10  # metabolites; a reaction of more that is the objective is taken for the making of cells
DEEP = 5  # pools within pools: protein of amino acids, lipids of lipid classes of chains
NEAR = 1e-3  # g/mmol by which the weight may miss 1, as in memote: Lieven et al. 2020, doi:10.1038/s41587-020-0446-y
BALANCED = 1e-9  # mmol of a group that is no element


@dataclass(frozen=True)
class Biomass:
    """The position of the reaction that makes cells, and how it was found."""

    reaction: int
    how: str


@dataclass(frozen=True)
class Weight:
    """g per mmol of biomass made; ``unknown`` lists what was consumed without a known composition."""

    grams: float
    unknown: tuple[str, ...]


def guess_biomass(network: Network) -> Biomass | None:
    """The objective where it looks like growth, else the largest reaction called biomass or growth; None for neither.

    Where the objective only takes ``biomass`` out of the model, the reaction that makes it is meant.
    """
    objective = np.flatnonzero(network.objective)
    if len(objective) == 1:
        place = made_for(network, int(objective[0]))
        if place is not None and (_named(network, place) or len(network.stoichiometry(place)) > MANY):
            return Biomass(place, "the model's objective")
    named = [place for place in range(len(network.reactions)) if _named(network, place) and _many(network, place)]
    if not named:
        return None
    return Biomass(max(named, key=lambda place: len(network.stoichiometry(place))), "by its name")


def made_for(network: Network, reaction: int) -> int | None:
    """The reaction itself; of an outlet of one metabolite the only reaction that makes it, None where several do."""
    parts = network.stoichiometry(reaction)
    if len(parts) > 1:
        return reaction
    (metabolite,) = parts
    return producer(network, metabolite)


def producer(network: Network, metabolite: int) -> int | None:
    """The only reaction within the cell that makes a metabolite; None where there is none or more than one."""
    row = network.matrix[[metabolite]].tocoo()
    outlets = set(network.boundary.tolist())
    makers = [
        int(place)
        for place, number in zip(row.col, row.data, strict=True)
        if place not in outlets and (network.upper[place] if number > 0 else -network.lower[place]) > 0
    ]
    return makers[0] if len(makers) == 1 else None


def weight(network: Network, reaction: int) -> Weight:
    """What goes into one unit of ``reaction`` less what comes out; pools without formula by what they are made of."""
    unknown: dict[str, None] = {}
    content = {key: -number for key, number in _net(network, reaction, unknown, (reaction,)).items()}
    groups = [key for key, number in content.items() if key not in WEIGHTS and abs(number) > BALANCED]
    unknown.update(dict.fromkeys(f"group {group}" for group in groups))
    grams = sum(WEIGHTS[key] * number for key, number in content.items() if key in WEIGHTS) / 1e3
    return Weight(grams, tuple(unknown))


def check_biomass(network: Network, biomass: Biomass | None) -> Iterator[Finding]:
    """Whether cells are made at all, and whether a unit of them weighs a gram."""
    title = "weight of biomass"
    if biomass is None:
        sentence = "no reaction is recognised as the making of cells; name one"
        yield Finding("biomass_weight", title, Level.WARNING, sentence)
        return
    name = network.reactions[biomass.reaction]
    found = weight(network, biomass.reaction)
    values = {"grams_per_mmol": found.grams}
    told = f"one unit of {name} ({biomass.how}) weighs {found.grams:.4f} g"
    if found.unknown:
        offenders = tuple(Offender(one, "", "composition unknown") for one in found.unknown)
        sentence = f"{told} without {len(found.unknown)} parts whose composition the model does not say"
        yield Finding("biomass_weight", title, Level.WARNING, sentence, offenders, values)
        return
    off = abs(found.grams - 1.0) > NEAR
    sentence = f"{told}: growth rates and yields are off by that factor" if off else told
    yield Finding("biomass_weight", title, Level.WARNING if off else Level.OK, sentence, (), values)


def _net(network: Network, reaction: int, unknown: dict[str, None], way: tuple[int, ...]) -> dict[str, float]:
    """Atoms that ``reaction`` makes less those it takes; the biomass that it makes itself counts as nothing."""
    total: dict[str, float] = {}
    for metabolite, number in network.stoichiometry(reaction).items():
        if not network.formulas[metabolite] and number > 0 and len(way) == 1:
            continue  # the cells
        for key, atoms in _content(network, metabolite, unknown, way).items():
            total[key] = total.get(key, 0.0) + number * atoms
    return total


def _content(network: Network, metabolite: int, unknown: dict[str, None], way: tuple[int, ...]) -> Mapping[str, float]:
    formula = network.formulas[metabolite]
    if formula:
        return elements(formula)
    maker = producer(network, metabolite)
    if maker is None or maker in way or len(way) > DEEP:
        unknown[network.metabolites[metabolite]] = None
        return {}
    made = network.stoichiometry(maker)[metabolite]
    others = _others(network, maker, metabolite, unknown, (*way, maker))
    return {key: -number / made for key, number in others.items()}


def _others(
    network: Network, maker: int, pool: int, unknown: dict[str, None], way: tuple[int, ...]
) -> dict[str, float]:
    total: dict[str, float] = {}
    for metabolite, number in network.stoichiometry(maker).items():
        if metabolite == pool:
            continue
        for key, atoms in _content(network, metabolite, unknown, way).items():
            total[key] = total.get(key, 0.0) + number * atoms
    return total


def _named(network: Network, place: int) -> bool:
    words = f"{network.reactions[place]} {network.reaction_names[place]}".casefold()
    return any(word in words for word in WORDS)


def _many(network: Network, place: int) -> bool:
    return len(network.stoichiometry(place)) > 1
