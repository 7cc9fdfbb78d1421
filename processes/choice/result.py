"""The answer to a discrete question: what is best, how sure that is, and what each rival would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

# proved: nothing cheaper by more than the gap; limit: the time was up first; impossible: proved that there is no plan;
# local: an optimum found by a local search, nothing proved; failed: the local search ended without a plan.
Standing = Literal["proved", "limit", "impossible", "local", "failed"]


@dataclass(frozen=True)
class Ranked:
    """One alternative at its best.

    ``options``: what it takes for each decision. ``price``: of the best plan found, None where none was.
    ``bound``: no plan with it is cheaper than this, None where nothing is proved. ``values``: its variables by name.
    """

    options: Mapping[str, str]
    price: float | None
    bound: float | None
    standing: Standing
    values: Mapping[str, float]
    note: str = ""

    @property
    def gap(self) -> float | None:
        """How much cheaper a plan might still be, relative to the price."""
        if self.price is None or self.bound is None:
            return None
        return max(0.0, self.price - self.bound) / max(abs(self.price), 1e-12)

    @property
    def name(self) -> str:
        """The options in one phrase."""
        return ", ".join(self.options.values())


@dataclass(frozen=True)
class Choice:
    """The best alternative and its rivals: for each option not taken the best plan with it, cheapest first."""

    question: str
    unit: str
    best: Ranked
    rivals: tuple[Ranked, ...]
    method: str
    asked_gap: float | None
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether the choice is the global optimum to the asked gap. Of a local search it never is."""
        return self.best.standing == "proved"

    @property
    def runner_up(self) -> Ranked | None:
        """The cheapest alternative that differs; None where no other one has a plan."""
        return next((rival for rival in self.rivals if rival.price is not None), None)

    def premium(self, rival: Ranked) -> float | None:
        """What a rival costs more than the best."""
        if rival.price is None or self.best.price is None:
            return None
        return rival.price - self.best.price

    def sentences(self) -> list[str]:
        """The answer in words, the rivals after it."""
        unit = f" {self.unit}" if self.unit else ""
        lines = [f"{self.best.name}: {self.best.price:.6g}{unit}, {self._certainty()}"]
        for rival in self.rivals:
            if rival.price is None:
                lines.append(f"{rival.name}: {_without_plan(rival)}")
            else:
                lines.append(f"{rival.name}: {rival.price:.6g}{unit}, {self.premium(rival):+.3g} ({rival.standing})")
        return lines

    def _certainty(self) -> str:
        best = self.best
        if best.standing == "proved" and best.gap is not None and best.bound is not None:
            return f"the global optimum: proved that none is below {best.bound:.6g} (gap {best.gap:.1e})"
        if best.gap is not None:
            return f"the best found within the time; a plan cheaper by {100.0 * best.gap:.2g} % may exist"
        return best.note or "the best of the local optima that were found; nothing is proved"

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "question": self.question,
            "unit": self.unit,
            "method": self.method,
            "asked_gap": self.asked_gap,
            "proved": self.proved,
            "seconds": self.seconds,
            "best": asdict(self.best) | {"gap": self.best.gap},
            "rivals": [asdict(rival) | {"gap": rival.gap, "premium": self.premium(rival)} for rival in self.rivals],
        }


def _without_plan(rival: Ranked) -> str:
    note = f": {rival.note}" if rival.note else ""
    words = {"impossible": "impossible, proved", "limit": "no plan found within the time"}
    return words.get(rival.standing, "no plan found") + note
