"""The spread of one uncertain number: a distribution from its value and standard deviation, cut at physical bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cards.nearness import nearest
from processes.errors import OutOfRange

Array = NDArray[np.float64]

KINDS = ("normal", "lognormal", "triangular", "uniform")
TAIL = 1e-12  # quantiles are taken this far from 0 and 1: an infinite value is no value


@dataclass(frozen=True)
class Spread:
    """One number: its value, one standard deviation, the shape of its distribution, and the bounds it is cut at.

    ``value`` and ``sd`` are those of the distribution before it is cut (mean, for the triangle also the mode); ``low``
    and ``high`` are physical bounds or a card's range of validity. Raises OutOfRange for a spread that cannot be.
    """

    name: str
    value: float
    sd: float
    kind: str = "normal"
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise OutOfRange(f"{self.name}: there is no distribution '{self.kind}'{nearest(self.kind, KINDS)}")
        if not (math.isfinite(self.sd) and self.sd > 0.0):
            raise OutOfRange(f"{self.name}: a standard deviation of {self.sd:g} {self.unit}; expected more than 0")
        if not self.low < self.high or not self.low <= self.value <= self.high:
            raise OutOfRange(
                f"{self.name}: {self.value:g} {self.unit} does not lie between its bounds {self.low:g}, {self.high:g}"
            )
        if self.kind == "lognormal" and not self.value > 0.0:
            raise OutOfRange(f"{self.name}: a lognormal distribution needs a value above 0, not {self.value:g}")

    @cached_property
    def _whole(self) -> Any:
        """The distribution before it is cut, of scipy."""
        from scipy import stats

        if self.kind == "lognormal":
            shape = math.sqrt(math.log1p((self.sd / self.value) ** 2))
            return stats.lognorm(shape, scale=self.value * math.exp(-0.5 * shape * shape))
        if self.kind == "triangular":
            half = math.sqrt(6.0) * self.sd
            return stats.triang(0.5, loc=self.value - half, scale=2.0 * half)
        if self.kind == "uniform":
            half = math.sqrt(3.0) * self.sd
            return stats.uniform(loc=self.value - half, scale=2.0 * half)
        return stats.norm(self.value, self.sd)

    def quantiles(self, shares: ArrayLike) -> Array:
        """Values below which these shares of the cut distribution lie; ``shares`` in 0 to 1, any shape."""
        below, upto = (float(self._whole.cdf(bound)) for bound in (self.low, self.high))
        u = below + (upto - below) * np.clip(np.asarray(shares, dtype=float), TAIL, 1.0 - TAIL)
        return np.asarray(np.clip(self._whole.ppf(u), self.low, self.high), dtype=float)

    @property
    def cut(self) -> float:
        """Share of the whole distribution that lies beyond the bounds and is left out."""
        return float(1.0 - (self._whole.cdf(self.high) - self._whole.cdf(self.low)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data; a bound that is not there is None."""
        bounds = {name: bound if math.isfinite(bound) else None for name, bound in self._bounds().items()}
        told = {"name": self.name, "value": self.value, "sd": self.sd, "unit": self.unit, "distribution": self.kind}
        return {**told, **bounds, "share_cut": self.cut, "source": self.source}

    def _bounds(self) -> dict[str, float]:
        return {"low": self.low, "high": self.high}
