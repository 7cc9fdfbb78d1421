"""The network with nothing going in or out, every flux within one: what still runs there runs on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.lp.kernel import Kernel
from strains.lp.problem import Problem
from strains.models.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RUNS = 1e-6  # of a flux of at most 1; less is the solver's rounding


def closed(network: Network) -> Problem:
    """No exchange, nothing forced, and no flux larger than 1: independent of how large bounds are written."""
    lower, upper = np.sign(np.minimum(network.lower, 0.0)), np.sign(np.maximum(network.upper, 0.0))
    lower[network.boundary] = upper[network.boundary] = 0.0
    return replace(network.problem, lower=lower, upper=upper)


def with_column(problem: Problem, name: str, parts: Mapping[int, float]) -> Problem:
    """The problem with one more reaction (row to coefficient) that runs forwards."""
    size = problem.matrix.shape[0]
    column = sparse.csc_matrix((list(parts.values()), (list(parts), [0] * len(parts))), shape=(size, 1))
    return replace(
        problem,
        columns=(*problem.columns, name),
        matrix=sparse.csc_matrix(sparse.hstack([problem.matrix, column])),
        lower=np.append(problem.lower, 0.0),
        upper=np.append(problem.upper, float(len(problem.columns))),
    )


def smallest(problem: Problem, column: int, value: float) -> Floats:
    """Values (columns,) that keep ``column`` at ``value`` with the least sum of sizes of all."""
    lower, upper = problem.lower.copy(), problem.upper.copy()
    lower[column] = upper[column] = value
    split = replace(
        problem,
        columns=(*problem.columns, *(f"{name} backwards" for name in problem.columns)),
        matrix=sparse.csc_matrix(sparse.hstack([problem.matrix, -problem.matrix])),
        lower=np.concatenate([np.maximum(lower, 0.0), np.maximum(-upper, 0.0)]),
        upper=np.concatenate([np.maximum(upper, 0.0), np.maximum(-lower, 0.0)]),
    )
    kernel = Kernel(split)
    kernel.maximise(dict.fromkeys(range(len(split.columns)), -1.0))
    forwards, backwards = np.split(kernel.solve().values, 2)
    found: Floats = forwards - backwards
    return found
