"""Published prices that the cash flow must give back, and what of a published price can be had at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes.economics.cash_flow import Finance, Project
from processes.economics.depreciation import macrs
from processes.economics.measures import measures
from processes.economics.selling_price import minimum_selling_price

MILLION = 1e6

# Ethanol from corn stover: Humbird et al., NREL/TP-5100-47764 (2011), in US dollars of 2007. 61.0 million gal/y, fixed
# capital 400.1, land 1.848, working capital 5 %; rules: ``Finance``'s defaults. The steam plant (66.0 of the 232 of
# installed equipment) is written off over 20 years, the rest over 7.
STEAM_PLANT = 66.0 / 232.0
NREL = Finance(depreciation=((1.0 - STEAM_PLANT, macrs(7)), (STEAM_PLANT, macrs(20))))
GALLONS = 61.0 * MILLION
FIXED = 10.7 * MILLION  # 17.5 ct/gal of salaries, maintenance, insurance
# Cost table of the report, ct/gal: 215 less depreciation 22.0, income tax 12.3 and return on investment 61.
FROM_THE_TABLE = (2.15 - 0.220 - 0.123 - 0.61) * GALLONS
CALIBRATED = 74.6 * MILLION  # net operating cost at which these rules give 2.15: set, not predicted
STOVER = 2205.0 * 8410.0 / 24.0  # dry US tons a year


def plant(operating: float, capital: float = 400.1 * MILLION) -> Project:
    return Project(capital, GALLONS, operating - FIXED, FIXED, 0.05 * capital, 1.848 * MILLION)


def test_nrel_ethanol_from_the_report_s_cost_table() -> None:
    price = minimum_selling_price(plant(FROM_THE_TABLE), NREL)
    assert price == pytest.approx(2.12, abs=0.02)
    assert price == pytest.approx(2.123, abs=0.003)


def test_nrel_ethanol_calibrated() -> None:
    assert minimum_selling_price(plant(CALIBRATED), NREL) == pytest.approx(2.15, abs=0.005)


def test_nrel_sensitivities() -> None:
    """Fixed capital +10 %: 2.214; return of 5 %: 1.810; stover 10 USD a dry ton dearer: 2.251."""
    base = plant(FROM_THE_TABLE)
    dearer_stover = replace(base, variable_cost=base.variable_cost + 10.0 * STOVER)
    assert minimum_selling_price(plant(FROM_THE_TABLE, 440.11 * MILLION), NREL) == pytest.approx(2.214, abs=0.004)
    assert minimum_selling_price(base, replace(NREL, discount_rate=0.05)) == pytest.approx(1.810, abs=0.004)
    assert minimum_selling_price(dearer_stover, NREL) == pytest.approx(2.251, abs=0.004)


def test_the_share_of_the_steam_plant_matters_little() -> None:
    for share in (0.20, 0.35):
        other = replace(NREL, depreciation=((1.0 - share, macrs(7)), (share, macrs(20))))
        assert minimum_selling_price(plant(CALIBRATED), other) == pytest.approx(2.15, abs=0.006)


def test_nrel_total_capital() -> None:
    """422.5 million: fixed 400.1, working capital 5 %, land 1.848."""
    whole = plant(CALIBRATED)
    assert whole.fixed_capital + whole.working_capital + whole.land == pytest.approx(422.5 * MILLION, rel=0.002)
    assert measures(plant(CALIBRATED), NREL, 2.15).irr == pytest.approx(0.10, abs=0.001)


# Succinic acid by I. orientalis on sugar cane juice: Tran et al., Nat. Commun. 14 (2023) 6152, batch at pilot scale.
# Their simulation gives 1.367 USD/kg in dollars of 2016. Inputs as in the model published with the article
# (Bioindustrial-Park, biorefineries/succinic). What of the price can be had, and what cannot:
#
#   cane                       had       96 t/h for 200 days at 0.03455 USD/kg, 28,000 t/y of product
#   ammonium sulfate           had       4.5 g per 63.1 g, 0.161 USD/kg of 2007
#   magnesium sulfate          had       0.9 g per 63.1 g, 0.436 USD/kg of 2007
#   lime                       had       0.1494 mol/mol, 0.1189 USD/lb
#   labour                     had       3.213 million USD/y at 2,205 US tons of dry feed a day, burden 90 %
#   carbon dioxide             not had   0.268 USD/kg, but how much is made up is a result of their flows
#   natural gas, power, steam  not had   0.253 USD/kg and 0.07 USD/kWh; bagasse is burnt, the balance is a result
#   amine, boiler and cooling chemicals, water, waste     not had   amounts are results
#   capital, hence maintenance and insurance              not had   in no table that could be read; only its rules are
#
# So their price is not computed here within 15 %. What is tested: that the lines to be had are about half of it, and
# that the rest is a credible capital for a plant of that size.
TONNES = 28_000.0
PUBLISHED_PRICE = 1.367  # USD/kg
THEIRS = replace(NREL, tax_rate=0.21, depreciation=((1.0, macrs(7)),))


def succinic_lines() -> dict[str, float]:
    """USD of 2016 per kg."""
    inflation = 1.114 / 0.961  # 2007 to 2016, as they do it
    dry_feed = 96_000.0 * 0.30 * 24.0 / 907.185  # US tons a day
    return {
        "cane": 96_000.0 * 24.0 * 200.0 * 0.03455 / (TONNES * 1000.0),
        "ammonium sulfate": 4.5 / 63.1 * 0.161 * inflation,
        "magnesium sulfate": 0.9 / 63.1 * 0.436 * inflation,
        "lime": 0.298866 / 2.0 * 74.093 / 118.09 * 0.1189 * 2.20462,
        "labour": 3_212_962.0 * dry_feed / 2205.0 * 1.9 / (TONNES * 1000.0),
    }


def test_succinic_acid_the_sugar_agrees_with_titre_yield_and_output() -> None:
    """28,000 t/y at 0.4733 g/g are 12.3 t/h of sugar made use of: 13 % of the cane, which holds 13 to 15 %."""
    sugar = TONNES / 4800.0 / 0.473347
    assert 0.12 < sugar / 96.0 < 0.15


def test_succinic_acid_half_of_the_price_can_be_had() -> None:
    lines = succinic_lines()
    assert lines["cane"] == pytest.approx(0.569, abs=0.001)
    assert sum(lines.values()) / PUBLISHED_PRICE == pytest.approx(0.50, abs=0.02)


def test_succinic_acid_the_rest_is_a_credible_capital() -> None:
    """If all the rest were capital, maintenance and insurance: 2,500 to 5,000 USD per t/y, as such plants cost."""
    kilograms, lines = TONNES * 1000.0, succinic_lines()
    labour = lines.pop("labour") * kilograms
    bought = sum(lines.values()) * kilograms

    def price(capital: float) -> float:
        upkeep = (0.03 / 1.6 / 1.175 + 0.007) * capital  # all inside the battery limits
        return float(
            minimum_selling_price(Project(capital, kilograms, bought, labour + upkeep, 0.05 * capital), THEIRS)
        )

    low, high = 1e6, 1e9
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if price(middle) < PUBLISHED_PRICE else (low, middle)
    assert 2500.0 < low / TONNES < 5000.0
