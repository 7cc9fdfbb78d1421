"""Small networks made by hand, and those that come with COBRApy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import sparse

from strains.models.model_cache import base_network
from strains.models.network import Network

Made = Callable[..., Network]


def network_of(
    reactions: dict[str, tuple[dict[str, float], tuple[float, float]]],
    formulas: dict[str, str] | None = None,
    charges: dict[str, float] | None = None,
    objective: str = "",
) -> Network:
    """Reactions by name: parts, bounds. Metabolites end in their compartment, as in ``a_c``."""
    names = tuple(dict.fromkeys(name for parts, _ in reactions.values() for name in parts))
    matrix = np.zeros((len(names), len(reactions)))
    for column, (parts, _) in enumerate(reactions.values()):
        for name, number in parts.items():
            matrix[names.index(name), column] = number
    given = formulas or {}
    return Network(
        name="toy",
        metabolites=names,
        metabolite_names=names,
        formulas=tuple(given.get(name, "") for name in names),
        charges=np.array([(charges or {}).get(name, float("nan")) for name in names]),
        compartments=tuple(name.rpartition("_")[2] for name in names),
        reactions=tuple(reactions),
        reaction_names=tuple(reactions),
        subsystems=("",) * len(reactions),
        matrix=sparse.csc_matrix(matrix),
        lower=np.array([low for _, (low, _) in reactions.values()], dtype=float),
        upper=np.array([high for _, (_, high) in reactions.values()], dtype=float),
        objective=np.array([float(name == objective) for name in reactions]),
        genes=(),
        gene_names=(),
        rules=(None,) * len(reactions),
    )


@pytest.fixture(scope="session")
def made() -> Made:
    """Makes a network from parts and bounds."""
    return network_of


@pytest.fixture(scope="session")
def textbook() -> Network:
    """The core model of E. coli."""
    return base_network("cobra:textbook")
