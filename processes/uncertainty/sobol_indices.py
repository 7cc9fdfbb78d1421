"""Sobol indices from runs of the model itself: which share of a figure's variance each number carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from processes.errors import NoPlan, OutOfRange
from processes.uncertainty.distributions import Spread
from processes.uncertainty.sampling import values_of

Array = NDArray[np.float64]

RESAMPLES = 400  # of the bootstrap
EDGES = (2.5, 97.5)  # percentiles of a 95 % interval
LEAST = 8  # base samples


@dataclass(frozen=True)
class Index:
    """Shares of the variance of one number: alone (``first``) and with all it acts together with (``total``).

    With 95 % intervals of the bootstrap.
    """

    name: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float

    def to_dict(self) -> dict[str, float | str]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """Rows to run, (n (d + 2), d): the matrices A and B, then A with each column in turn from B."""

    spreads: tuple[Spread, ...]
    base: int
    rows: Array


def plan(spreads: Sequence[Spread], base: int, seed: int) -> Plan:
    """The runs of ``base`` (a power of two) samples: base × (numbers + 2). Raises OutOfRange."""
    from scipy.stats import qmc

    if base < LEAST or base & (base - 1):
        raise OutOfRange(f"{base} base samples; expected a power of two of {LEAST} or more")
    d = len(spreads)
    both = qmc.Sobol(2 * d, scramble=True, rng=seed).random_base2(base.bit_length() - 1)
    a, b = both[:, :d], both[:, d:]
    mixed = []
    for place in range(d):
        one = a.copy()
        one[:, place] = b[:, place]
        mixed.append(one)
    return Plan(tuple(spreads), base, values_of(spreads, np.vstack([a, b, *mixed])))


def indices(asked: Plan, values: Array, seed: int) -> list[Index]:
    """Indices from a figure of every row of the plan, (n (d + 2),), the greatest total first.

    Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola, Comput. Phys. Commun. 181 (2010) 259: first order by
    mean(f_B (f_AB − f_A)), total by mean((f_A − f_AB)²) / 2, over the variance of A and B. A base sample of which any
    run has no figure (not a number) is left out of all sums. Raises NoPlan when too few remain.
    """
    names = [spread.name for spread in asked.spreads]
    table = np.asarray(values, dtype=float).reshape(len(names) + 2, asked.base)
    table = table[:, np.isfinite(table).all(axis=0)]
    if table.shape[1] < LEAST:
        raise NoPlan(f"{table.shape[1]} of {asked.base} base samples came out whole, too few for Sobol indices")
    table = table - table[:2].mean()
    first, total = _estimated(table)
    rng = np.random.default_rng(seed)
    picks = (rng.integers(0, table.shape[1], table.shape[1]) for _ in range(RESAMPLES))
    again = np.array([_estimated(table[:, pick]) for pick in picks])
    low, high = np.percentile(again, EDGES, axis=0)
    found = [
        Index(name, *map(float, (first[i], low[0, i], high[0, i], total[i], low[1, i], high[1, i])))
        for i, name in enumerate(names)
    ]
    return sorted(found, key=lambda one: -one.total)


def of_function(function: Callable[[Array], Array], spreads: Sequence[Spread], base: int, seed: int) -> list[Index]:
    """Indices of a function of rows (n, d) that is quick to call."""
    asked = plan(spreads, base, seed)
    return indices(asked, function(asked.rows), seed)


def _estimated(table: Array) -> tuple[Array, Array]:
    a, b, mixed = table[0], table[1], table[2:]
    variance = float(np.var(table[:2]))
    if variance == 0.0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    return (b * (mixed - a)).mean(axis=1) / variance, 0.5 * ((a - mixed) ** 2).mean(axis=1) / variance
