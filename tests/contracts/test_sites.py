"""Every site card that exists: complete, in the units that plants count in, every price with year, currency, source."""

from __future__ import annotations

import re

import pytest

from cards.errors import CardError
from cards.reading import parse_card
from processes import library
from processes.costing import PRICES
from processes.economics.appraisal import Works, appraise
from processes.economics.capital import Purchase
from processes.economics.price_card import price_card
from processes.economics.site import FOLDER, UNITS, SiteCard, site, sites
from processes.impact.factors import regions


@pytest.mark.parametrize("name", sites())
class TestSite:
    @pytest.fixture
    def card(self, name: str) -> SiteCard:
        return site(name)

    def test_is_named_as_its_file(self, name: str, card: SiteCard) -> None:
        assert card.name == name

    def test_sells_all_that_plants_buy(self, card: SiteCard) -> None:
        assert set(UNITS) <= set(card.prices)

    def test_every_price_has_its_year_currency_and_source(self, card: SiteCard) -> None:
        for key, price in card.prices.items():
            assert price.value > 0.0, key
            assert price.currency in (card.currency, "USD"), key
            assert 2000 <= price.year <= card.year, key
            assert len(price.source) > 15, key
            assert price.low is None or price.low <= price.value, key
            assert price.high is None or price.high >= price.value, key

    def test_prices_are_of_the_order_of_the_default(self, card: SiteCard) -> None:
        here, default = price_card(card, library.prices()), library.prices()
        for field in PRICES:
            assert 0.2 < getattr(here, field).value / getattr(default, field).value < 5.0, field

    def test_years_follow_consumer_prices(self, card: SiteCard) -> None:
        ratio = card.inflation.values[2023] / card.inflation.values[2015]
        assert card.price("glucose", 2023) / card.price("glucose", 2015) == pytest.approx(ratio)
        assert card.warnings(2030)
        assert card.price("glucose", 2030) > card.price("glucose", 2024)

    def test_can_be_assessed_and_survives_storing(self, card: SiteCard) -> None:
        assert card.grid in regions()
        assert SiteCard.model_validate_json(card.model_dump_json()) == card

    def test_a_plant_can_be_priced_there(self, card: SiteCard) -> None:
        works = Works((Purchase("vessel", 1e6, 567.5, 1.8),), {"glucose": 1e6, "electricity": 1e6}, 8760.0, 1e6)
        assert 0.1 < appraise(works, card).price < 50.0


def test_there_are_sites() -> None:
    assert {"japan", "united_states", "europe"} <= set(sites())


@pytest.mark.parametrize(
    ("pattern", "written", "words"),
    [
        (r"year = 2023\nsd = 4.0", "sd = 4.0", "prices.electricity: a price without year"),
        (r'currency = "JPY"\nyear = 2023\nsd = 4.0', "year = 2023", "prices.electricity: a price without currency"),
        (r'per = "kWh"', 'per = "kg"', "per 'kg'"),
        (r'per = "kWh"\ncurrency = "JPY"', 'per = "kWh"\ncurrency = "EUR"', "no other exchange rate"),
        (r"value = 23.0", "value = -23.0", "prices.electricity.value"),
    ],
)
def test_a_faulty_price_is_one_clear_error(pattern: str, written: str, words: str) -> None:
    text = (FOLDER / "japan.toml").read_text(encoding="utf-8")
    changed = re.sub(pattern, written, text, count=1)
    assert changed != text
    with pytest.raises(CardError) as told:
        parse_card(SiteCard, changed, "mine.toml")
    (line,) = str(told.value).splitlines()
    assert re.match(r"mine\.toml:\d+: ", line)
    assert words in line


def test_a_price_per_tonne_is_turned() -> None:
    text = (FOLDER / "japan.toml").read_text(encoding="utf-8")
    dear = parse_card(SiteCard, text.replace('value = 130.0\nper = "kg"', 'value = 130000.0\nper = "t"'), "mine.toml")
    assert dear.price("glucose") == pytest.approx(site("japan").price("glucose"))


def test_the_default_prices_are_what_they_were() -> None:
    assert library.prices().glucose.value == 0.45
    assert library.prices().year == 2023
