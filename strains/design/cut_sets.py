"""Minimal cut sets of genes or reactions: the smallest deletions that make an undesired region impossible.

Definition: Klamt & Gilles 2004, Bioinformatics 20:226, doi:10.1093/bioinformatics/btg395; with a desired region that
must stay possible: Hädicke & Klamt 2011, Metab. Eng. 13:204, doi:10.1016/j.ymben.2010.12.004.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strains.design.errors import RegionUnusable
from strains.design.hitting import Cuts, smallest_cuts
from strains.design.milp import cuts_by_milp
from strains.design.probe import Probe
from strains.design.targets import Targets, gene_targets, reaction_targets
from strains.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from strains.design.region import Region
    from strains.models.network import Network

Method = Literal["lp", "milp"]
METHODS: dict[Method, Callable[[Probe, Sequence[Probe], int, Progress | None], Cuts]] = {
    "lp": smallest_cuts,
    "milp": cuts_by_milp,
}


@dataclass(frozen=True, eq=False)
class CutSets:
    """All ``cut_sets`` of at most ``largest`` deletions, the smallest first; none holds another."""

    level: Literal["gene", "reaction"]
    undesired: str
    desired: tuple[str, ...]
    largest: int
    cut_sets: tuple[tuple[str, ...], ...]
    refused: int  # sets that would end a desired region too, up to deletions that do the same
    programmes: int  # linear programmes that were needed

    def to_frame(self) -> pd.DataFrame:
        """Columns ``deletions`` (joined by ``+``) and ``size``."""
        import pandas as pd

        rows = [(" + ".join(cut), len(cut)) for cut in self.cut_sets]
        return pd.DataFrame(rows, columns=["deletions", "size"])


def gene_cut_sets(
    network: Network,
    undesired: Region,
    desired: Sequence[Region] = (),
    largest: int = 3,
    genes: Collection[str] | None = None,
    method: Method = "lp",
    progress: Progress | None = None,
) -> CutSets:
    """Every minimal set of at most ``largest`` of ``genes`` (all) whose deletion makes ``undesired`` impossible.

    Each region in ``desired`` stays possible. ``method``: "lp" enumerates by linear programmes, "milp" uses SCIP;
    the answers are the same. Raises RegionUnusable, UnknownReaction, MilpSolverMissing.
    """
    allowed = network.genes if genes is None else genes
    for gene in allowed:
        network.silenced((gene,))  # raises for an unknown gene
    targets = gene_targets(network, allowed, largest)
    return _cut_sets("gene", network, targets, undesired, desired, method, progress)


def reaction_cut_sets(
    network: Network,
    undesired: Region,
    desired: Sequence[Region] = (),
    largest: int = 3,
    reactions: Collection[str] | None = None,
    method: Method = "lp",
    progress: Progress | None = None,
) -> CutSets:
    """The same for deletions of ``reactions`` (all)."""
    allowed = network.reactions if reactions is None else reactions
    for reaction in allowed:
        network.place(reaction)  # raises for an unknown reaction
    targets = reaction_targets(network, allowed, largest)
    return _cut_sets("reaction", network, targets, undesired, desired, method, progress)


def _cut_sets(
    level: Literal["gene", "reaction"],
    network: Network,
    targets: Targets,
    undesired: Region,
    desired: Sequence[Region],
    method: Method,
    progress: Progress | None,
) -> CutSets:
    if method not in METHODS:
        raise ValueError(f"unknown method '{method}'; expected one of: {', '.join(METHODS)}")
    if targets.largest < 1:
        raise ValueError(f"largest is {targets.largest}; expected 1 or more deletions")
    _require_no_rest(network, undesired)
    probe, keep = Probe(network, undesired, targets), [Probe(network, region, targets) for region in desired]
    for one in (probe, *keep):
        one.require_reachable()
    cuts = METHODS[method](probe, keep, targets.largest, progress)
    found = sorted({names for mask in cuts.kept for names in targets.all_names(mask)}, key=lambda cut: (len(cut), cut))
    programmes = sum(one.programmes for one in (probe, *keep))
    words = tuple(map(str, desired))
    return CutSets(level, str(undesired), words, targets.largest, tuple(found), len(cuts.refused), programmes)


def _require_no_rest(network: Network, region: Region) -> None:
    """Raises RegionUnusable where a cell at rest is in the region: no deletion could make that impossible."""
    still = bool((network.lower <= 0.0).all() and (network.upper >= 0.0).all())
    if still and all(limit.holds_zero() for limit in region.limits):
        raise RegionUnusable(
            f"a cell in which nothing flows is in the undesired region {region}, so no deletion ends it; ask for some "
            "growth or uptake in it"
        )
