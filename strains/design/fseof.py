"""Targets of expression: reactions whose flux must rise or fall when the product is forced up.

Flux scanning based on enforced objective flux (Choi et al. 2010, Appl. Environ. Microbiol. 76:3097,
doi:10.1128/AEM.00115-10), with the whole range of each flux at maximal growth instead of one optimum of many, as in
flux variability scanning (Park et al. 2012, BMC Syst. Biol. 6:106, doi:10.1186/1752-0509-6-106).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from strains.design.buildable import refused_reactions
from strains.design.errors import RegionUnusable
from strains.models.gene_rule import genes_of
from strains.progress import Progress
from strains.questions.variability import column_ranges

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from strains.models.network import Network
    from strains.strain import Strain

    Floats = NDArray[np.float64]

STEPS = 10
MOST = 0.9  # of the most product there is, the last step of the scan
SAME = 1e-5  # mmol/gDW/h; a change this small is none
WITH_GROWTH = 0.02  # a flux whose ratio to growth changes by a smaller share only follows growth


@dataclass(frozen=True)
class Target:
    """A reaction to express more (``up``) or less (``down``; ``off`` where it ends at zero), with its genes.

    ``first`` and ``last`` are its least and greatest flux at the two ends of the scan, mmol/gDW/h; ``slope`` is the
    mean change of its size for each mmol of product. ``as_growth`` says that the flux only follows growth: a demand of
    the cells and hardly a target.
    """

    reaction: str
    name: str
    change: Literal["up", "down", "off"]
    slope: float
    as_growth: bool
    first: tuple[float, float]
    last: tuple[float, float]
    genes: tuple[str, ...]
    gene_names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Scan:
    """``enforced`` product (steps,) mmol/gDW/h, ``growth`` (steps,) 1/h left, and the targets, steepest first."""

    product: str
    enforced: Floats
    growth: Floats
    targets: tuple[Target, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per target."""
        import pandas as pd

        rows = [
            {
                "reaction": target.reaction,
                "name": target.name,
                "change": target.change,
                "slope": target.slope,
                "as_growth": target.as_growth,
                "first_least": target.first[0],
                "first_most": target.first[1],
                "last_least": target.last[0],
                "last_most": target.last[1],
                "genes": " ".join(target.genes),
                "gene_names": " ".join(target.gene_names),
            }
            for target in self.targets
        ]
        return pd.DataFrame(rows)


def fseof(
    strain: Strain,
    limits: Mapping[str, float],
    steps: int = STEPS,
    processes: int = 1,
    progress: Progress | None = None,
) -> Scan:
    """Force the product of ``strain`` from what comes with maximal growth to 90 % of the most, in equal ``steps``.

    Uptakes are under ``limits`` (mmol/gDW/h); growth is maximal at each step. A target has genes that can be edited,
    keeps its direction, and moves one way at every step, both ends of its range. Raises RegionUnusable where there is
    nothing to scan, Infeasible, UnknownReaction.
    """
    if steps < 2:
        raise ValueError(f"steps is {steps}; expected 2 or more")
    network = strain.network.with_bounds(strain.uptake_bounds(limits))
    biomass, product = strain.host.biomass, strain.product.exchange
    enforced = _enforced(network, biomass, product, steps)
    refused = refused_reactions(network, biomass)
    wanted = [place for place, reaction in enumerate(network.reactions) if reaction not in refused]
    growth, spans = _scanned(network, (biomass, product), enforced, wanted, processes, progress)
    targets = (_target(network, place, spans[:, row], enforced, growth) for row, place in enumerate(wanted))
    ranked = sorted((one for one in targets if one is not None), key=lambda one: (-abs(one.slope), one.reaction))
    return Scan(product, enforced, growth, tuple(ranked))


def _enforced(network: Network, biomass: str, product: str, steps: int) -> Floats:
    """Product (steps,) at each step, mmol/gDW/h."""
    growth, made = network.place(biomass), network.place(product)
    top = column_ranges(network.problem, {made: 1.0}, [made]).optimum
    native = float(column_ranges(network.problem, {growth: 1.0}, [made]).least[0])
    if MOST * top - native <= SAME:
        raise RegionUnusable(
            f"{product} can hardly be more than the {native:.4g} mmol/gDW/h that come with maximal growth (most "
            f"{top:.4g}); there is nothing to scan"
        )
    return np.linspace(native, MOST * top, steps)


def _scanned(
    network: Network,
    names: tuple[str, str],
    enforced: Floats,
    wanted: list[int],
    processes: int,
    progress: Progress | None,
) -> tuple[Floats, Floats]:
    """Growth (steps,) and flux ranges (steps, wanted, 2) at it, with ``enforced`` product or more."""
    growth, made = map(network.place, names)
    rates, spans = np.empty(len(enforced)), np.empty((len(enforced), len(wanted), 2))
    for step, flux in enumerate(enforced.tolist()):
        if progress is not None:
            progress(step, len(enforced))
        forced = network.with_bounds({names[1]: (flux, float(network.upper[made]))})
        found = column_ranges(forced.problem, {growth: 1.0}, wanted, 1.0, processes)
        rates[step], spans[step] = found.optimum, np.stack([found.least, found.most], axis=-1)
    return rates, spans


def _target(network: Network, place: int, spans: Floats, enforced: Floats, growth: Floats) -> Target | None:
    """A target from the ranges (steps, 2) of one reaction; None where it is none."""
    if spans.min() < -SAME and spans.max() > SAME:
        return None  # it may turn round
    sizes = np.sort(np.abs(spans), axis=1)
    moves = np.diff(sizes, axis=0)
    whole = sizes[-1] - sizes[0]
    if (moves >= -SAME).all() and (whole > SAME).all():
        change: Literal["up", "down", "off"] = "up"
    elif (moves <= SAME).all() and (whole < -SAME).all():
        change = "off" if sizes[-1, 1] <= SAME else "down"
    else:
        return None
    genes = tuple(sorted(genes_of(network.rules[place])))
    return Target(
        network.reactions[place],
        network.reaction_names[place],
        change,
        float(whole.mean() / (enforced[-1] - enforced[0])),
        bool(np.allclose(sizes[-1] * growth[0], sizes[0] * growth[-1], rtol=WITH_GROWTH, atol=SAME)),
        (float(spans[0, 0]), float(spans[0, 1])),
        (float(spans[-1, 0]), float(spans[-1, 1])),
        genes,
        tuple(network.named_genes.get(gene, "") for gene in genes),
    )
