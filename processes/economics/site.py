"""Site: what things cost at one place, how a plant is paid for and taxed there; one TOML card each.

A price is written in the money of the place and of a year. It is brought to another year by the consumer prices of the
place and to US dollars by the exchange rate of the card; both are said.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from cards.quantity import In, Quantity
from cards.reading import Card, nearest, read_card
from cards.units import convert
from processes.economics.cash_flow import Finance
from processes.economics.cost_index import IndexOfYear, projected
from processes.economics.depreciation import Schedule, schedule
from processes.economics.errors import PriceUnknown, SiteUnknown
from processes.plant.names import CONSUMABLES, UTILITIES

FOLDER = Path(__file__).parents[1] / "sites"
USD = "USD"
DOLLARS = "united_states"  # the site whose consumer prices move a price that is written in US dollars

# What a price is for one of. Names that are not here are counted in the unit that the card writes.
UNITS = {**CONSUMABLES, **UTILITIES, "waste_water": "m^3", "solid_waste": "kg", "wage": "h"}

Share = Annotated[Quantity, In("dimensionless", ge=0, le=1)]
Source = Annotated[str, Field(min_length=3)]


class Price(Card):
    """What one unit of something costs, in the money of a year."""

    value: float = Field(ge=0, strict=True)
    per: str = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    year: int = Field(ge=1980, le=2100, strict=True)
    sd: float | None = Field(default=None, ge=0, strict=True)
    low: float | None = Field(default=None, ge=0, strict=True)
    high: float | None = Field(default=None, ge=0, strict=True)
    source: Source

    @model_validator(mode="before")
    @classmethod
    def _dated(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            raise ValueError(
                'a price needs its unit, currency, year and source: write { value = …, per = "kg", currency = "USD", '
                'year = 2023, source = "…" }'
            )
        wanted = {"currency": 'currency = "USD"', "year": "year = 2023"}
        missing = [word for name, word in wanted.items() if name not in given]
        if missing:
            words = " and ".join(word.split()[0] for word in missing)
            raise ValueError(f"a price without {words}: write {', '.join(missing)}")
        return given


class Exchange(Card):
    """Units of the place's money for one US dollar, the mean of a year."""

    value: float = Field(gt=0, strict=True)
    year: int = Field(ge=1980, le=2100, strict=True)
    source: Source


class Inflation(Card):
    """Consumer prices of the place by year, and their growth past the last of them."""

    name: str
    values: dict[int, float] = Field(min_length=1)
    escalation: Annotated[Quantity, In("1/year", ge=0, le=0.5)]
    source: Source


class Depreciation(Card):
    """How capital is written off."""

    method: Literal["macrs", "straight_line", "declining_balance"]
    years: int = Field(ge=1, le=50)
    source: Source


class Money(Card):
    """How a plant is paid for and taxed."""

    discount_rate: Annotated[Quantity, In("1/year", gt=0, le=1)]
    equity: Share
    loan_rate: Annotated[Quantity, In("1/year", ge=0, le=1)]
    loan_years: Annotated[Quantity, In("year", ge=0, le=50)]
    life: Annotated[Quantity, In("year", ge=1, le=50)]
    tax_rate: Share
    depreciation: Depreciation

    def finance(self) -> Finance:
        """The numbers that a cash flow needs; construction and start-up are NREL/TP-5100-47764's."""
        written_off: Schedule = schedule(self.depreciation.method, self.depreciation.years)
        return Finance(
            discount_rate=self.discount_rate.value,
            equity=self.equity.value,
            loan_rate=self.loan_rate.value,
            loan_years=round(self.loan_years.value),
            life=round(self.life.value),
            tax_rate=self.tax_rate.value,
            depreciation=((1.0, written_off),),
        )


class SiteCard(Card):
    """One place with its prices."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    year: int = Field(ge=1980, le=2100, strict=True)  # in whose money answers are given unless another is asked for
    grid: str = Field(min_length=1)  # region of data/impacts.csv
    exchange: Exchange
    inflation: Inflation
    location_factor: Annotated[Quantity, In("dimensionless", gt=0, le=5)]
    finance: Money
    prices: dict[str, Price] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> SiteCard:
        for name, price in self.prices.items():
            _units_in(price.per, name)
            if price.currency not in (self.currency, USD):
                raise ValueError(
                    f"the price of '{name}' is in {price.currency}; expected {self.currency} or {USD}: the card has no "
                    "other exchange rate"
                )
        if self.currency == USD and self.exchange.value != 1.0:
            raise ValueError(f"one US dollar costs {self.exchange.value:g} US dollars; expected 1")
        return self

    def price(self, name: str, year: int | None = None) -> float:
        """USD of ``year`` for one of ``UNITS`` of ``name``. Raises PriceUnknown with the nearest name, or for the year.

        A price in the place's money moves with the consumer prices of the place and is exchanged at the card's rate;
        one in US dollars moves with those of the United States (assumption: relative prices stay).
        """
        if name not in self.prices:
            raise PriceUnknown(f"site '{self.name}' has no price of '{name}'{nearest(name, self.prices)}")
        price = self.prices[name]
        money = self if price.currency == self.currency else site(DOLLARS)
        wanted = self.year if year is None else year
        value = price.value * money.level(wanted) / money.level(price.year) / _units_in(price.per, name)
        return value if price.currency == USD else value / self.exchange.value

    def prices_of(self, year: int | None = None) -> dict[str, float]:
        """All prices in USD of ``year`` by name."""
        return {name: self.price(name, year) for name in self.prices}

    def local(self, usd: float) -> float:
        """US dollars in the money of the place, at the card's exchange rate."""
        return usd * self.exchange.value

    def warnings(self, year: int | None = None) -> tuple[str, ...]:
        """What has to be said about money of that year."""
        wanted = self.year if year is None else year
        found = list(self._projection(wanted).warnings)
        if self.currency != USD and wanted != self.exchange.year:
            rate = f"{self.exchange.value:g} {self.currency} per USD"
            found.append(f"exchanged at {rate}, the mean of {self.exchange.year}")
        return tuple(found)

    def _projection(self, year: int) -> IndexOfYear:
        what = f"{self.inflation.name} ({self.name})"
        return projected(self.inflation.values, year, self.inflation.escalation.value, what)

    def level(self, year: int) -> float:
        """Consumer prices of a year, projected past the last that is known. Raises PriceUnknown."""
        return self._projection(year).value


def sites() -> list[str]:
    """Names of the site cards that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def _units_in(per: str, name: str) -> float:
    """How many of the unit that ``name`` is counted in make one ``per``. Raises ValueError when they do not fit."""
    unit = UNITS.get(name, per)
    try:
        return convert(1.0, per, unit)
    except ValueError:
        raise ValueError(f"the price of '{name}' is per '{per}'; expected '{unit}' or a unit that fits it") from None


def site(name: str) -> SiteCard:
    """A site card by name or path. Raises SiteUnknown with the nearest name, CardError."""
    if name.endswith(".toml"):
        return read_card(SiteCard, Path(name))
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise SiteUnknown(f"there is no site '{name}'{nearest(name, sites())}")
    return _shipped(path)


@lru_cache(maxsize=16)
def _shipped(path: Path) -> SiteCard:
    return read_card(SiteCard, path)
