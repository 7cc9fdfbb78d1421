"""Whether a region can still be reached after deletions, with the flux distributions that prove it kept and reused.

A flux distribution found once stands for every set of deletions that silences none of the reactions it uses, so most
questions are answered without a linear programme. "Cannot be reached" is believed only when both solvers say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from strains.design.errors import RegionUnusable
from strains.design.targets import Mask, Targets, bits, minimal
from strains.lp.kernel import Kernel
from strains.lp.simplex import TOLERANCE, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from strains.design.region import Region
    from strains.models.network import Network

    Floats = NDArray[np.float64]

USED = 1e-11  # a scaled flux this small is rounding
CLEAR = 10.0  # the smallest limit is brought to this size: traces that cells need are then above the tolerance


@dataclass(frozen=True)
class Witness:
    """A flux distribution in the region, by what ends it: ``single`` atoms, and ``several`` atoms together."""

    single: Mask
    several: tuple[Mask, ...]

    @classmethod
    def of(cls, values: Floats, targets: Targets, silent: Sequence[int]) -> Self:
        """What ends the fluxes ``values`` (reactions,), found with the reactions ``silent`` held at zero."""
        active = np.abs(values) > USED
        active[list(silent)] = False  # what the solver left there is within its tolerance
        used = np.flatnonzero(active)
        kept = minimal({way for place in used for way in targets.ways[place]})
        single = sum(way for way in kept if way.bit_count() == 1)
        return cls(single, tuple(way for way in kept if way.bit_count() > 1))

    def stands(self, deleted: Mask) -> bool:
        """Whether it is untouched by deleting ``deleted``."""
        if deleted & self.single:
            return False
        return not any(way & deleted == way for way in self.several)

    @property
    def atoms(self) -> Mask:
        """Every atom that has to do with what it uses."""
        whole = self.single
        for way in self.several:
            whole |= way
        return whole

    def last(self, deleted: Mask) -> Mask:
        """Atoms each of which ends it once ``deleted`` are gone."""
        found = self.single
        for way in self.several:
            rest = way & ~deleted
            if rest.bit_count() == 1:
                found |= rest
        return found

    def ways(self, deleted: Mask) -> list[Mask]:
        """Smallest sets of further atoms that end it once ``deleted`` are gone."""
        ones = [1 << atom for atom in bits(self.single)]
        return minimal([*ones, *(way & ~deleted for way in self.several)])


class Probe:
    """Asks ``region`` of ``network`` after deletions of ``targets``."""

    def __init__(self, network: Network, region: Region, targets: Targets) -> None:
        self.region, self.targets = region, targets
        scale = max(1.0, CLEAR / region.smallest())
        problem = region.problem(network, scale)
        self._lower, self._upper = problem.lower, problem.upper
        self._asked = Kernel(problem, tolerance=TOLERANCE)
        self._second = Kernel(problem, "highs", TOLERANCE)
        self.witnesses: list[Witness] = []

    @property
    def programmes(self) -> int:
        """Linear programmes solved."""
        return self._asked.solved + self._second.solved

    def witness(self, deleted: Mask) -> Witness | None:
        """A flux distribution that is left, None when there is none."""
        for place, known in enumerate(self.witnesses):
            if known.stands(deleted):
                if place > 1:  # what helped lately is asked first
                    self.witnesses.insert(place // 2, self.witnesses.pop(place))
                return known
        silent = self.targets.silenced(deleted)
        for kernel in (self._asked, self._second):
            found = self._solve(kernel, silent)
            if found is not None:
                self.witnesses.insert(0, found)
                return found
        return None

    def lean(self, deleted: Mask) -> Witness | None:
        """One that is left and that cannot do with fewer atoms: it says most about what must be deleted."""
        found = self.witness(deleted)
        if found is None:
            return None
        every, gone, needed = (1 << len(self.targets.atoms)) - 1, deleted, 0
        while unsure := found.atoms & ~gone & ~needed:
            trial = unsure & -unsure
            # What it does not use can go as well.
            leaner = self._solve(self._asked, self.targets.silenced(gone | every & ~found.atoms | trial))
            if leaner is None:
                needed |= trial
            else:
                found, gone = leaner, gone | trial
        return found

    def standing(self, deleted: Mask) -> list[Witness]:
        """Known flux distributions that ``deleted`` do not touch."""
        return [known for known in self.witnesses if known.stands(deleted)]

    def require_reachable(self) -> None:
        """Raises RegionUnusable when nothing reaches the region before anything is deleted."""
        if self.witness(0) is None:
            raise RegionUnusable(f"no flux reaches the region {self.region} even without deletions; ease a limit")

    def _solve(self, kernel: Kernel, silent: Sequence[int]) -> Witness | None:
        if any(not self._lower[place] <= 0.0 <= self._upper[place] for place in silent):
            return None  # the region itself asks for a flux there
        for place in silent:
            kernel.bound(place, 0.0, 0.0)
        found = kernel.attempt() is Status.OPTIMAL
        values = kernel.values() if found else None
        kernel.free(silent)
        if values is None:
            return None
        return Witness.of(values, self.targets, silent)
