"""The mesh, and the coefficients of the metabolic map's regions as the parameters of the Pyomo model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processes.kinetics import Kinetics, MetabolicMap

Array = NDArray[np.float64]
COLUMNS = {"glucose": 1, "oxygen": 2}  # limits that the model knows; column 0 is the constant


@dataclass(frozen=True)
class Mesh:
    """Elements of the two phases and Radau points an element."""

    growth: int = 12
    production: int = 12
    points: int = 3

    @property
    def elements(self) -> int:
        """All elements."""
        return self.growth + self.production


def phase_map(kinetics: Kinetics, mesh: Mesh, element: int) -> MetabolicMap:
    """The metabolic map of an element's phase."""
    return kinetics.growth if element < mesh.growth else kinetics.production


def region_parameters(
    kinetics: Kinetics, mesh: Mesh, outputs: list[str], regions: NDArray[np.intp]
) -> dict[str, Array]:
    """Values of C, D and A for an assignment of one region (int) to each element, in the order of the variables."""
    blocks: dict[str, list[Array]] = {"C": [], "D": [], "A": []}
    for e, region in enumerate(regions):
        cell = phase_map(kinetics, mesh, e)
        blocks["C"].append(_coefficients(cell, int(region), outputs).ravel())
        rivals = np.delete(cell.rows, int(region), axis=0) - cell.rows[int(region)]
        blocks["D"].append(_wide(rivals, cell).ravel())
        blocks["A"].append(_wide(cell.alive, cell).ravel())
    return {name: np.concatenate(parts) for name, parts in blocks.items()}


def _coefficients(cell: MetabolicMap, region: int, outputs: list[str]) -> Array:
    table = np.zeros((len(outputs), 1 + len(cell.limits)))
    for place, output in enumerate(outputs):
        index = cell.index(output)
        if index is not None:
            table[place] = cell.coefficients[region, index]
    return _wide(table, cell)


def _wide(rows: Array, cell: MetabolicMap) -> Array:
    """Rows over (1, glucose, oxygen), whatever limits the map has."""
    wide = np.zeros((len(rows), 3))
    wide[:, 0] = rows[:, 0]
    for column, limit in enumerate(cell.limits, start=1):
        wide[:, COLUMNS[limit]] = rows[:, column]
    return wide
