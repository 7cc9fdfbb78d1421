"""All smallest sets of deletions that end a region, up to a size, by linear programmes alone.

A set of deletions ends the region exactly when it ends every flux distribution in it. So each set grows by what ends
one distribution that is left; sets are taken up in the order of their size, and what holds a cut set is left out. Every
cut set of the largest size or less is a union of such steps: the enumeration is complete (Reiter 1987, Artif. Intell.
32:57, doi:10.1016/0004-3702(87)90062-2, for the tree; Klamt & Gilles 2004, Bioinformatics 20:226,
doi:10.1093/bioinformatics/btg395, for cut sets of metabolism).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

from strains.design.probe import Probe, Witness
from strains.design.targets import Mask, bits
from strains.progress import Progress

LOOK_EVERY = 500  # sets between two calls of progress


@dataclass
class Cuts:
    """Masks that end the undesired region: ``kept`` leave every desired one, ``refused`` do not."""

    kept: list[Mask] = field(default_factory=list)
    refused: list[Mask] = field(default_factory=list)
    _by_low: dict[int, list[Mask]] = field(default_factory=dict)

    def add(self, mask: Mask, kept: bool) -> None:
        """Take up a mask; supersets of it are of no interest any more."""
        (self.kept if kept else self.refused).append(mask)
        self._by_low.setdefault(mask & -mask, []).append(mask)

    def within(self, mask: Mask) -> bool:
        """Whether ``mask`` holds one of them."""
        return any(cut & mask == cut for atom in bits(mask) for cut in self._by_low.get(1 << atom, ()))


def smallest_cuts(undesired: Probe, desired: Sequence[Probe], largest: int, progress: Progress | None = None) -> Cuts:
    """Every smallest cut of at most ``largest`` atoms. ``progress`` gets (sets looked at, sets known so far)."""
    cuts = Cuts()
    queue: list[tuple[int, Mask]] = [(0, 0)]
    seen = {0}
    done = 0
    while queue:
        size, mask = heapq.heappop(queue)
        done += 1
        if progress is not None and done % LOOK_EVERY == 1:
            progress(done, done + len(queue))
        if cuts.within(mask):
            continue
        left = undesired.witness(mask)
        lost = (left is None or size < largest) and any(probe.witness(mask) is None for probe in desired)
        if left is None or lost:
            cuts.add(mask, kept=not lost)
        elif size < largest:
            for child in _children(undesired, left, mask, largest - size):
                if child not in seen:
                    seen.add(child)
                    heapq.heappush(queue, (child.bit_count(), child))
    return cuts


def _children(undesired: Probe, left: Witness, mask: Mask, room: int) -> list[Mask]:
    """What can become of ``mask`` with at most ``room`` atoms more: each ends one distribution that is left."""
    standing = undesired.standing(mask)
    if room == 1:
        # The last atom must end every one of them.
        common = left.last(mask)
        for witness in standing:
            common &= witness.last(mask)
            if not common:
                return []
        return [mask | 1 << atom for atom in bits(common)]
    best = min((witness.ways(mask) for witness in standing[:10] or [left]), key=len)
    return [mask | way for way in best if way.bit_count() <= room]
