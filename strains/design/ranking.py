"""Designs in an order: by titre, rate and yield of the worst case, or by a cost that the caller reckons."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from strains.design.designs import Design
    from strains.strain import Strain

By = Literal["all", "titre", "rate", "yield"]
MEASURES: dict[str, Callable[[Design], float]] = {
    "titre": lambda design: design.titre_per_cells,
    "rate": lambda design: design.rate,
    "yield": lambda design: design.yield_,
}


@dataclass(frozen=True)
class Ranked:
    """A design at its ``rank`` (1 is best) with its place by each measure; ``cost`` NaN where none was asked for."""

    rank: int
    design: Design
    titre_rank: int
    rate_rank: int
    yield_rank: int
    cost: float


def rank(
    designs: Sequence[Design], strain: Strain, cost: Callable[[Strain], float] | None = None, by: By = "all"
) -> tuple[Ranked, ...]:
    """``designs`` upon ``strain``, the best first.

    With ``cost``, the least cost of the strain that a design makes comes first; a cost that is no number comes last.
    Else ``by`` one measure of the worst case, or "all": the least sum of the three ranks. Designs that are not
    growth-coupled come after all others. Equal ones stand by rate, then by their genes.
    """
    places = {measure: _places(designs, reckon) for measure, reckon in MEASURES.items()}
    costs = [float("nan") if cost is None else cost(strain.with_deleted_genes(*design.genes)) for design in designs]

    def key(number: int) -> tuple[bool, float, float, int, tuple[str, ...]]:
        if cost is not None:
            first = math.inf if math.isnan(costs[number]) else costs[number]
        elif by == "all":
            first = float(sum(places[measure][number] for measure in MEASURES))
        else:
            first = float(places[by][number])
        design = designs[number]
        return not design.coupled, first, -design.rate, len(design.genes), design.genes

    order = sorted(range(len(designs)), key=key)
    return tuple(
        Ranked(place, designs[n], places["titre"][n], places["rate"][n], places["yield"][n], costs[n])
        for place, n in enumerate(order, start=1)
    )


def ranking_frame(ranked: Sequence[Ranked]) -> pd.DataFrame:
    """A row per design, in order."""
    import pandas as pd

    rows = [
        {
            "rank": one.rank,
            "genes": " + ".join(one.design.genes),
            "growth": one.design.growth,
            "least": one.design.least,
            "yield": one.design.yield_,
            "rate": one.design.rate,
            "titre_per_cells": one.design.titre_per_cells,
            "titre_rank": one.titre_rank,
            "rate_rank": one.rate_rank,
            "yield_rank": one.yield_rank,
            "cost": one.cost,
        }
        for one in ranked
    ]
    return pd.DataFrame(rows)


def _places(designs: Sequence[Design], measure: Callable[[Design], float]) -> list[int]:
    """Rank of each design, 1 for the largest measure; equal ones share the better rank."""
    values = [measure(design) for design in designs]
    return [1 + sum(other > value for other in values) for value in values]
