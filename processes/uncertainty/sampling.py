"""Samples of several uncertain numbers: Sobol sequences, Latin hypercubes or random draws, correlated where asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cards.nearness import nearest
from processes.errors import OutOfRange
from processes.uncertainty.distributions import Spread

Array = NDArray[np.float64]

METHODS = ("sobol", "latin", "random")
MOST = 2**20  # samples; beyond it the answer is not surer, only later
Correlations = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Samples:
    """unit: (n, d) in 0 to 1, independent columns; values: (n, d) of the numbers, in the order of ``spreads``."""

    spreads: tuple[Spread, ...]
    unit: Array
    values: Array

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(spread.name for spread in self.spreads)

    def __len__(self) -> int:
        return len(self.values)

    def row(self, index: int) -> dict[str, float]:
        """One sample by name."""
        return dict(zip(self.names, map(float, self.values[index]), strict=True))


def samples(
    spreads: Sequence[Spread],
    count: int,
    seed: int,
    method: str = "sobol",
    correlations: Correlations | None = None,
) -> Samples:
    """``count`` samples; the same seed gives the same ones, and of a Sobol sequence fewer are the first of more.

    ``correlations``: rank correlations (Spearman) of pairs of numbers, brought in by a Gaussian copula. Raises
    OutOfRange for a count below 1, an unknown method or number, or correlations that cannot be true together.
    """
    if not 1 <= count <= MOST:
        raise OutOfRange(f"{count} samples; expected 1 to {MOST:,}")
    unit = _unit(len(spreads), count, seed, method)
    mixed = _correlated(unit, [spread.name for spread in spreads], correlations or {})
    return Samples(tuple(spreads), unit, values_of(spreads, mixed))


def values_of(spreads: Sequence[Spread], unit: Array) -> Array:
    """Values of the numbers at shares of their distributions, both (n, d)."""
    return np.column_stack([spread.quantiles(unit[:, place]) for place, spread in enumerate(spreads)])


def _unit(width: int, count: int, seed: int, method: str) -> Array:
    from scipy.stats import qmc

    if method == "sobol":
        # whole powers of two keep the sequence balanced; what is not asked for is left away
        drawn = qmc.Sobol(width, scramble=True, rng=seed).random_base2(int(count - 1).bit_length())[:count]
    elif method == "latin":
        drawn = qmc.LatinHypercube(width, rng=seed).random(count)
    elif method == "random":
        drawn = np.random.default_rng(seed).random((count, width))
    else:
        raise OutOfRange(f"there is no way to sample '{method}'{nearest(method, METHODS)}")
    return np.asarray(drawn, dtype=float)


def _correlated(unit: Array, names: Sequence[str], correlations: Correlations) -> Array:
    """The samples with the rank correlations asked for: a Gaussian copula with r = 2 sin(π ρ / 6) for Spearman's ρ."""
    if not correlations:
        return unit
    from scipy.stats import norm

    matrix = np.eye(len(names))
    for (one, other), rank in correlations.items():
        for name in (one, other):
            if name not in names:
                raise OutOfRange(f"correlation: there is no uncertain number '{name}'{nearest(name, names)}")
        if one == other or not -1.0 < rank < 1.0:
            raise OutOfRange(
                f"correlation of {one} with {other}: {rank:g}; expected two numbers and -1 to 1 between them"
            )
        i, j = names.index(one), names.index(other)
        matrix[i, j] = matrix[j, i] = 2.0 * np.sin(np.pi * rank / 6.0)
    try:
        factor = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        pairs = ", ".join(f"{one} with {other} {rank:g}" for (one, other), rank in correlations.items())
        raise OutOfRange(f"these correlations cannot all be true together: {pairs}; weaken one of them") from None
    return np.asarray(norm.cdf(norm.ppf(np.clip(unit, 1e-12, 1.0 - 1e-12)) @ factor.T), dtype=float)
