"""A smaller network for a search among growing cells: directions that no growing cell uses are closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from strains.questions.variability import column_ranges

if TYPE_CHECKING:
    from strains.models.network import Network

NOTHING = 1e-9  # mmol/gDW/h; a range that reaches no further does not reach across zero


def tightened(network: Network, biomass: str, least_growth: float, processes: int = 1) -> Network:
    """The network without the directions that carry nothing at growth of ``least_growth`` (1/h) or more.

    Deletions only narrow ranges, so for every cell that grows so fast it is the same network. Raises Infeasible.
    """
    growing = network.with_bounds({biomass: (least_growth, float(network.upper[network.place(biomass)]))})
    _, least, most = column_ranges(growing.problem, {}, range(len(network.reactions)), 0.0, processes)
    forward = (least >= -NOTHING) & (network.lower < 0.0)
    backward = (most <= NOTHING) & (network.upper > 0.0)
    return replace(network, lower=np.where(forward, 0.0, network.lower), upper=np.where(backward, 0.0, network.upper))
