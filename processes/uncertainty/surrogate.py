"""A polynomial chaos in place of a model that takes long, from samples that are there anyway, and only if it is good.

Orthonormal polynomials of each number and of pairs of them, chosen one after the other where they explain most of what
is left (Blatman and Sudret, J. Comput. Phys. 230 (2011) 2345 choose by least angle; here by greedy projection), their
number where the leave-one-out error is least. Sobol indices are sums of squared coefficients (Sudret, Reliab. Eng.
Syst. Saf. 93 (2008) 964).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import hermite_e, legendre
from numpy.typing import NDArray

from processes.errors import OutOfRange
from processes.uncertainty.distributions import Spread
from processes.uncertainty.sobol_indices import EDGES, RESAMPLES, Index

Array = NDArray[np.float64]
Term = tuple[tuple[int, int], ...]  # (number, degree) of each factor; none for the mean

DEGREE = 3
FOLDS = 10
GOOD = 0.9  # share of the variance explained in cross-validation from which on indices are told
LEAST_PER_TERM = 3  # samples to a coefficient
PATIENCE = 12  # terms without a better leave-one-out error until the search ends


@dataclass(frozen=True)
class Surrogate:
    """Terms with their coefficients; ``explained``: cross-validated share of the variance (R²), ``samples`` used."""

    names: tuple[str, ...]
    terms: tuple[Term, ...]
    coefficients: Array
    explained: float
    samples: int
    intervals: tuple[Array, Array]  # low and high of (2, d): first and total

    @property
    def good(self) -> bool:
        """Whether it stands for the model well enough for its indices to be told."""
        return self.explained >= GOOD

    def indices(self) -> list[Index]:
        """Shares of the surrogate's variance by number, the greatest total first."""
        first, total = _shares(self.terms, self.coefficients, len(self.names))
        low, high = self.intervals
        found = [
            Index(name, *map(float, (first[i], low[0, i], high[0, i], total[i], low[1, i], high[1, i])))
            for i, name in enumerate(self.names)
        ]
        return sorted(found, key=lambda one: -one.total)


def fit(spreads: Sequence[Spread], unit: Array, values: Array, seed: int, degree: int = DEGREE) -> Surrogate:
    """The surrogate of ``values`` (n,) over independent shares ``unit`` (n, d).

    Cross-validation leaves out a tenth at a time and chooses the terms anew for each. Intervals: bootstrap of the
    coefficients with the chosen terms. Raises OutOfRange for fewer than 30 samples.
    """
    n, d = unit.shape
    if n < 3 * FOLDS:
        raise OutOfRange(f"{n} samples with a figure; a surrogate needs {3 * FOLDS} or more: ask for more --samples")
    terms = _candidates(d, degree)
    table = _table(spreads, unit, terms, degree)
    rng = np.random.default_rng(seed)
    explained = _cross_validated(table, values, rng)
    chosen = _chosen(table, values)
    used = tuple(terms[place] for place in chosen)
    picks = [rng.integers(0, n, n) for _ in range(RESAMPLES)]
    again = np.array([_shares(used, _solved(table[pick][:, chosen], values[pick]), d) for pick in picks])
    low, high = np.percentile(again, EDGES, axis=0)
    return Surrogate(
        tuple(spread.name for spread in spreads), used, _solved(table[:, chosen], values), explained, n, (low, high)
    )


def _candidates(width: int, degree: int) -> list[Term]:
    """The mean, every power of one number, and products of two up to the degree."""
    terms: list[Term] = [()]
    terms += [((i, k),) for i in range(width) for k in range(1, degree + 1)]
    for i, j in itertools.combinations(range(width), 2):
        terms += [((i, k), (j, m)) for k in range(1, degree) for m in range(1, degree - k + 1)]
    return terms


def _table(spreads: Sequence[Spread], unit: Array, terms: Sequence[Term], degree: int) -> Array:
    """Values of the terms, (n, terms)."""
    powers = [_powers(spread, unit[:, place], degree) for place, spread in enumerate(spreads)]
    table = np.ones((len(unit), len(terms)))
    for column, term in enumerate(terms):
        for place, power in term:
            table[:, column] *= powers[place][:, power]
    return table


def _powers(spread: Spread, unit: Array, degree: int) -> Array:
    """Orthonormal polynomials 0 to ``degree``: Legendre's of a uniform number, Hermite's of the normal score else."""
    from scipy.special import factorial
    from scipy.stats import norm

    orders = np.arange(degree + 1)
    if spread.kind == "uniform":
        return np.asarray(legendre.legvander(2.0 * unit - 1.0, degree) * np.sqrt(2.0 * orders + 1.0), dtype=float)
    score = norm.ppf(np.clip(unit, 1e-9, 1.0 - 1e-9))
    return np.asarray(hermite_e.hermevander(score, degree) / np.sqrt(factorial(orders)), dtype=float)


def _chosen(table: Array, values: Array) -> list[int]:
    """Columns of the terms in the order in which they were taken, as many as the leave-one-out error is least with."""
    n = len(values)
    q = np.ones((n, 1)) / np.sqrt(n)
    chosen, residual, leverage = [0], values - values.mean(), np.full(n, 1.0 / n)
    rest = table - q @ (q.T @ table)
    best, count, most = np.inf, 1, max(2, n // LEAST_PER_TERM)
    while len(chosen) < min(most, table.shape[1]) and len(chosen) < count + PATIENCE:
        size = np.sqrt((rest**2).sum(axis=0))
        usable = size > 1e-8 * np.sqrt(n)
        usable[chosen] = False
        if not usable.any():
            break
        pull = np.where(usable, np.abs(residual @ rest) / np.where(usable, size, 1.0), -1.0)
        place = int(np.argmax(pull))
        direction = rest[:, place] / size[place]
        residual = residual - direction * (direction @ residual)
        rest = rest - np.outer(direction, direction @ rest)
        leverage = leverage + direction**2
        chosen.append(place)
        free = n - len(chosen)
        left_out = float(np.mean((residual / np.maximum(1.0 - leverage, 1e-9)) ** 2)) * n / max(free, 1)
        if left_out < best:
            best, count = left_out, len(chosen)
    return chosen[:count]


def _solved(table: Array, values: Array) -> Array:
    return np.asarray(np.linalg.lstsq(table, values, rcond=None)[0], dtype=float)


def _cross_validated(table: Array, values: Array, rng: np.random.Generator) -> float:
    """Share of the variance explained where the samples were not seen."""
    if float(np.var(values)) == 0.0:
        return 1.0
    order = rng.permutation(len(values))
    wrong = 0.0
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        seen = np.setdiff1d(order, out)
        chosen = _chosen(table[seen], values[seen])
        told = table[out][:, chosen] @ _solved(table[seen][:, chosen], values[seen])
        wrong += float(np.sum((values[out] - told) ** 2))
    return 1.0 - wrong / float(np.sum((values - values.mean()) ** 2))


def _shares(terms: Sequence[Term], coefficients: Array, width: int) -> tuple[Array, Array]:
    first, total, whole = np.zeros(width), np.zeros(width), 0.0
    for term, coefficient in zip(terms, coefficients, strict=True):
        if not term:
            continue
        part = float(coefficient) ** 2
        whole += part
        for place, _ in term:
            total[place] += part
        if len(term) == 1:
            first[term[0][0]] += part
    return (first / whole, total / whole) if whole else (first, total)
