"""A correlation with what it was fitted in: callers ask whether they have left that range, and are told where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Span:
    """The values of one quantity that a correlation was fitted in."""

    low: float
    high: float
    unit: str

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.low:g} to {self.high:g}{unit}"


@dataclass(frozen=True)
class Departure:
    """One quantity outside its range; the value is the one that is farthest out."""

    correlation: str
    quantity: str
    value: float
    span: Span

    def __str__(self) -> str:
        unit = f" {self.span.unit}" if self.span.unit else ""
        words = self.quantity.replace("_", " ")
        return (
            f"{self.correlation}: {words} of {self.value:.3g}{unit} lies outside the {self.span} that it was fitted in"
        )


@dataclass(frozen=True)
class Correlation:
    """An empirical law. ``unit``: of what ``function`` returns; ``scatter``: relative, of the measurements about it."""

    name: str
    function: Callable[..., Any]
    unit: str
    ranges: Mapping[str, Span]
    source: str
    scatter: float | None = None

    def outside(self, **values: Any) -> tuple[Departure, ...]:
        """The quantities whose value (or some value of an array) lies outside; ranges not asked for are not judged.

        Raises KeyError for a quantity that has no range here: a misspelt one would be judged by nobody.
        """
        found = []
        for quantity, value in values.items():
            span = self.ranges[quantity]
            low, high = float(np.min(value)), float(np.max(value))
            if high > span.high or low < span.low:
                worst = high if high > span.high else low
                found.append(Departure(self.name, quantity, worst, span))
        return tuple(found)
