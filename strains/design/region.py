"""A region of flux space, stated by linear limits: what a design must make impossible, or must keep possible."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse

from strains.design.errors import RegionUnusable
from strains.lp.problem import Problem

if TYPE_CHECKING:
    from strains.models.network import Network


@dataclass(frozen=True)
class Limit:
    """``lower <= sum of coefficient * flux <= upper``, fluxes in mmol/gDW/h (growth 1/h)."""

    coefficients: tuple[tuple[str, float], ...]
    lower: float = -math.inf
    upper: float = math.inf

    @classmethod
    def of(cls, coefficients: Mapping[str, float], lower: float = -math.inf, upper: float = math.inf) -> Self:
        """A limit on a weighted sum of fluxes. Raises RegionUnusable when it says nothing or cannot be kept."""
        if not coefficients or not lower <= upper or (math.isinf(lower) and math.isinf(upper)):
            raise RegionUnusable(
                f"a limit on {', '.join(coefficients) or 'nothing'} from {lower:g} to {upper:g} is no limit; "
                "name a reaction and a lower or an upper bound"
            )
        return cls(tuple(sorted(coefficients.items())), float(lower), float(upper))

    def holds_zero(self) -> bool:
        """Whether a cell in which nothing flows keeps the limit."""
        return self.lower <= 0.0 <= self.upper

    def __str__(self) -> str:
        terms = " + ".join(name if weight == 1.0 else f"{weight:g} {name}" for name, weight in self.coefficients)
        low = "" if math.isinf(self.lower) else f"{self.lower:g} <= "
        high = "" if math.isinf(self.upper) else f" <= {self.upper:g}"
        return f"{low}{terms}{high}"


def at_least(reaction: str, flux: float) -> Limit:
    """``reaction >= flux``."""
    return Limit.of({reaction: 1.0}, lower=flux)


def at_most(reaction: str, flux: float) -> Limit:
    """``reaction <= flux``."""
    return Limit.of({reaction: 1.0}, upper=flux)


def yield_below(product: str, substrate: str, ratio: float) -> Limit:
    """``product <= ratio * uptake``, mol/mol; ``substrate`` is an exchange, negative when taken up."""
    return Limit.of({product: 1.0, substrate: ratio}, upper=0.0)


def yield_above(product: str, substrate: str, ratio: float) -> Limit:
    """``product >= ratio * uptake``, mol/mol; ``substrate`` is an exchange, negative when taken up."""
    return Limit.of({product: 1.0, substrate: ratio}, lower=0.0)


@dataclass(frozen=True)
class Region:
    """All steady-state fluxes of a network that keep every limit."""

    limits: tuple[Limit, ...]

    @classmethod
    def of(cls, *limits: Limit) -> Self:
        """The region that keeps all ``limits``."""
        return cls(limits)

    def smallest(self) -> float:
        """The smallest number above zero in the limits; 1 where there is none."""
        sizes = [abs(side) for limit in self.limits for side in (limit.lower, limit.upper)]
        return min((size for size in sizes if 0.0 < size < math.inf), default=1.0)

    def problem(self, network: Network, scale: float = 1.0) -> Problem:
        """The region as a linear programme, every flux, bound and limit multiplied by ``scale``."""
        problem = network.problem
        lower, upper = problem.lower.copy(), problem.upper.copy()
        rows: list[Limit] = []
        for limit in self.limits:
            places = [network.place(name) for name, _ in limit.coefficients]
            if len(places) > 1:
                rows.append(limit)
                continue
            weight = limit.coefficients[0][1]
            ends = sorted((limit.lower / weight, limit.upper / weight))
            lower[places[0]], upper[places[0]] = max(lower[places[0]], ends[0]), min(upper[places[0]], ends[1])
        scaled = replace(problem, lower=scale * lower, upper=scale * upper)
        return _with_rows(scaled, network, rows, scale) if rows else scaled

    def __str__(self) -> str:
        return ", ".join(map(str, self.limits))


def _with_rows(problem: Problem, network: Network, limits: list[Limit], scale: float) -> Problem:
    entries = [
        (row, network.place(name), weight) for row, limit in enumerate(limits) for name, weight in limit.coefficients
    ]
    rows, columns, weights = zip(*entries, strict=True)
    block = sparse.csc_matrix((weights, (rows, columns)), shape=(len(limits), len(problem.columns)))
    return replace(
        problem,
        matrix=sparse.csc_matrix(sparse.vstack([problem.matrix, block])),
        row_lower=np.append(problem.row_lower, scale * np.array([limit.lower for limit in limits])),
        row_upper=np.append(problem.row_upper, scale * np.array([limit.upper for limit in limits])),
    )
