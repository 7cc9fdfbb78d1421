"""What a conflict of limits is, and how it is told: which limits, where they are set, and how far each has to give."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processes.easing import ALL, DOWN, UP, place_of, scale_of
from processes.problem import Problem

CUSHION = 1e-2  # relative; a plan on the very edge is seldom found again
DIGITS = 3


@dataclass(frozen=True)
class Way:
    """One limit moved from ``asked`` to ``value`` (in the user's ``unit``), set at ``key``."""

    limit: str
    key: str
    asked: float
    value: float
    unit: str

    @property
    def give(self) -> float:
        """How far the limit has to give, in the user's unit."""
        return abs(self.value - self.asked)

    def sentence(self) -> str:
        """What to do."""
        verb = "raise" if self.value > self.asked else "lower"
        return f"{verb} {self.key} from {_number(self.asked)} to {_number(self.value)} {self.unit} ({self._change()})"

    def _change(self) -> str:
        sign = "+" if self.value > self.asked else "-"
        return f"{sign}{_number(float(f'{self.give:.{DIGITS}g}'))} {self.unit}"


@dataclass(frozen=True)
class Conflict:
    """Limits that cannot be kept together, by their names in ``processes.limits.LIMITS``, and the ways out of it.

    ``alone``: each of the ways is enough by itself; else all of them are needed.
    """

    limits: tuple[str, ...]
    ways: tuple[Way, ...]
    message: str
    alone: bool = True


def way(problem: Problem, parameters: Mapping[str, float], limit: str, value: float) -> Way:
    """The way out that moves one limit to ``value`` (model's unit), rounded to the easier side."""
    easing = ALL[limit]
    factor, unit = scale_of(easing, problem)
    asked = parameters[limit] * factor
    return Way(limit, place_of(easing, problem), asked, _outward(value * factor, easing.sign), unit)


def conflict(
    problem: Problem, parameters: Mapping[str, float], limits: Sequence[str], ways: Sequence[Way], alone: bool = True
) -> Conflict:
    """The conflict with its sentence."""
    told = [_told(problem, parameters, name) for name in limits]
    together = " together" if len(told) > 1 else ""
    what = f"{_listed(told)} cannot be kept{together} in {problem.scale.name}"
    if tuple(limits) == ("least_output",) and problem.limits.demand and alone:
        what = _demand_above(problem)
    return Conflict(tuple(limits), tuple(ways), f"{what}: {_out(problem, ways, alone)}", alone)


def _out(problem: Problem, ways: Sequence[Way], alone: bool) -> str:
    if not ways:
        return "no easing of one of them leads to a plan; ease several"
    sentences = [one.sentence() for one in ways]
    if not alone:
        return "no one of them can give enough alone; " + _listed(sentences)
    demands = [one for one in ways if one.limit == "least_output" and one.value > 0.0]
    sentences += [_more_vessels(problem, one) for one in demands]
    lead = "any one of these is enough: " if len(sentences) > 1 else ""
    return lead + "; or ".join(sentences)


def _told(problem: Problem, parameters: Mapping[str, float], limit: str) -> str:
    easing = ALL[limit]
    factor, unit = scale_of(easing, problem)
    return f"{easing.words()} ({_number(parameters[limit] * factor)} {unit})"


def _demand_above(problem: Problem) -> str:
    vessels = problem.scale.operation.vessels.value
    return (
        f"the demand of {problem.limits.demand:,.0f} t/year is above what {vessels:.0f} vessel(s) of "
        f"{problem.scale.vessel.volume.value:g} m3 can make"
    )


def _more_vessels(problem: Problem, demand: Way) -> str:
    vessels = problem.scale.operation.vessels.value
    needed = math.ceil(vessels * demand.asked / demand.value)
    return f"raise operation.vessels of {problem.scale.name} from {vessels:g} to {needed} vessels"


def _outward(value: float, sign: float) -> float:
    """Rounded to the easier side, with a cushion."""
    cushioned = value * (1.0 + (UP if sign == UP else DOWN) * CUSHION)
    if cushioned <= 0.0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(cushioned)) + 1 - DIGITS)
    rounded = math.ceil(cushioned / step) if sign == UP else math.floor(cushioned / step)
    return float(f"{rounded * step:.{DIGITS}g}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
