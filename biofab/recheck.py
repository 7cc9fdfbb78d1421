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
    from strains.dynamics import Choice, WholeGenomeCell
    from strains.tie_break import TieBreak

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

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ``yield`` by its plain name."""
        data = asdict(self) | {"tie_break_decides": self.tie_break_decides}
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
    from strains.dynamics import WholeGenomeCell

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


def _tie_break(organism: Organism) -> TieBreak:
    """The tie-break of the phenotypes, with the smaller weights where the two phases had to take different ones."""
    from strains.tie_break import TieBreak

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
