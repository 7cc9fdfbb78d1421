"""A plant appraised at a site: capital, yearly costs, minimum selling price and what an investor asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from processes.economics.capital import NREL, Capital, CapitalRules, Purchase, capital
from processes.economics.cash_flow import Finance, Project, cash, patterns
from processes.economics.cost_index import cost_index
from processes.economics.errors import NotPriceable
from processes.economics.measures import Measures, measures
from processes.economics.operating import RULES, Operating, OperatingRules, operating
from processes.economics.selling_price import minimum_selling_price, price_lines
from processes.economics.site import SiteCard

Number = Any  # float, or an array with one value per sample

LAND = 0.02  # of the fixed capital; assumption: 1-2 % (Peters, Timmerhaus and West 2003), not written off


@dataclass(frozen=True)
class Works:
    """What a plant buys, takes and makes in a year: of a whole-plant result, or a table made by hand.

    purchases: equipment. amounts: by name, in the units of ``site.UNITS``. output: kg of product.
    by_products: income in USD. charges: USD paid for what has no price of its own. labour_hours: hours of work.
    """

    purchases: Sequence[Purchase]
    amounts: Mapping[str, Number]
    labour_hours: Number
    output: Number
    by_products: Mapping[str, Number] = field(default_factory=dict)
    charges: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Appraisal:
    """Money is US dollars of ``year``; prices and lines are per kg of product."""

    site: str
    year: int
    currency: str
    exchange_rate: float  # of the place's money for one US dollar
    local_currency: str
    capital: Capital
    operating: Operating
    project: Project
    finance: Finance
    price: Number  # minimum selling price, USD/kg
    lines: dict[str, Number]  # sum to the price
    measures: Measures  # at the price asked about
    asked_price: Number  # USD/kg; the minimum selling price where none was given
    warnings: tuple[str, ...]

    def cash(self) -> Any:
        """Owners' cash by year at the asked price, USD; shape (years,) or (samples, years), years from ``years()``."""
        return cash(self.project, self.finance, self.asked_price)

    def years(self) -> Any:
        """Years of the cash; 0 is the last of construction."""
        return patterns(self.finance).years

    def to_dict(self) -> dict[str, Any]:
        """As plain numbers, lists and dicts."""
        whole = self.capital
        return {
            "site": self.site,
            "year": self.year,
            "currency": self.currency,
            "exchange_rate": self.exchange_rate,
            "local_currency": self.local_currency,
            "minimum_selling_price_usd_per_kg": _plain(self.price),
            "asked_price_usd_per_kg": _plain(self.asked_price),
            "measures": {name: _plain(value) for name, value in asdict(self.measures).items()},
            "capital": {name: _plain(getattr(whole, name)) for name in (*_CAPITAL, "total", "lang")},
            "variable_cost": {name: _plain(value) for name, value in self.operating.variable.items()},
            "fixed_cost": {name: _plain(value) for name, value in self.operating.fixed.items()},
            "lines_usd_per_kg": {name: _plain(value) for name, value in self.lines.items()},
            "output_kg": _plain(self.project.output),
            "warnings": list(self.warnings),
        }


_CAPITAL = ("purchased", "installed", "direct", "fixed", "working", "land")


def appraise(
    works: Works,
    place: SiteCard,
    year: int | None = None,
    price: Number | None = None,
    finance: Finance | None = None,
    capital_rules: CapitalRules = NREL,
    operating_rules: OperatingRules = RULES,
) -> Appraisal:
    """The plant at a site in the money of ``year``; ``price`` (USD/kg) is asked about, else the minimum selling price.

    Raises PriceUnknown for an amount that the site has no price of, NotPriceable when nothing is made.
    """
    wanted = place.year if year is None else year
    way = place.finance.finance() if finance is None else finance
    index = cost_index(wanted, place.inflation.escalation.value)
    bare = capital(works.purchases, index.value, place.location_factor.value, 0.0, capital_rules)
    whole = replace(bare, land=LAND * bare.fixed)
    prices = place.prices_of(wanted)
    yearly = operating(
        works.amounts, prices, works.labour_hours, prices.get("wage", 0.0), whole, works.by_products, operating_rules
    )
    yearly = replace(yearly, variable=yearly.variable | dict(works.charges))
    project = Project(
        whole.fixed, works.output, yearly.variable_total, yearly.fixed_total, whole.working, whole.land
    )  # fmt: skip
    least = minimum_selling_price(project, way)
    asked = least if price is None else price
    if np.any(np.asarray(asked) < 0.0):
        raise NotPriceable(f"a price of {float(np.min(asked)):g} USD/kg; expected none below 0")
    return Appraisal(
        site=place.name,
        year=wanted,
        currency="USD",
        exchange_rate=place.exchange.value,
        local_currency=place.currency,
        capital=whole,
        operating=yearly,
        project=project,
        finance=way,
        price=least,
        lines=price_lines(project, way, yearly.variable, yearly.fixed, least),
        measures=measures(project, way, asked),
        asked_price=asked,
        warnings=(*place.warnings(wanted), *index.warnings, *whole.warnings),
    )


def _plain(number: Number) -> Any:
    """A float or a list; what JSON has no word for becomes None."""
    values = np.asarray(number, dtype=float)
    if values.ndim:
        return [_plain(one) for one in values]
    return float(values) if np.isfinite(values) else None
