"""Uptake limits as functions of the concentrations in the vessel, with their derivatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from strains.errors import LimitUnusable

Concentrations = Sequence[float]  # mmol/L, in the order of the vessel's substances
Value = Callable[[Concentrations], float]
Slopes = Callable[[Concentrations], list[tuple[int, float]]]  # (place of a substance, d limit / d concentration)

DIFFERENCE = 1e-6  # of 1 mmol/L + its size, over which a function of the user is differentiated


@dataclass(frozen=True)
class Bound:
    """A law with the substances found: limit mmol/gDW/h and its derivatives by concentration."""

    value: Value
    slopes: Slopes


class Law(Protocol):
    """How much of a substance a gram of cells can take up in an hour."""

    def bind(self, own: int | None, places: Mapping[str, int]) -> Bound:
        """The law for the substance at place ``own`` (None: not followed in the vessel)."""


@dataclass(frozen=True)
class Constant:
    """The limit is ``most`` mmol/gDW/h. Below ``vanishing`` mmol/L of the substance it goes to zero smoothly.

    A limit that jumped to zero with the last molecule would have no solution; 1e-3 mmol/L is below what is measured.
    A substance that is not followed in the vessel is never short.
    """

    most: float
    vanishing: float = 1e-3

    def bind(self, own: int | None, places: Mapping[str, int]) -> Bound:
        """See Law."""
        del places
        _require(self.most >= 0 and self.vanishing > 0, f"{self} needs a limit of 0 or more and a vanishing above 0")
        most, low = self.most, self.vanishing
        if own is None:
            return Bound(lambda _: most, lambda _: [])

        def value(c: Concentrations) -> float:
            share = c[own] / low
            return most if share >= 1.0 else most * share * (2.0 - max(share, 0.0))

        def slopes(c: Concentrations) -> list[tuple[int, float]]:
            share = c[own] / low
            return [] if share >= 1.0 else [(own, 2.0 * most / low * (1.0 - max(share, 0.0)))]

        return Bound(value, slopes)


@dataclass(frozen=True)
class MichaelisMenten:
    """``most`` · c / (``half`` + c) mmol/gDW/h, times K / (K + I) for each of ``inhibited_by`` (name to K, mmol/L),

    times 1 - P / P_max for each of ``stopped_by`` (name to P_max, mmol/L; zero above it). Michaelis & Menten 1913,
    Biochem. Z. 49:333; the second factor is non-competitive inhibition, the third that of Ghose & Tyagi 1979,
    Biotechnol. Bioeng. 21:1401, doi:10.1002/bit.260210808. ``of`` names another substance whose concentration counts.
    """

    most: float
    half: float
    inhibited_by: Mapping[str, float] = field(default_factory=dict)
    stopped_by: Mapping[str, float] = field(default_factory=dict)
    of: str | None = None

    def bind(self, own: int | None, places: Mapping[str, int]) -> Bound:
        """See Law."""
        constants = (self.half, *self.inhibited_by.values(), *self.stopped_by.values())
        _require(self.most >= 0 and min(constants) > 0, f"{self} needs a limit of 0 or more and constants above 0")
        place = own if self.of is None else _place(self.of, places)
        if place is None:
            raise LimitUnusable(f"{self} is for a substance that is not in the vessel; give it a concentration there")
        slowing = [(_place(name, places), constant) for name, constant in self.inhibited_by.items()]
        stopping = [(_place(name, places), constant) for name, constant in self.stopped_by.items()]
        if not slowing and not stopping:
            return _plain(self.most, self.half, place)
        return _inhibited(self.most, self.half, place, slowing, stopping)


@dataclass(frozen=True)
class Function:
    """A limit that a function gives: mapping of substance to mmol/L → mmol/gDW/h, 0 or more.

    It sees no concentration below zero, is differentiated numerically, and must be zero where its substance is.
    """

    of: Callable[[Mapping[str, float]], float]

    def bind(self, own: int | None, places: Mapping[str, int]) -> Bound:
        """See Law. Raises LimitUnusable where the cell could take what is not there."""
        names = list(places)

        def value(c: Concentrations) -> float:
            limit = float(self.of(dict(zip(names, (max(one, 0.0) for one in c), strict=True))))
            if not limit >= 0.0:
                raise LimitUnusable(f"an uptake limit came out as {limit:g}; expected 0 or more, mmol/gDW/h")
            return limit

        def slopes(c: Concentrations) -> list[tuple[int, float]]:
            found = []
            for place, one in enumerate(c):
                apart = DIFFERENCE * (1.0 + abs(one))
                low, high = max(one - apart, 0.0), max(one, 0.0) + apart
                ends = [value([*c[:place], end, *c[place + 1 :]]) for end in (low, high)]
                found.append((place, (ends[1] - ends[0]) / (high - low)))
            return found

        if own is not None:
            gone = value([0.0 if place == own else 1.0 for place in range(len(names))])
            name = names[own]
            _require(gone <= 1e-9, f"the uptake limit of {name} is {gone:g} without any; it must be 0 there")
        return Bound(value, slopes)


def as_law(given: Law | float | Callable[[Mapping[str, float]], float]) -> Law:
    """A number is a Constant, a function a Function."""
    if isinstance(given, int | float):
        return Constant(float(given))
    return Function(given) if callable(given) else given


def _plain(most: float, half: float, place: int) -> Bound:
    def value(c: Concentrations) -> float:
        s = c[place]
        return most * s / (half + s) if s > 0.0 else most * s / half

    def slopes(c: Concentrations) -> list[tuple[int, float]]:
        s = max(c[place], 0.0)
        return [(place, most * half / (half + s) ** 2)]

    return Bound(value, slopes)


def _inhibited(
    most: float, half: float, place: int, slowing: list[tuple[int, float]], stopping: list[tuple[int, float]]
) -> Bound:
    plain = _plain(most, half, place)

    def factors(c: Concentrations) -> list[tuple[int, float, float]]:
        """Place, factor and its derivative of every inhibition."""
        found = []
        for other, constant in slowing:
            below = constant + max(c[other], 0.0)
            found.append((other, constant / below, -constant / below**2))
        for other, constant in stopping:
            left = 1.0 - max(c[other], 0.0) / constant
            found.append((other, max(left, 0.0), -1.0 / constant if left > 0.0 else 0.0))
        return found

    def value(c: Concentrations) -> float:
        limit = plain.value(c)
        for _, factor, _ in factors(c):
            limit *= factor
        return limit

    def slopes(c: Concentrations) -> list[tuple[int, float]]:
        terms = [(None, plain.value(c), 0.0), *factors(c)]
        found = [(at, slope * _product(terms[1:], None)) for at, slope in plain.slopes(c)]
        for number, (other, _, slope) in enumerate(terms):
            if other is not None:
                found.append((other, slope * _product(terms, number)))
        return found

    return Bound(value, slopes)


def _product(terms: Sequence[tuple[int | None, float, float]], but: int | None) -> float:
    product = 1.0
    for number, (_, factor, _) in enumerate(terms):
        if number != but:
            product *= factor
    return product


def _place(name: str, places: Mapping[str, int]) -> int:
    if name not in places:
        raise LimitUnusable(f"an uptake limit depends on '{name}', which is not in the vessel: {', '.join(places)}")
    return places[name]


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise LimitUnusable(message)
