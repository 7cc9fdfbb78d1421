"""What a year of running costs, line by line: what is bought, who works, and what standing there costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cards.reading import nearest
from processes.economics.capital import Capital
from processes.economics.errors import PriceUnknown

Number = Any  # float, or an array with one value per sample

WEEK_HOURS = 168.0  # round the clock


@dataclass(frozen=True)
class OperatingRules:
    """Yearly costs of standing there, as shares. Maintenance and insurance: NREL/TP-5100-47764."""

    maintenance: float = 0.03  # of installed equipment inside the battery limits
    insurance: float = 0.007  # of fixed capital: property insurance and local tax
    overhead: float = 0.25  # of the operators' cost; assumption: supervision, laboratory and administration


RULES = OperatingRules()


@dataclass(frozen=True)
class Operating:
    """Costs in USD per year by line; income from by-products is negative. ``variable`` ends when the plant stands."""

    variable: dict[str, Number] = field(default_factory=dict)
    fixed: dict[str, Number] = field(default_factory=dict)

    @property
    def variable_total(self) -> Number:
        """USD per year."""
        return sum(self.variable.values())

    @property
    def fixed_total(self) -> Number:
        """USD per year."""
        return sum(self.fixed.values())


def operating(
    amounts: Mapping[str, Number],
    prices: Mapping[str, Number],
    labour_hours: Number,
    wage: Number,
    capital: Capital,
    by_products: Mapping[str, Number] | None = None,
    rules: OperatingRules = RULES,
) -> Operating:
    """Yearly costs: ``amounts`` of a year and ``prices`` by the same names, in USD per the same unit.

    ``by_products``: USD of income per year by name. Raises PriceUnknown for an amount without a price.
    """
    variable = {name: amount * _price(name, prices) for name, amount in amounts.items() if not _is_none(amount)}
    variable |= {name: -income for name, income in (by_products or {}).items()}
    labour = labour_hours * wage
    fixed = {
        "labour": labour,
        "overhead": rules.overhead * labour,
        "maintenance": rules.maintenance * capital.inside,
        "insurance and local tax": rules.insurance * capital.fixed,
    }
    return Operating(variable, fixed)


def labour_hours(positions: float, weeks: float = 52.0, hours_per_week: float = WEEK_HOURS) -> float:
    """Hours of work in a year that keep ``positions`` manned; round the clock unless told otherwise."""
    return positions * weeks * hours_per_week


def operators_per_position(hours_per_year_each: float = 1800.0) -> float:
    """People who take turns at one position round the clock; each works so many hours a year (assumption: 1,800)."""
    return labour_hours(1.0) / hours_per_year_each


def _price(name: str, prices: Mapping[str, Number]) -> Number:
    if name not in prices:
        raise PriceUnknown(f"there is no price of '{name}'{nearest(name, prices)}; write it into the site card")
    return prices[name]


def _is_none(amount: Number) -> bool:
    return isinstance(amount, int | float) and amount == 0.0
