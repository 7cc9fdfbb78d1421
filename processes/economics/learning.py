"""Wright's law: each doubling of what has ever been made lowers the cost by the same share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from processes.economics.errors import NotPriceable

Number = Any  # float, or an array with one value per sample


@dataclass(frozen=True)
class LearningRate:
    """A learning rate as it was published: the share that the cost falls by at each doubling."""

    name: str
    value: float
    source: str


PUBLISHED = (
    LearningRate(
        "processing of sugar cane to ethanol, Brazil, without feedstock",
        0.19,
        "progress ratio 0.81: van den Wall Bake et al., Biomass Bioenergy 33 (2009) 644",
    ),
    LearningRate(
        "processing of corn to ethanol, United States, without feedstock",
        0.13,
        "progress ratio 0.87: Hettinga et al., Energy Policy 37 (2009) 190",
    ),
    LearningRate(
        "energy technologies, median of 42 rates",
        0.16,
        "median 16-17 %: McDonald and Schrattenholzer, Energy Policy 29 (2001) 255",
    ),
)


def cost_after(first_cost: Number, made: Number, made_at_first: float, rate: float) -> Number:
    """Cost once ``made`` has been produced in all, when it was ``first_cost`` at ``made_at_first``.

    C = C0 (made/made0)^(log2(1 - rate)): T. P. Wright, J. Aeronautical Sciences 3 (1936) 122. Apply it to what is
    learned (processing and capital), never to feedstock. Raises NotPriceable for a rate that is none.
    """
    if not 0.0 <= rate < 1.0:
        raise NotPriceable(f"learning rate of {rate:g}; expected a share from 0 to below 1")
    if made_at_first <= 0.0:
        raise NotPriceable(f"{made_at_first:g} made at first; expected more than nothing")
    return first_cost * (made / made_at_first) ** math.log2(1.0 - rate)


def doublings_to(first_cost: float, wanted: float, rate: float) -> float:
    """How often the output ever made has to double until the cost is ``wanted``. Raises NotPriceable when never."""
    if wanted >= first_cost:
        return 0.0
    if not 0.0 < rate < 1.0 or wanted <= 0.0:
        raise NotPriceable(f"a cost of {wanted:g} is never reached at a learning rate of {rate:g}")
    return math.log(wanted / first_cost) / math.log(1.0 - rate)
