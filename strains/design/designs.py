"""A design and a list of designs, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

COUPLED = 1e-6  # mmol/gDW/h of product: a worst case below is none


@dataclass(frozen=True)
class Design:
    """Deletions of ``genes`` and what they leave at maximal growth.

    ``choices[i]`` are genes any of which can be deleted instead of gene i, itself among them: parts of its complex, or
    enzymes of the same unbranched pathway. The effect on every other flux is the same.

    ``least`` is the worst case: the product (mmol/gDW/h) that no cell at maximal growth can do without.
    """

    genes: tuple[str, ...]
    choices: tuple[tuple[str, ...], ...]
    reactions: tuple[str, ...]  # what falls silent
    growth: float  # 1/h
    least: float  # mmol/gDW/h
    most: float  # mmol/gDW/h
    uptake: float  # mmol/gDW/h of substrate in the worst case

    @property
    def coupled(self) -> bool:
        """Whether product comes with maximal growth in the worst case too."""
        return self.least > COUPLED

    @property
    def yield_(self) -> float:
        """Least product per substrate, mol/mol."""
        return self.least / self.uptake if self.uptake > 0 else 0.0

    @property
    def rate(self) -> float:
        """Least product times growth, mmol/gDW/h².

        Over the uptake it is the biomass-product coupled yield of Patil et al. 2005, BMC Bioinformatics 6:308,
        doi:10.1186/1471-2105-6-308.
        """
        return self.least * self.growth

    @property
    def titre_per_cells(self) -> float:
        """Least product made while one gram of cells grows, mmol/gDW: titre over cell density."""
        return self.least / self.growth if self.growth > 0 else 0.0


@dataclass(frozen=True)
class Search:
    """One search of several: product above ``level`` (mmol/gDW/h); every smallest set of ``complete_to`` was seen."""

    level: float
    complete_to: int
    programmes: int


@dataclass(frozen=True)
class Designs:
    """Growth-coupled designs, the best worst-case rate first, no deletion in any of them without use."""

    product: str
    substrate: str
    limits: tuple[tuple[str, float], ...]  # uptake limits, mmol/gDW/h
    least_growth: float  # 1/h
    wild_type: Design
    designs: tuple[Design, ...]
    searches: tuple[Search, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per design: genes, what falls silent, growth, least and most product, yield, rate."""
        import pandas as pd

        rows = [
            {
                "genes": " + ".join(design.genes),
                "choices": " + ".join("/".join(choice) for choice in design.choices),
                "silenced": " ".join(design.reactions),
                "growth": design.growth,
                "least": design.least,
                "most": design.most,
                "yield": design.yield_,
                "rate": design.rate,
                "titre_per_cells": design.titre_per_cells,
                "coupled": design.coupled,
            }
            for design in (self.wild_type, *self.designs)
        ]
        return pd.DataFrame(rows)
