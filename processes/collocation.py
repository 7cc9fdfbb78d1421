"""Radau collocation on finite elements; the points and matrices are CasADi's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Radau:
    """points: (K,) in (0, 1], the last is 1. derivative: (K + 1, K), column k weighs the element's start and its K
    points into the slope at point k, per unit of element length. weights: (K,), the quadrature of an element."""

    points: NDArray[np.float64]
    derivative: NDArray[np.float64]
    weights: NDArray[np.float64]


@lru_cache(maxsize=8)
def radau(points: int) -> Radau:
    """Radau IIA with ``points`` points an element, 1 to 9."""
    import casadi

    if not 1 <= points <= 9:
        raise ValueError(f"{points} collocation points; expected 1 to 9")
    tau = casadi.collocation_points(points, "radau")
    derivative = np.asarray(casadi.collocation_coeff(tau)[0], dtype=float)
    # The last point ends the element, so the step to it is the quadrature; CasADi's own is half of it for one point.
    weights = np.linalg.inv(derivative[1:])[:, -1]
    return Radau(np.asarray(tau, dtype=float), derivative, weights)
