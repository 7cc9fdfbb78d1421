"""Each number alone moved to either side of its value, the others as they stand: the bars of a tornado."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from processes.uncertainty.distributions import Spread
from processes.uncertainty.outcomes import Outcome, Rows

SIDES = (0.15865525393145707, 0.8413447460685429)  # one standard deviation of a normal number


@dataclass(frozen=True)
class Swing:
    """One number at its lower and upper side (16 and 84 % quantile) and a figure at both; None where no plan is."""

    name: str
    value: float
    sd: float
    low: float
    high: float
    at_low: float | None
    at_high: float | None
    failures: tuple[str, ...]

    @property
    def width(self) -> float | None:
        """How far the figure moves from one side to the other; None when a side has none."""
        return None if self.at_low is None or self.at_high is None else self.at_high - self.at_low

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self) | {"width": self.width}


def rows(spreads: Sequence[Spread]) -> Rows:
    """The runs of a tornado, two to a number: lower side first."""
    found: dict[int, Mapping[str, float]] = {}
    for spread in spreads:
        for value in spread.quantiles(SIDES):
            found[len(found)] = {spread.name: float(value)}
    return found


def swings(spreads: Sequence[Spread], outcomes: Sequence[Outcome], figure: str = "cost") -> list[Swing]:
    """The bars from the outcomes of ``rows``, the widest first; those with a side missing come last."""
    found = []
    for place, spread in enumerate(spreads):
        sides = outcomes[2 * place : 2 * place + 2]
        low, high = (None if one.figures is None else one.figures[figure] for one in sides)
        below, above = (float(value) for value in spread.quantiles(SIDES))
        why = tuple(one.failure for one in sides if one.failure)
        found.append(Swing(spread.name, spread.value, spread.sd, below, above, low, high, why))
    return sorted(found, key=lambda one: (one.width is None, -abs(one.width or 0.0)))
