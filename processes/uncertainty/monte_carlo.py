"""Monte Carlo over a plan: the spread of its figures, the probability of a price, with the error of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.errors import NoPlan
from processes.uncertainty.outcomes import Outcome
from processes.uncertainty.sampling import Samples

Array = NDArray[np.float64]

SURE = 0.95  # of every interval
TOLD = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Summary:
    """One figure over all samples that have it. ``error``: one standard error of the mean, as of random samples."""

    mean: float
    sd: float
    error: float
    quantiles: dict[str, float]


@dataclass(frozen=True)
class Probability:
    """That the cost is under a price: of the samples with a cost, with one standard error and a 95 % interval.

    ``error``, ``low`` and ``high`` are those of independent random samples (Wilson, J. Am. Stat. Assoc. 22 (1927) 209);
    samples of a Sobol sequence are mostly nearer to the truth. ``least`` and ``most`` count every failed sample as
    above, or as under the price.
    """

    price: float
    share: float
    error: float
    low: float
    high: float
    least: float
    most: float

    def to_dict(self) -> dict[str, float]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True)
class MonteCarlo:
    """Figures (n,) of every sample by name, not a number where it failed; reasons of the failures by sample number."""

    samples: Samples
    figures: dict[str, Array]
    failures: dict[int, str]

    @classmethod
    def of(cls, samples: Samples, outcomes: Sequence[Outcome]) -> MonteCarlo:
        """The outcomes of all samples. Raises NoPlan when not two of them have figures."""
        found = [outcome for outcome in outcomes if outcome.figures is not None]
        failures = {one.index: one.failure or "no reason" for one in outcomes if one.figures is None}
        if len(found) < 2:
            first = next(iter(failures.values()), "no sample was computed")
            raise NoPlan(f"{len(found)} of {len(outcomes)} samples came out, too few for a spread: {first}")
        names = list(found[0].figures or ())
        figures = {name: np.full(len(samples), np.nan) for name in names}
        for outcome in found:
            for name in names:
                figures[name][outcome.index] = (outcome.figures or {})[name]
        return cls(samples, figures, failures)

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which samples have figures, (n,)."""
        return np.isfinite(next(iter(self.figures.values())))

    def figure(self, name: str) -> Array:
        """One figure of the samples that have it."""
        return self.figures[name][self.solved]

    def summary(self, name: str) -> Summary:
        """Mean, spread and quantiles of one figure."""
        values = self.figure(name)
        sd = float(np.std(values, ddof=1))
        quantiles = {f"{100 * share:g}": float(np.quantile(values, share)) for share in TOLD}
        return Summary(float(np.mean(values)), sd, sd / math.sqrt(len(values)), quantiles)

    def probability_under(self, price: float, figure: str = "cost") -> Probability:
        """That the cost is at most ``price``, both in the cost's unit."""
        from scipy.stats import binomtest

        values = self.figure(figure)
        under, n, failed = int(np.sum(values <= price)), len(values), len(self.failures)
        share = under / n
        interval = binomtest(under, n).proportion_ci(SURE, method="wilson")
        bounds = under / (n + failed), (under + failed) / (n + failed)
        return Probability(
            price, share, math.sqrt(share * (1.0 - share) / n), float(interval.low), float(interval.high), *bounds
        )

    def reasons(self) -> dict[str, int]:
        """How many samples failed for which reason, the most frequent first."""
        counts: dict[str, int] = {}
        for reason in self.failures.values():
            counts[reason] = counts.get(reason, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def to_dict(self) -> dict[str, Any]:
        """The spread of every figure, and the failures; without the samples."""
        told = {name: asdict(self.summary(name)) for name in self.figures}
        return {"samples": len(self.samples), "failed": len(self.failures), "why": self.reasons(), "figures": told}
