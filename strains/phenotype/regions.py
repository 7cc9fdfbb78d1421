"""Affine fluxes on each region of a phenotype, and the merging of regions whose fluxes hardly differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.phenotype.sandwich import Region

    Floats = NDArray[np.float64]

# Flux error that merging regions may cause. Judged by fluxes and not by growth: regions of equal growth can differ in
# product by percents. Growth 1/h, the rest mmol/gDW/h.
ALLOWED = {"growth": 5e-4, "co2": 0.15, "proton": 0.3}
ALLOWED_ELSE = 0.05


@dataclass(frozen=True, eq=False)
class Piece:
    """One region: where ``row`` is least, the outputs are ``affine`` in (1, theta)."""

    row: Floats  # (1 + limits,)
    affine: Floats  # (outputs, 1 + limits)
    theta: Floats  # (n, limits), the corners
    values: Floats  # (n, outputs), as solved there

    @property
    def residual(self) -> Floats:
        """Largest difference (outputs,) between the affine fit and what was solved at the corners."""
        worst: Floats = np.abs(homogeneous(self.theta) @ self.affine.T - self.values).max(axis=0)
        return worst


def fit(region: Region, matrix: Floats) -> Piece:
    """The affine outputs of ``region`` by least squares over its corners; ``matrix`` (outputs, columns) picks them."""
    theta = np.array([corner.theta for corner in region.corners])
    values = np.array([matrix @ corner.seen for corner in region.corners])
    affine, *_ = np.linalg.lstsq(homogeneous(theta), values, rcond=None)
    return Piece(row=region.row, affine=affine.T, theta=theta, values=values)


def homogeneous(theta: Floats) -> Floats:
    """``theta`` (n, limits) with a leading column of ones."""
    return np.column_stack([np.ones(len(theta)), theta])


def evaluate(rows: Floats, coefficients: Floats, theta: Floats) -> Floats:
    """Outputs (n, outputs) at ``theta`` (n, limits) from the region whose row is least."""
    wide = homogeneous(theta)
    least = np.argmin(wide @ rows.T, axis=1)
    values: Floats = np.einsum("noj,nj->no", coefficients[least], wide)
    return values


def error(pieces: Sequence[Piece], theta: Floats, values: Floats) -> Floats:
    """Largest error (outputs,) of ``pieces`` against solved ``values`` (n, outputs) at ``theta`` (n, limits)."""
    rows = np.array([piece.row for piece in pieces])
    coefficients = np.array([piece.affine for piece in pieces])
    worst: Floats = np.abs(evaluate(rows, coefficients, theta) - values).max(axis=0)
    return worst


def allowed(names: Sequence[str]) -> Floats:
    """The flux error that pruning may cause in each output."""
    return np.array([ALLOWED.get(name, ALLOWED_ELSE) for name in names])


def prune(pieces: Sequence[Piece], limit: Floats, theta: Floats, values: Floats) -> list[Piece]:
    """The fewest ``pieces``, by greedy removal, whose outputs stay within ``limit`` (outputs,) of ``values``."""
    kept = list(pieces)
    while len(kept) > 1:
        rests = [kept[:place] + kept[place + 1 :] for place in range(len(kept))]
        costs = [float((error(rest, theta, values) / limit).max()) for rest in rests]
        best = int(np.argmin(costs))
        if costs[best] > 1.0:
            break
        kept = rests[best]
    return kept
