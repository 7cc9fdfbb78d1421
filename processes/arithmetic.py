"""Functions of floats, numpy arrays, Pyomo and CasADi expressions alike: the same law serves a plan and a simulation.

A solver of nonlinear problems needs derivatives. What has a corner is written with a rounded one here; ``width`` is
that of the rounding, in the units of the argument.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Number = Any  # float, numpy array, Pyomo or CasADi expression
WIDTH = 1e-6


def exp(x: Number) -> Number:
    """e to the power of x."""
    return _of("exp", x)


def log(x: Number) -> Number:
    """Natural logarithm; a solver needs x above zero by a bound."""
    return _of("log", x)


def sqrt(x: Number) -> Number:
    """Square root; a solver needs x above zero by a bound."""
    return _of("sqrt", x)


def tanh(x: Number) -> Number:
    """Hyperbolic tangent."""
    return _of("tanh", x)


def positive(x: Number, width: float = WIDTH) -> Number:
    """(x + √(x² + w²))/2: x where it is positive, 0 where it is negative, never below 0."""
    return 0.5 * (x + (x * x + width * width) ** 0.5)


def smooth_abs(x: Number, width: float = WIDTH) -> Number:
    """√(x² + w²), at most w above the absolute value."""
    return (x * x + width * width) ** 0.5


def smooth_max(a: Number, b: Number, width: float = WIDTH) -> Number:
    """(a + b + √((a − b)² + w²))/2: never below either, above the larger by at most w/2."""
    return b + positive(a - b, width)


def smooth_min(a: Number, b: Number, width: float = WIDTH) -> Number:
    """The smaller, less at most w/2."""
    return b - positive(b - a, width)


def smooth_step(x: Number, width: float = WIDTH) -> Number:
    """0 far under zero, 1 far above, ½ at zero: (1 + tanh(x/w))/2."""
    return 0.5 * (1.0 + tanh(x / width))


def within(x: Number, low: float, high: float, width: float = WIDTH) -> Number:
    """x held between low and high."""
    return smooth_min(smooth_max(x, low, width), high, width)


def _of(name: str, x: Number) -> Number:
    if isinstance(x, int | float):
        return getattr(math, name)(x)
    if hasattr(x, "is_expression_type"):  # of Pyomo
        from pyomo import environ

        return getattr(environ, name)(x)
    return getattr(np, name)(x)
