"""Single questions to a strain: how fast it grows, which fluxes it may have then, the most product it can make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from strains.errors import MediumInfeasible
from strains.phenotype.cell import SHORTFALL, Cell
from strains.phenotype.outputs import outputs as outputs_of
from strains.phenotype.tie_break import TieBreak
from strains.strain import Strain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def growth(strain: Strain, limits: Mapping[str, float]) -> float:
    """Largest growth rate, 1/h, under uptake ``limits`` (name to mmol/gDW/h). Raises MediumInfeasible."""
    cell, theta = _cell(strain, limits)
    return float(_alive(cell, theta, None, limits)[cell.growth])


def fluxes(strain: Strain, limits: Mapping[str, float], tie_break: TieBreak) -> dict[str, float]:
    """Every reaction's flux, mmol/gDW/h, at the largest growth, equal optima decided by ``tie_break``."""
    cell, theta = _cell(strain, limits)
    found = _alive(cell, theta, tie_break, limits)
    return dict(zip(_reactions(cell), found.tolist(), strict=False))


def flux_range(
    strain: Strain, limits: Mapping[str, float], outputs: Sequence[str], fraction: float = 1.0
) -> dict[str, tuple[float, float]]:
    """Least and greatest of each output, mmol/gDW/h, at ``fraction`` (0 to 1) of the largest growth (tie-break band).

    Signs as in a phenotype: uptakes of substrate and oxygen are positive. Raises MediumInfeasible, UnknownReaction.
    """
    if not 0.0 <= fraction <= 1.0:
        raise ValueError(f"fraction of growth is {fraction:g}; expected 0 to 1")
    cell, theta = _cell(strain, limits)
    _alive(cell, theta, None, limits)
    picked = outputs_of(strain, tuple(outputs))
    spans = cell.ranges(theta, cell.problem.indices(output.reaction for output in picked), fraction)
    ends = {output.name: sorted((output.sign * span).tolist()) for output, span in zip(picked, spans, strict=True)}
    return {name: (low, high) for name, (low, high) in ends.items()}


def most_product(strain: Strain, limits: Mapping[str, float]) -> float:
    """The most product, mmol/gDW/h, that the strain can make under ``limits`` at any growth, maintenance met."""
    cell, theta = _cell(strain, limits)
    _alive(cell, theta, None, limits)
    return cell.most(theta, cell.problem.index(strain.product.exchange))


def _reactions(cell: Cell) -> tuple[str, ...]:
    """The reactions of the model, without the columns that the linear programme added."""
    return cell.strain.base.reactions


def _cell(strain: Strain, limits: Mapping[str, float]) -> tuple[Cell, Floats]:
    return Cell(strain, tuple(limits), {}), np.array(list(limits.values()), dtype=float)


def _alive(cell: Cell, theta: Floats, tie_break: TieBreak | None, limits: Mapping[str, float]) -> Floats:
    state = cell.most_growth(theta, tie_break)
    if state.shortfall > SHORTFALL:
        words = ", ".join(f"{name} {limit:g}" for name, limit in limits.items())
        raise MediumInfeasible(
            f"at uptake limits {words} mmol/gDW/h the maintenance of {cell.strain.maintenance:g} mmol ATP/gDW/h is not "
            f"met ({state.shortfall:.3g} short); raise a limit"
        )
    return state.fluxes
