"""A law with what a reader has to know of it: its arguments, their units and usual ranges, which way it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

# Which way the law goes with an argument over its range: up, down, up and then down, or a constant of the law.
Trend = Literal["up", "down", "hump", "constant"]
Constants = Mapping[str, float]


@dataclass(frozen=True)
class Argument:
    """One argument: unit, usual range, a typical value, and which way the law goes with it."""

    name: str
    unit: str
    low: float
    high: float
    typical: float
    trend: Trend = "constant"


@dataclass(frozen=True)
class Limit:
    """What the law is where one argument is ``at``, from its constants; 1e9 stands for infinity."""

    argument: str
    at: float
    value: Callable[[Constants], float]


@dataclass(frozen=True)
class Law:
    """One law of the catalogue. ``kind``: a factor between 0 and 1, or a specific rate."""

    name: str
    function: Callable[..., Any]
    kind: Literal["factor", "rate"]
    arguments: tuple[Argument, ...]
    limits: tuple[Limit, ...]

    @property
    def source(self) -> str:
        """The law's formula and citation, as its function states them."""
        return " ".join((self.function.__doc__ or "").split())

    def typical(self) -> dict[str, float]:
        """Every argument at its typical value."""
        return {argument.name: argument.typical for argument in self.arguments}

    def outside(self, **values: float) -> tuple[str, ...]:
        """A sentence for each value outside its usual range. Raises KeyError for a name that is no argument."""
        known = {argument.name: argument for argument in self.arguments}
        return tuple(
            f"{self.name}: {name} of {value:g} {known[name].unit} lies outside the usual {known[name].low:g} to "
            f"{known[name].high:g}"
            for name, value in values.items()
            if not known[name].low <= value <= known[name].high
        )
