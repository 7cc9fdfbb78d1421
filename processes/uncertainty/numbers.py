"""The uncertain numbers of a question: every quantity of its cards that states a standard deviation."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from cards.nearness import nearest
from cards.quantity import In, Quantity
from processes.errors import OutOfRange
from processes.limits import LIMITS
from processes.problem import Problem
from processes.uncertainty.distributions import Spread

PRICE = "price_"  # before the name of a price: other cards may have a number of the same name
LEAST = 0.02  # of its value: what must be above zero is cut there, no law has a meaning nearer to zero
PARTS = ("vessel", "operation", "ownership")  # of a scale card

WORDS = {
    "cooling_coefficient": "heat transfer to jacket and coil",
    "downstream_capital": "capital of the down-stream train",
    "fermenter_cost_exponent": "exponent of the fermenter's cost over its volume",
    "indirect": "indirect capital",
    "installation": "installation of the equipment",
}


@dataclass(frozen=True)
class Number:
    """A quantity of a card, by the name it goes by here."""

    name: str
    part: str
    field: str
    quantity: Quantity
    bounds: In | None

    def spread(self, kind: str, sd: float | None = None, ceiling: float = math.inf) -> Spread:
        """Its distribution, cut at its physical bounds and at the card's range of validity. Raises OutOfRange."""
        q, bound = self.quantity, self.bounds or In(self.quantity.unit)
        lows = [-math.inf if bound.ge is None else bound.ge, -math.inf if q.low is None else q.low]
        if bound.gt is not None:
            lows.append(bound.gt + LEAST * (q.value - bound.gt))
        highs = [math.inf if bound.le is None else bound.le, math.inf if q.high is None else q.high, ceiling]
        spread = q.sd if sd is None else sd
        return Spread(self.name, q.value, spread or 0.0, kind, max(lows), min(highs), q.unit, q.source)


def words_of(name: str) -> str:
    """What an engineer calls a number."""
    if name in LIMITS:
        return LIMITS[name][0]
    if name.startswith(PRICE):
        return f"price of {name.removeprefix(PRICE).replace('_', ' ')}"
    return WORDS.get(name, name.replace("_", " "))


def numbers(problem: Problem) -> dict[str, Number]:
    """Every quantity of the question's cards by name, whether it states an uncertainty or not."""
    scale = problem.scale
    found: dict[str, Number] = {}
    for part, card in _cards(problem):
        for field, info in type(card).model_fields.items():
            quantity = getattr(card, field)
            if isinstance(quantity, Quantity):
                name = f"{PRICE}{field}" if part == "prices" else field
                bounds = next((one for one in info.metadata if isinstance(one, In)), None)
                if name in found:
                    raise OutOfRange(f"two cards of '{scale.name}' have a number '{name}': a sample cannot name it")
                found[name] = Number(name, part, field, quantity, bounds)
    return found


def _cards(problem: Problem) -> Iterator[tuple[str, BaseModel]]:
    yield "kinetics", problem.kinetics.constants
    yield "prices", problem.prices
    for part in PARTS:
        yield part, getattr(problem.scale, part)


def spreads(
    problem: Problem,
    kinds: str | Mapping[str, str] = "normal",
    only: Collection[str] = (),
    sds: Mapping[str, float] | None = None,
) -> tuple[Spread, ...]:
    """The distribution of every number whose card states a standard deviation, in the order of the cards.

    ``kinds``: one shape for all, or by name (the others are normal). ``only``: these numbers alone. ``sds``: in place
    of the card's own, in the card's unit. The uptakes are cut where the phenotype ends: beyond it nothing is known.
    Raises OutOfRange for an unknown name, a standard deviation below zero, or when nothing is uncertain.
    """
    known, given = numbers(problem), dict(sds or {})
    shapes = {} if isinstance(kinds, str) else dict(kinds)
    for name in (*only, *given, *shapes):
        if name not in known:
            raise OutOfRange(f"there is no number '{name}' in the study's cards{nearest(name, known)}")
    for name in only:
        if not given.get(name, known[name].quantity.sd):
            raise OutOfRange(f"{name}: its card states no standard deviation; give one (sd), or leave it out")
    ceilings, found = _ceilings(problem), []
    for name, number in known.items():
        sd = given.get(name, number.quantity.sd)
        if (only and name not in only) or sd is None or (sd == 0.0 and name not in given):
            continue
        kind = kinds if isinstance(kinds, str) else shapes.get(name, "normal")
        found.append(number.spread(kind, sd, ceilings.get(name, math.inf)))
    if not found:
        raise OutOfRange("no number of the study's cards states a standard deviation (sd): there is nothing to vary")
    return tuple(found)


def _ceilings(problem: Problem) -> dict[str, float]:
    """Ends of the phenotype by the constant that would lead beyond them."""
    growth, production = problem.kinetics.growth.box, problem.kinetics.production.box
    found = {"uptake_max_growth": growth[0][1], "uptake_max_production": production[0][1]}
    return found | {"oxygen_uptake_max": growth[1][1]} if len(growth) > 1 else found


def changed(problem: Problem, values: Mapping[str, float]) -> Problem:
    """The same question with other numbers in its cards. Raises OutOfRange for an unknown name."""
    known = numbers(problem)
    parts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if name not in known:
            raise OutOfRange(f"there is no number '{name}' in the study's cards{nearest(name, known)}")
        number = known[name]
        quantity = number.quantity.model_copy(update={"value": float(value)})
        parts.setdefault(number.part, {})[number.field] = quantity
    kinetics, prices, scale = problem.kinetics, problem.prices, problem.scale
    if "kinetics" in parts:
        kinetics = replace(kinetics, constants=kinetics.constants.model_copy(update=parts["kinetics"]))
    if "prices" in parts:
        prices = prices.model_copy(update=parts["prices"])
    changes = {part: getattr(scale, part).model_copy(update=parts[part]) for part in PARTS if part in parts}
    scale = scale.model_copy(update=changes) if changes else scale
    return replace(problem, kinetics=kinetics, prices=prices, scale=scale)
