"""The prices of a site as the card that a fed-batch plan is priced with."""

from __future__ import annotations

from collections.abc import Mapping

from cards.quantity import Quantity
from processes.costing import PriceCard
from processes.economics.site import DOLLARS, UNITS, USD, Price, SiteCard, site

SODIUM_HYDROXIDE = 0.0400  # kg/eq
SULFURIC_ACID = 0.04904  # kg/eq
SALTS = 5.0  # kg per m3 of broth; assumption, the same as in data/prices.toml

# price of the card: name at a site, how much of it, unit of the card
_FROM_SITE = {
    "glucose": ("glucose", 1.0, "USD/kg"),
    "medium": ("salts", SALTS, "USD/m^3"),
    "base": ("sodium hydroxide", SODIUM_HYDROXIDE, "USD/eq"),
    "acid": ("sulfuric acid", SULFURIC_ACID, "USD/eq"),
    "co2": ("carbon dioxide", 1.0, "USD/kg"),
    "electricity": ("electricity", 1.0, "USD/kWh"),
    "cooling": ("chilled_water", 1.0, "USD/GJ"),
    "steam": ("steam", 1.0, "USD/GJ"),
    "wage": ("wage", 1.0, "USD/h"),
    "waste_water": ("waste_water", 1.0, "USD/m^3"),
}
_MONEY_OF_CARD = ("clarification", "crystallisation")  # no site has them: the default's, moved by prices in dollars


def price_card(place: SiteCard, default: PriceCard, year: int | None = None) -> PriceCard:
    """A price card in US dollars of ``year`` (the site's own unless given); what no site has is the default's."""
    wanted = place.year if year is None else year
    data = default.model_dump() | {"name": place.name, "currency": "USD", "year": wanted}
    for field, (name, factor, unit) in _FROM_SITE.items():
        data[field] = _quantity(place, name, factor, unit, wanted).model_dump()
    growth = _growth(default.year, wanted)
    for field in _MONEY_OF_CARD:
        data[field] = _moved(getattr(default, field), growth, default.year, wanted).model_dump()
    return PriceCard.model_validate(data)


def _quantity(place: SiteCard, name: str, factor: float, unit: str, year: int) -> Quantity:
    price = place.prices[name]
    value = place.price(name, year) * factor
    scale = value / price.value if price.value > 0.0 else 0.0

    def turned(number: float | None) -> float | None:
        return None if number is None else number * scale

    source = f"{price.value:g} {price.currency}/{price.per} of {price.year}: {price.source}; site {place.name}, {year}"
    return Quantity(
        value=value, unit=unit, sd=turned(price.sd), low=turned(price.low), high=turned(price.high), source=source
    )


def _growth(from_year: int, to_year: int) -> float:
    dollars = site(DOLLARS)
    return dollars.level(to_year) / dollars.level(from_year)


def _moved(quantity: Quantity, factor: float, from_year: int, to_year: int) -> Quantity:
    if from_year == to_year:
        return quantity
    sd = None if quantity.sd is None else quantity.sd * factor
    why = f"{quantity.source}; moved from {from_year} to {to_year} by consumer prices"
    return quantity.model_copy(update={"value": quantity.value * factor, "sd": sd, "source": why})


def own_prices(given: Mapping[str, Quantity], year: int) -> dict[str, Price]:
    """Prices of a price card, in USD of ``year``, as prices of a site by name; what no site sells is left out."""
    return {
        name: Price(
            value=given[field].value / factor, per=UNITS[name], currency=USD, year=year, source=given[field].source
        )
        for field, (name, factor, _) in _FROM_SITE.items()
        if field in given
    }
