"""How long the next step may be: the predictive controller of Gustafsson.

Gustafsson 1994, ACM Trans. Math. Softw. 20:496, doi:10.1145/198429.198437; as in Hairer & Wanner 1996, Solving Ordinary
Differential Equations II, section IV.8. It sees that errors grow from step to step, as they do before a substrate is
used up, and spares the steps that would be refused.
"""

from __future__ import annotations

import math

from strains.dynamic.rosenbrock import ORDER

GROWS, SHRINKS, SAFE = 5.0, 0.2, 0.9  # of a step's length
SMALLEST = 1e-6  # error that counts as none


class Pace:
    """Remembers the last accepted step and its error (1: all that is allowed)."""

    def __init__(self) -> None:
        self._width = self._error = 0.0
        self._refused = False

    def refused(self, width: float, error: float) -> float:
        """Length of the next attempt after one of ``width`` h had too large an ``error``."""
        self._refused = True
        if not math.isfinite(error):
            return SHRINKS * width
        return width * max(SHRINKS, SAFE * math.pow(error, -1.0 / ORDER))

    def accepted(self, width: float, error: float) -> float:
        """Length of the next step after one of ``width`` h was good."""
        error = max(error, SMALLEST)
        factor = SAFE * math.pow(error, -1.0 / ORDER)
        if self._width:
            predicted = factor * (width / self._width) * math.pow(self._error / error, 1.0 / ORDER)
            factor = min(factor, predicted)
        factor = min(factor, 1.0 if self._refused else GROWS)
        self._width, self._error, self._refused = width, error, False
        return width * max(factor, SHRINKS)
