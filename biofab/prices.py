"""The prices that a study is planned with: the default's, or those of its site, and the study's own before both."""

from __future__ import annotations

from biofab.study import Study
from biofab.study_card import SiteChoice
from processes import library
from processes.costing import PriceCard

DEFAULT_SITE = "united_states"  # of a study that names none, where a whole site is needed


def prices_of(study: Study) -> PriceCard:
    """The price card of a study. Raises SiteUnknown, PriceUnknown, CardError."""
    prices = library.prices()
    if study.site.name is not None or study.site.year is not None:
        from processes.economics.price_card import price_card
        from processes.economics.site import site

        prices = price_card(site(study.site.name or DEFAULT_SITE), prices, study.site.year)
    if not study.prices:
        return prices
    own = {name: price.model_dump() for name, price in study.prices.items()}
    return type(prices).model_validate(prices.model_dump() | own)


def at_site(study: Study, name: str | None, year: int | None) -> Study:
    """The same question at another site, or in the money of another year; None leaves the study's own."""
    chosen = SiteChoice(name=name or study.site.name, year=study.site.year if year is None else year)
    return study.model_copy(update={"site": chosen})
