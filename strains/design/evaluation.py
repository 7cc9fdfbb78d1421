"""What a set of silent reactions leaves: growth, and the least and most product at maximal growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from strains.lp.kernel import Kernel
from strains.lp.simplex import TOLERANCE, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]

Silent = tuple[int, ...]  # positions of reactions that carry nothing


@dataclass(frozen=True)
class Phenotype:
    """At maximal ``growth`` (1/h): ``least`` and ``most`` product, and the substrate taken up with the least."""

    growth: float
    least: float  # mmol/gDW/h: the worst case
    most: float  # mmol/gDW/h
    uptake: float  # mmol/gDW/h


class Evaluator:
    """Asks ``network`` for the phenotype of one set of silent reactions after the other, from a warm basis."""

    def __init__(self, network: Network, biomass: str, product: str, substrate: str) -> None:
        self._kernel = Kernel(network.problem, tolerance=TOLERANCE)
        self._biomass, self._product = network.place(biomass), network.place(product)
        self._substrate = network.place(substrate)

    def phenotype(self, silent: Sequence[int]) -> Phenotype | None:
        """The phenotype without the reactions ``silent``; None where the cell cannot maintain itself."""
        kernel = self._kernel
        if not can_stop(kernel, silent):
            return None
        for place in silent:
            kernel.bound(place, 0.0, 0.0)
        try:
            kernel.maximise({self._biomass: 1.0})
            if kernel.attempt() is not Status.OPTIMAL:
                return None
            growth = kernel.objective()
            with kernel.on_face():
                kernel.maximise({self._product: -1.0})
                least = -kernel.solve().objective
                uptake = -kernel.value(self._substrate)
                kernel.maximise({self._product: 1.0})
                most = kernel.solve().objective
        finally:
            kernel.free(silent)
        return Phenotype(growth, max(0.0, least), max(0.0, most), uptake)


class Growth:
    """Maximal growth with the product held within ``low`` and ``high``; neighbours start from a basis kept at home."""

    def __init__(self, network: Network, biomass: str, product: str, low: float, high: float) -> None:
        self._kernel = Kernel(network.with_bounds({product: (low, high)}).problem, tolerance=TOLERANCE)
        self._kernel.maximise({network.place(biomass): 1.0})
        self._home: object | None = None

    def settle(self, silent: Sequence[int]) -> None:
        """Make ``silent`` the place from which the next solves start."""
        self._home = None
        self.best(silent)
        self._home = self._kernel.simplex.basis()

    def best(self, silent: Sequence[int]) -> tuple[float, Floats] | None:
        """Maximal growth, 1/h, and the fluxes (reactions,) that reach it; None where nothing is feasible."""
        kernel = self._kernel
        if not can_stop(kernel, silent):
            return None
        for place in silent:
            kernel.bound(place, 0.0, 0.0)
        found = (kernel.objective(), kernel.values()) if kernel.attempt() is Status.OPTIMAL else None
        kernel.free(silent)
        if self._home is not None:
            kernel.simplex.restore(self._home)
        return found


def can_stop(kernel: Kernel, silent: Sequence[int]) -> bool:
    """Whether zero lies within the bounds of each reaction in ``silent``."""
    problem = kernel.problem
    return all(problem.lower[place] <= 0.0 <= problem.upper[place] for place in silent)
