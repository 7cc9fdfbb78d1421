"""The stated tie-break: which of several equally fast-growing flux distributions a strain is taken to have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from strains.errors import UnknownReaction
from strains.strain import Strain


@dataclass(frozen=True)
class TieBreak:
    """Weights in 1/h of growth per mmol/gDW/h secreted; too small to cost growth, large enough to decide."""

    weights: tuple[tuple[str, float], ...]

    def divided(self, factor: float) -> Self:
        """The same order of preference with smaller weights."""
        return replace(self, weights=tuple((name, weight / factor) for name, weight in self.weights))

    def of(self, strain: Strain) -> dict[str, float]:
        """Exchange reaction to weight. What the host does not name is left out; the product's weight comes first."""
        weights: dict[str, float] = {}
        for name, weight in self.weights:
            try:
                weights.setdefault(strain.exchange(name), weight)
            except UnknownReaction:
                continue
        return weights

    def __str__(self) -> str:
        words = (f"{'more' if weight > 0 else 'less'} {name} ({abs(weight):g})" for name, weight in self.weights)
        return "at equal growth " + ", then ".join(words)


# Oxygen's exchange is negative when it is taken up: a positive weight means the least oxygen, as a plant would see it.
STATED = TieBreak((("product", 1e-4), ("acetate", 1e-5), ("co2", 1e-6), ("oxygen", 1e-6), ("proton", -1e-7)))
