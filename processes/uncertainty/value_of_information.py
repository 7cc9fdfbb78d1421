"""What it is worth to know a number better before deciding whether to build at a price.

The decision: build, and gain price minus cost on every kilogram, or do not, and gain nothing. With nothing more known
one takes the better of the two on average; who knew a number exactly would take the better for its value. The expected
difference is the expected value of partial perfect information, read from the Monte Carlo samples by a nonparametric
regression of the gain on the number (Strong, Oakley and Brennan, Med. Decis. Making 34 (2014) 311,
doi:10.1177/0272989X13505910), here a smoothing spline with its smoothness by generalised cross-validation (scipy).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from processes.errors import OutOfRange

Array = NDArray[np.float64]

SHUFFLES = 20  # regressions on a number that says nothing, for what chance alone would show
CHANCE = 0.95  # of them lie below the noise that is told
LEAST = 20  # samples
KNOTS = 200  # more samples are averaged in that many groups of neighbours: the choice of smoothness takes their square


@dataclass(frozen=True)
class Worth:
    """USD per kg that knowing one number exactly is worth; ``variance_share``: of the cost, carried by it alone."""

    name: str
    value: float
    variance_share: float
    above_noise: bool

    def to_dict(self) -> dict[str, float | str | bool]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Information:
    """At a price: what to do as things stand, what all knowledge would be worth, and each number's part, USD/kg.

    ``noise``: what a number that says nothing would show 19 times of 20 at most.
    """

    price: float
    build: bool
    expected_gain: float
    perfect: float
    noise: float
    numbers: tuple[Worth, ...]


def information(names: Sequence[str], unit: Array, cost: Array, price: float, seed: int) -> Information:
    """Value of information from samples: ``unit`` (n, d) ranks of the numbers in 0 to 1, ``cost`` (n,) USD/kg.

    The greatest worth comes first. Raises OutOfRange for fewer than 20 samples.
    """
    if len(cost) < LEAST:
        raise OutOfRange(f"{len(cost)} samples with a cost; the value of information needs {LEAST} or more")
    gain = price - cost
    variance = float(np.var(cost))
    now = max(0.0, float(gain.mean()))
    rng = np.random.default_rng(seed)
    blank = [_partial(rng.permutation(unit[:, 0]), gain) for _ in range(SHUFFLES)]
    noise, idle = (float(np.quantile([one[i] for one in blank], CHANCE)) for i in (0, 1))
    found = []
    for place, name in enumerate(names):
        value, explained = _partial(unit[:, place], gain)
        share = explained / variance if variance else 0.0
        found.append(Worth(name, value, share, value > noise and explained > idle))
    found.sort(key=lambda one: (-one.value, -one.variance_share))
    perfect = float(np.maximum(gain, 0.0).mean()) - now
    return Information(price, bool(gain.mean() > 0.0), float(gain.mean()), perfect, noise, tuple(found))


def _partial(rank: Array, gain: Array) -> tuple[float, float]:
    """(EVPPI, variance of the regression) of the gain on one number."""
    expected = _regressed(rank, gain)
    return max(0.0, float(np.maximum(expected, 0.0).mean()) - max(0.0, float(gain.mean()))), float(np.var(expected))


def _regressed(rank: Array, gain: Array) -> Array:
    """Expected gain at each sample's rank of one number."""
    from scipy.interpolate import make_smoothing_spline
    from scipy.stats import norm

    order = np.argsort(rank, kind="stable")
    places = norm.ppf((np.arange(len(rank)) + 0.5) / len(rank))  # normal scores: no two samples share one
    groups = np.array_split(np.arange(len(rank)), min(len(rank), KNOTS))
    sizes = np.array([len(group) for group in groups], dtype=float)
    spline = make_smoothing_spline(
        np.array([places[group].mean() for group in groups]),
        np.array([gain[order[group]].mean() for group in groups]),
        w=sizes,
    )
    fitted = np.empty(len(rank))
    fitted[order] = spline(places)
    return fitted
