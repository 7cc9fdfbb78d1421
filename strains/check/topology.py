"""What the drawing of the network shows: dead ends, doubles, reactions without genes, the naming of exchanges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np

from strains.check.finding import Finding, Level, counted, metabolites, reactions
from strains.models.network import Network

# How BiGG names what crosses the border of a model: King et al. 2016, Nucleic Acids Res. 44:D515,
# doi:10.1093/nar/gkv1049.
PREFIXES = {"exchange": "EX_", "demand": "DM_", "sink": "SK_"}
DIGITS = 9  # to which two reactions are the same


def dead_ends(network: Network) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Metabolites that can be made and never used, and used and never made, every exchange open both ways."""
    lower, upper = network.lower.copy(), network.upper.copy()
    lower[network.boundary], upper[network.boundary] = -1.0, 1.0
    forwards, backwards = (upper > 0).astype(float), (lower < 0).astype(float)
    made_by, used_by = network.matrix.maximum(0), -network.matrix.minimum(0)
    made = made_by @ forwards + used_by @ backwards > 0
    used = used_by @ forwards + made_by @ backwards > 0
    return tuple(np.flatnonzero(made & ~used).tolist()), tuple(np.flatnonzero(used & ~made).tolist())


def doubles(network: Network) -> tuple[tuple[int, ...], ...]:
    """Groups of reactions with the same metabolites in the same proportions, in whichever direction."""
    groups: dict[tuple[tuple[int, float], ...], list[int]] = {}
    for place in range(len(network.reactions)):
        parts = sorted(network.stoichiometry(place).items())
        if parts:
            first = parts[0][1]
            key = tuple((metabolite, round(number / first, DIGITS)) for metabolite, number in parts)
            groups.setdefault(key, []).append(place)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def outside(network: Network) -> str:
    """The compartment that most exchanges open into: the medium."""
    found = Counter(network.compartments[next(iter(network.stoichiometry(place)))] for place in network.boundary)
    return found.most_common(1)[0][0] if found else ""


def kind_of(network: Network, place: int, medium: str) -> str:
    """``exchange`` with the ``medium``; within the cell a ``demand`` takes away only, a ``sink`` may also give."""
    ((metabolite, number),) = network.stoichiometry(place).items()
    if network.compartments[metabolite] == medium:
        return "exchange"
    gives = network.lower[place] < 0 if number < 0 else network.upper[place] > 0
    return "sink" if gives else "demand"


def check_topology(network: Network, pseudo: Collection[int]) -> Iterator[Finding]:
    """Notes on the network's drawing."""
    yield _dead_ends(network)
    yield _orphans(network, pseudo)
    yield _doubles(network)
    yield from _exchanges(network)


def _dead_ends(network: Network) -> Finding:
    made, used = dead_ends(network)
    details = {**dict.fromkeys(made, "made, never used"), **dict.fromkeys(used, "used, never made")}
    sentence = (
        f"{counted(len(made), 'metabolite is', 'metabolites are')} made and never used, {len(used)} used and never made"
    )
    values = {"never_used": len(made), "never_made": len(used)}
    level = Level.NOTE if details else Level.OK
    offenders = metabolites(network, details, details)
    return Finding("dead_ends", "dead ends", level, sentence, offenders, values)


def _orphans(network: Network, pseudo: Collection[int]) -> Finding:
    skipped = {*network.boundary.tolist(), *pseudo}
    found = [place for place, rule in enumerate(network.rules) if rule is None and place not in skipped]
    inner = len(network.reactions) - len(skipped)
    level = Level.NOTE if found else Level.OK
    sentence = f"{counted(len(found), 'reaction')} of {inner:,} within the cell has no gene"
    sentence = sentence if len(found) <= 1 else sentence.replace("has no gene", "have no gene")
    values = {"without_gene": len(found), "within_the_cell": inner}
    return Finding("genes", "genes", level, sentence, reactions(network, found), values)


def _doubles(network: Network) -> Finding:
    groups = doubles(network)
    details = {
        place: "same as " + ", ".join(network.reactions[other] for other in group if other != place)
        for group in groups
        for place in group
    }
    level = Level.WARNING if groups else Level.OK
    sentence = f"{counted(len(groups), 'group')} of reactions that do the same"
    values = {"groups": len(groups), "reactions": len(details)}
    return Finding("doubles", "doubles", level, sentence, reactions(network, details, details), values)


def _exchanges(network: Network) -> Iterator[Finding]:
    medium = outside(network)
    kinds = {int(place): kind_of(network, int(place), medium) for place in network.boundary}
    numbers = {f"{kind}s": sum(one == kind for one in kinds.values()) for kind in PREFIXES}
    told = ", ".join(f"{number} {kind if number != 1 else kind.removesuffix('s')}" for kind, number in numbers.items())
    odd = {
        place: f"{kind}; BiGG would write {PREFIXES[kind]}{_metabolite(network, place)}"
        for place, kind in kinds.items()
        if not network.reactions[place].startswith(_allowed(kind))
    }
    title = "exchanges"
    sentence = f"{told}; {counted(len(odd), 'name')} not as BiGG has them"
    level = Level.NOTE if odd else Level.OK
    yield Finding("exchange_names", title, level, sentence, reactions(network, odd, odd), dict(numbers))
    turned = [place for place in kinds if next(iter(network.stoichiometry(place).values())) > 0]
    sentence = f"{counted(len(turned), 'exchange')} written so that a positive flux is an uptake"
    level = Level.WARNING if turned else Level.OK
    title = "signs of exchanges"
    yield Finding("exchange_signs", title, level, sentence, reactions(network, turned), {"turned": len(turned)})


def _allowed(kind: str) -> tuple[str, ...]:
    """A demand may be named as a sink and the other way round: which it is depends on bounds that users change."""
    return ("EX_",) if kind == "exchange" else ("DM_", "SK_", "sink_")


def _metabolite(network: Network, place: int) -> str:
    return network.metabolites[next(iter(network.stoichiometry(place)))]
