"""Check a plan with the whole genome-scale model: dynamic flux balance analysis on every reaction.

An independent path: not the phenotype, not the Pyomo model. It shares the rate laws with the plan, so it certifies the
link between genome and plan, not the biology.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from processes.design import Design, Figures
from processes.problem import Problem
from processes.simulation import Laws, Rates, outcome, simulate

if TYPE_CHECKING:
    from biofab.organism import Organism
    from strains.certificate.whole_genome import Choice, WholeGenomeCell
    from strains.phenotype.phenotype import Phenotype
    from strains.phenotype.tie_break import TieBreak

RTOL, ATOL = 1e-6, 1e-7
OUTPUTS = ("growth", "glucose", "oxygen", "product", "co2", "proton")
TIE_BREAKS: dict[str, Choice] = {"stated": "stated", "worst": "least_product", "best": "most_product"}


@dataclass(frozen=True)
class TieBand:
    """Titre g/L, productivity g/L/h and yield g/g of the same inputs under one tie-break."""

    titre: float
    productivity: float
    yield_: float


@dataclass(frozen=True)
class Recheck:
    """Relative differences of the whole-genome simulation to the plan, and the band of the tie-breaks.

    Counts tell how many linear programmes were solved and in how many calls maintenance could not be met.
    """

    titre: float
    productivity: float
    yield_: float
    stated: TieBand
    worst: TieBand
    best: TieBand
    solved: int
    infeasible: int
    undecided: tuple[str, ...]

    @property
    def tie_break_decides(self) -> bool:
        """Whether worst and best differ by more than 0.1 %."""
        return abs(self.best.titre - self.worst.titre) > 1e-3 * max(abs(self.stated.titre), 1e-9)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the check found that the plan's user must know."""
        if not self.infeasible:
            return ()
        return (
            f"starving: {self.infeasible} times among {self.solved} linear programmes of the whole genome the uptake "
            "that the plan allows did not pay for maintenance, and the cell was taken to pay what it can and not to "
            "grow: the plan keeps its cells at the edge of starvation, where its figures are least sure; ask for a "
            "higher least_productivity, or feed more",
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ``yield`` by its plain name."""
        data = asdict(self) | {"tie_break_decides": self.tie_break_decides, "warnings": list(self.warnings)}
        data["yield"] = data.pop("yield_")
        for name in TIE_BREAKS:
            data[name]["yield"] = data[name].pop("yield_")
        data["undecided"] = list(self.undecided)
        return data


class WholeCell:
    """The whole-genome model as the simulation's cell, with one tie-break."""

    def __init__(self, cell: WholeGenomeCell, tie_break: Choice) -> None:
        self._cell = cell
        self._tie_break = tie_break
        self._limits = {name: len(phase.limits) for name, phase in cell.strain.product.phases.items()}

    def rates(self, phase: str, qg: float, qo: float) -> Rates:
        """Rates of the full model at one point."""
        theta = (qg, qo)[: self._limits[phase]]
        return self._cell.rates(phase, theta, self._tie_break)


def whole_genome_cell(organism: Organism) -> WholeGenomeCell:
    """The full model, ready to be asked; it can check several plans of one organism."""
    from strains.certificate.whole_genome import WholeGenomeCell

    outputs = (*OUTPUTS, *organism.kinetics.by_products)
    return WholeGenomeCell(organism.strain, outputs, _tie_break(organism))


def recheck(organism: Organism, problem: Problem, design: Design, cell: WholeGenomeCell | None = None) -> Recheck:
    """Simulate the plan's inputs again with the full model, with the stated, the worst and the best tie-break."""
    cell = cell or whole_genome_cell(organism)
    before = cell.solved, cell.infeasible
    laws = Laws(problem.kinetics, problem.parameters())
    bands: dict[str, TieBand] = {}
    solved = infeasible = 0
    undecided = _undecided(organism)
    for name, tie_break in TIE_BREAKS.items():
        if name != "stated" and not undecided:
            bands[name] = bands["stated"]
            continue
        run = simulate(laws, design.inputs, WholeCell(cell, tie_break), rtol=RTOL, atol=ATOL)
        found = outcome(laws, design.inputs, run)
        bands[name] = TieBand(found.titre, found.rate, found.yield_)
        if name == "stated":
            solved, infeasible = cell.solved - before[0], cell.infeasible - before[1]
    stated, figures = bands["stated"], design.figures
    titre, productivity, yield_ = _differences(stated, figures)
    return Recheck(titre, productivity, yield_, stated, bands["worst"], bands["best"], solved, infeasible, undecided)


def balance(organism: Organism) -> dict[str, Any]:
    """Mass and carbon of the model in both phases, at the limits of ``balance_point``, which are told too."""
    from strains.check.strain_balance import check_balance
    from strains.phenotype.fluxes import fluxes
    from strains.phenotype.tie_break import STATED

    found: dict[str, Any] = {}
    for phenotype in (organism.growth, organism.production):
        limits = balance_point(organism, phenotype)
        report = check_balance(organism.strain, fluxes(organism.strain, limits, STATED))
        found |= {key: value for key, value in report.to_dict().items() if key != "closures"}
        closures = {closure.quantity: closure.gap for closure in report.closures}
        found[phenotype.phase] = closures | {"uptake_limits_mmol_per_gdw_h": limits}
    return found


def balance_point(organism: Organism, phenotype: Phenotype) -> dict[str, float]:
    """Uptake limits, mmol/gDW/h, at which a phase's balances are shown: the middle of its range, and what it fixes.

    Where maintenance is not met there it is the upper end of the range: no strain with a phenotype starves at it.
    """
    middle = [(low + high) / 2.0 for low, high in phenotype.box]
    if not phenotype.is_alive(middle)[0]:
        middle = [high for _, high in phenotype.box]
    return dict(zip(phenotype.limits, middle, strict=True)) | dict(organism.strain.phase(phenotype.phase).fixed)


def _tie_break(organism: Organism) -> TieBreak:
    """The tie-break of the phenotypes, with the smaller weights where the two phases had to take different ones."""
    from strains.phenotype.tie_break import TieBreak

    both = (organism.growth.tie_break_weights, organism.production.tie_break_weights)
    return TieBreak(min(both, key=lambda weights: max(abs(weight) for _, weight in weights)))


def _differences(stated: TieBand, figures: Figures) -> tuple[float, float, float]:
    pairs = ((stated.titre, figures.titre), (stated.productivity, figures.rate), (stated.yield_, figures.yield_))
    titre, productivity, yield_ = (float(np.divide(again, planned) - 1.0) for again, planned in pairs)
    return titre, productivity, yield_


def _undecided(organism: Organism) -> tuple[str, ...]:
    """Outputs that equal growth leaves open somewhere in either phase."""
    ranges = (*organism.growth.undecided, *organism.production.undecided)
    return tuple(dict.fromkeys(one.output for one in ranges))
