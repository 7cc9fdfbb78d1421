"""What can be deleted, as bits: gene rules lifted to sets of deletions that silence reactions.

Genes that do the same when deleted (parts of one complex, enzymes of one unbranched pathway) are one atom; a way is a
smallest set of atoms whose deletion silences a reaction. So isozymes cost what they cost in the laboratory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from strains.lp.compression import GONE, compress
from strains.models.gene_rule import GeneRule, genes_of

if TYPE_CHECKING:
    from strains.models.network import Network

Mask = int  # a set of atoms, one bit each
STILL = 1e-12  # a shift this small is none


@dataclass(frozen=True, eq=False)
class Targets:
    """``atoms[i]`` are interchangeable deletions; ``ways[r]`` the masks, up to ``largest``, that silence reaction r."""

    atoms: tuple[tuple[str, ...], ...]
    ways: tuple[tuple[Mask, ...], ...]
    largest: int
    touched: tuple[tuple[int, ...], ...]  # of each atom, the reactions whose ways it is in

    def silenced(self, mask: Mask) -> list[int]:
        """Positions of the reactions that fall silent; of reactions that move together at least one."""
        places = {place for atom in bits(mask) for place in self.touched[atom]}
        return [place for place in sorted(places) if any(way & mask == way for way in self.ways[place])]

    def names(self, mask: Mask) -> tuple[str, ...]:
        """One deletion for each atom of ``mask``: the first of those that do the same."""
        return tuple(sorted(self.atoms[atom][0] for atom in bits(mask)))

    def all_names(self, mask: Mask) -> Iterator[tuple[str, ...]]:
        """Every choice of deletions that ``mask`` stands for."""
        for choice in product(*(self.atoms[atom] for atom in bits(mask))):
            yield tuple(sorted(choice))


def gene_targets(network: Network, allowed: Collection[str], largest: int) -> Targets:
    """Deletions of ``allowed`` genes, at most ``largest`` at a time."""
    return _targets(network, list(network.rules), frozenset(allowed), largest)


def reaction_targets(network: Network, allowed: Collection[str], largest: int) -> Targets:
    """Deletions of ``allowed`` reactions, at most ``largest`` at a time."""
    return _targets(network, list(network.reactions), frozenset(allowed), largest)


def bits(mask: Mask) -> Iterator[int]:
    """Positions of the ones in ``mask``."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def minimal(masks: Iterable[Mask]) -> list[Mask]:
    """Those masks that hold no other one."""
    distinct = set(masks)
    if 0 in distinct:
        return [0]
    ones = {mask for mask in distinct if mask.bit_count() == 1}
    single = sum(ones)
    several: list[Mask] = []
    for mask in sorted((mask for mask in distinct - ones if not mask & single), key=_by_size):
        if not any(other & mask == other for other in several):
            several.append(mask)
    return [*sorted(ones), *several]


def _by_size(mask: Mask) -> tuple[int, Mask]:
    return mask.bit_count(), mask


def _targets(network: Network, rules: list[GeneRule], allowed: frozenset[str], largest: int) -> Targets:
    lifted = _lifted(network, rules)
    names = sorted(set().union(*(genes_of(rule) for rule in lifted)) & allowed)
    atoms = _atoms(lifted, names)
    bit = {name: 1 << place for place, atom in enumerate(atoms) for name in atom}
    ways = tuple(tuple(_ways(rule, bit.get, largest)) for rule in lifted)
    touched: list[list[int]] = [[] for _ in atoms]
    for place, masks in enumerate(ways):
        for atom in bits(_union(masks)):
            touched[atom].append(place)
    return Targets(tuple(atoms), ways, largest, tuple(map(tuple, touched)))


def _lifted(network: Network, rules: list[GeneRule]) -> list[GeneRule]:
    """Of reactions whose fluxes are tied by a factor, the first carries the rules of all: one silent, all silent."""
    reduced = compress(network.problem)
    if reduced is None:
        return rules
    groups: dict[int, list[int]] = {}
    for place, (leader, shift) in enumerate(zip(reduced.leader.tolist(), reduced.shift.tolist(), strict=True)):
        if leader != GONE and abs(shift) <= STILL:
            groups.setdefault(leader, []).append(place)
    lifted = list(rules)
    for places in groups.values():
        parts = tuple(dict.fromkeys(rules[place] for place in places if rules[place] is not None))
        for place in places:
            lifted[place] = None
        lifted[places[0]] = None if not parts else parts[0] if len(parts) == 1 else ("and", parts)
    return lifted


def _atoms(rules: list[GeneRule], names: list[str]) -> list[tuple[str, ...]]:
    """Names grouped by where they stand: parts of the very same complexes cannot be told apart by their deletion."""
    spots: dict[str, list[tuple[int, ...] | str]] = {name: [] for name in names}
    for place, rule in enumerate(rules):
        _note(rule, (place,), spots)
    groups: dict[tuple[tuple[int, ...] | str, ...], list[str]] = {}
    for name in names:
        groups.setdefault(tuple(spots[name]), []).append(name)
    return [tuple(group) for group in groups.values()]


def _note(rule: GeneRule, path: tuple[int, ...], spots: dict[str, list[tuple[int, ...] | str]]) -> None:
    """Write down of each gene in ``rule`` the ``and`` it stands in; a gene that stands alone is like no other."""
    if rule is None:
        return
    if isinstance(rule, str):
        if rule in spots:
            spots[rule].append(f"{path} {rule}")
        return
    word, _ = rule
    for place, part in enumerate(_flat(rule)):
        if isinstance(part, str) and word == "and":
            if part in spots and path not in spots[part]:
                spots[part].append(path)
        else:
            _note(part, (*path, place), spots)


def _flat(rule: GeneRule) -> list[GeneRule]:
    """Parts of an ``and`` or an ``or``, with parts of the same word opened."""
    if rule is None or isinstance(rule, str):
        return [rule]
    word, parts = rule
    found: list[GeneRule] = []
    for part in parts:
        same = isinstance(part, tuple) and part[0] == word
        found.extend(_flat(part) if same else [part])
    return found


def _ways(rule: GeneRule, bit: Callable[[str], int | None], largest: int) -> list[Mask]:
    if rule is None:
        return []
    if isinstance(rule, str):
        own = bit(rule)
        return [] if own is None else [own]
    word, parts = rule
    each = [_ways(part, bit, largest) for part in parts]
    if word == "and":
        return minimal(way for ways in each for way in ways)
    found = [0]
    for ways in each:
        joined = (one | other for one in found for other in ways)
        found = minimal(mask for mask in joined if mask.bit_count() <= largest)
    return found


def _union(masks: Iterable[Mask]) -> Mask:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole
