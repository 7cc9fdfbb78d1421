"""Reactions whose two sides differ in atoms or charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.models.formula import elements
from strains.models.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

TOLERANCE = 1e-6  # atoms or charges per reaction
CHARGE = "charge"


@dataclass(frozen=True)
class Imbalance:
    """A reaction whose two sides differ: ``excess`` of products over substrates, atoms by element, and ``charge``."""

    reaction: str
    excess: dict[str, float]


def imbalances(network: Network, places: Sequence[int]) -> tuple[Imbalance, ...]:
    """What each of the reactions ``places`` makes from nothing, where both sides differ.

    Atoms are counted where every metabolite of the reaction has a formula, charges where every one has a charge too.
    """
    keys, content, unknown = _content(network)
    chosen = list(places)
    matrix = network.matrix[:, chosen]
    excess = (content @ matrix).toarray()
    blind = (unknown @ abs(matrix).sign()) > 0
    excess[:, blind[0]] = 0.0
    excess[-1, blind[1]] = 0.0
    found = []
    for column in np.flatnonzero(np.any(np.abs(excess) > TOLERANCE, axis=0)):
        parts = {
            key: float(number) for key, number in zip(keys, excess[:, column], strict=True) if abs(number) > TOLERANCE
        }
        found.append(Imbalance(network.reactions[chosen[column]], parts))
    return tuple(found)


def countable(network: Network, places: Sequence[int]) -> Flags:
    """Which of the reactions ``places`` have a formula for every metabolite."""
    bare = np.array([not formula for formula in network.formulas], dtype=float)
    known: Flags = bare @ abs(network.matrix[:, list(places)]).sign() == 0
    return known


def _content(network: Network) -> tuple[list[str], sparse.csr_matrix, Floats]:
    """Elements and, last, charge (keys, metabolites), and flags (2, metabolites): formula unknown, charge unknown."""
    places: dict[str, int] = {}
    rows, columns, values = [], [], []
    for metabolite, formula in enumerate(network.formulas):
        for element, number in elements(formula).items():
            rows.append(places.setdefault(element, len(places)))
            columns.append(metabolite)
            values.append(number)
    size = len(network.metabolites)
    charges = np.nan_to_num(network.charges)
    atoms = sparse.csr_matrix((values, (rows, columns)), shape=(len(places), size))
    whole = sparse.csr_matrix(sparse.vstack([atoms, sparse.csr_matrix(charges[np.newaxis, :])]))
    bare = [not formula for formula in network.formulas]
    return [*places, CHARGE], whole, np.array([bare, np.isnan(network.charges)], dtype=float)
