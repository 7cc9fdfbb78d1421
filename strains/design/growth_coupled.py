"""Gene deletions that couple a product to growth, on the scale of a genome, judged by their worst case.

The aim is that of OptKnock (Burgard, Pharkya & Maranas 2003, Biotechnol. Bioeng. 84:647, doi:10.1002/bit.10803) with
the worst case of RobustKnock (Tepper & Shlomi 2010, Bioinformatics 26:536, doi:10.1093/bioinformatics/btp704). No
integer programme is solved. Proven are the figures of every design, and that no deletion in it is without use; each
search says up to which size it is complete. Beyond that size the beam is a heuristic: better designs may exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from strains.design.beam import Beam, Found, Setting
from strains.design.buildable import Buildable, buildable
from strains.design.designs import COUPLED, Design, Designs, Search
from strains.design.errors import RegionUnusable
from strains.design.evaluation import Evaluator, Phenotype, Silent
from strains.design.parallel import run_jobs
from strains.design.targets import Mask, Targets, bits, gene_targets
from strains.design.tightening import tightened
from strains.progress import Progress
from strains.questions.variability import flux_variability

if TYPE_CHECKING:
    from strains.models.network import Network
    from strains.strain import Strain

SHARES = (0.05, 0.15, 0.3, 0.5)  # of the most product at the least growth: what the searches ask for
WIDTH = 25  # sets of each size that a search extends
GAIN = 0.01  # share by which each deletion must raise the worst case; else it has no use


def growth_coupled_designs(
    strain: Strain,
    limits: Mapping[str, float],
    largest: int = 5,
    least_growth: float = 0.05,
    shares: tuple[float, ...] = SHARES,
    width: int = WIDTH,
    processes: int = 1,
    progress: Progress | None = None,
) -> Designs:
    """Buildable designs of at most ``largest`` gene deletions upon ``strain`` under uptake ``limits`` (mmol/gDW/h).

    A design grows at ``least_growth`` (1/h) or more. ``progress`` gets (sets extended, at most); raising in it stops.
    Raises RegionUnusable when the strain cannot grow so fast and make the product, Infeasible, UnknownReaction.
    """
    network = strain.network.with_bounds(strain.uptake_bounds(limits))
    product, biomass, substrate = strain.product.exchange, strain.host.biomass, strain.exchange(strain.substrate)
    allowed = buildable(network, biomass, least_growth)
    targets = gene_targets(network, allowed.genes, largest)
    top = most_product(network, biomass, product, least_growth)
    settings = [Setting(biomass, product, share * top, least_growth, largest, width) for share in sorted(shares)]
    small = tightened(network, biomass, least_growth, processes)
    found = _searched(small, targets, settings, allowed, processes, progress)
    judge = _Judge(targets, allowed, Evaluator(network, biomass, product, substrate))
    masks = sorted({mask for one in found for mask in one.masks}, key=lambda mask: (mask.bit_count(), mask))
    return Designs(
        product,
        substrate,
        tuple(sorted(limits.items())),
        least_growth,
        judge.design(0),
        judge.useful(masks),
        tuple(
            Search(setting.level, one.complete_to, one.programmes) for setting, one in zip(settings, found, strict=True)
        ),
    )


def most_product(network: Network, biomass: str, product: str, least_growth: float) -> float:
    """The most product, mmol/gDW/h, at growth of ``least_growth``. Raises RegionUnusable where there is none."""
    growing = network.with_bounds({biomass: (least_growth, float(network.upper[network.place(biomass)]))})
    top = float(flux_variability(growing.with_objective({product: 1.0}), 1.0, [product]).maximum[0])
    if top <= COUPLED:
        raise RegionUnusable(
            f"at growth of {least_growth:g} 1/h or more the cell cannot make {product}; ask for less growth, or bring "
            "in a pathway"
        )
    return top


def _searched(
    network: Network,
    targets: Targets,
    settings: list[Setting],
    allowed: Buildable,
    processes: int,
    progress: Progress | None,
) -> list[Found]:
    total = sum(1 + setting.width * (setting.largest - 1) for setting in settings)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    def may(mask: Mask) -> bool:
        return allowed.refusal(targets.names(mask)) is None

    def job(setting: Setting) -> Callable[[Callable[[], None]], Found]:
        return lambda tick: Beam(network, targets, setting, may).search(tick)

    return run_jobs([job(setting) for setting in settings], processes, step)


class _Judge:
    """Exact figures of sets of deletions; a set with a deletion that has no use is passed over for the smaller one."""

    def __init__(self, targets: Targets, allowed: Buildable, evaluator: Evaluator) -> None:
        self._targets, self._allowed, self._evaluator = targets, allowed, evaluator
        self._known: dict[Silent, Phenotype | None] = {}

    def useful(self, masks: list[Mask]) -> tuple[Design, ...]:
        """Designs for ``masks``, each deletion of use, one for each set of silent reactions, the best rate first."""
        kept: dict[Silent, Design] = {}
        for mask in masks:
            least = self._least(mask)
            if least <= COUPLED:
                continue
            smaller = self._trimmed(mask, least)
            kept.setdefault(self._silent(smaller), self.design(smaller))
        return tuple(sorted(kept.values(), key=lambda design: (-design.rate, len(design.genes), design.genes)))

    def design(self, mask: Mask) -> Design:
        """The design that deletes ``mask``."""
        found = self._phenotype(mask)
        if found is None:
            raise RegionUnusable("the strain cannot maintain itself under these limits; raise one")
        genes = self._targets.names(mask)
        reactions = self._allowed.network.reactions
        return Design(
            genes,
            tuple(self._choices(genes, place) for place in range(len(genes))),
            tuple(reactions[place] for place in self._silent(mask)),
            found.growth,
            found.least,
            found.most,
            found.uptake,
        )

    def _choices(self, genes: tuple[str, ...], place: int) -> tuple[str, ...]:
        """Genes that can be deleted instead of the one at ``place`` and do the same to every flux, itself first."""
        others = genes[:place] + genes[place + 1 :]
        atom = next(atom for atom in self._targets.atoms if genes[place] in atom)
        return tuple(gene for gene in atom if self._allowed.refusal((*others, gene)) is None)

    def _trimmed(self, mask: Mask, least: float) -> Mask:
        """``mask`` without the deletions that do not raise the worst case."""
        for atom in bits(mask):
            smaller = mask ^ 1 << atom
            left = self._least(smaller)
            if left * (1.0 + GAIN) >= least:
                return self._trimmed(smaller, left)
        return mask

    def _least(self, mask: Mask) -> float:
        found = self._phenotype(mask)
        return 0.0 if found is None else found.least

    def _phenotype(self, mask: Mask) -> Phenotype | None:
        silent = self._silent(mask)
        if silent not in self._known:
            self._known[silent] = self._evaluator.phenotype(silent)
        return self._known[silent]

    def _silent(self, mask: Mask) -> Silent:
        return self._allowed.network.silenced(self._targets.names(mask))
