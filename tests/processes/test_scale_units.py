"""Slips of units and of sense in a scale card: one sentence, with file and line."""

from __future__ import annotations

import re

import pytest

from cards.errors import CardError
from cards.reading import parse_card
from processes.library import ROOM, scale
from processes.scale import KlaMeasured, ScaleCard
from processes.transfer.kla import kla_stirred_tank

TEXT = (ROOM / "scales" / "production_100m3.toml").read_text(encoding="utf-8")
FACTOR = re.search(r"\[vessel.kla_factor\].*?\n\n", TEXT, re.DOTALL)[0]  # type: ignore[index]


def measured(value: float, unit: str) -> str:
    return (
        f'[kla_measured]\nkla = {{ value = {value}, unit = "{unit}", source = "steady off-gas, June" }}\n'
        'power = { value = 1500, unit = "W/m^3", source = "torque on the shaft" }\n'
        'gas_velocity = { value = 0.05, unit = "m/s", source = "flow meter" }\n\n'
    )


def fault(old: str, new: str) -> str:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(CardError) as caught:
        parse_card(ScaleCard, text, "mine.toml")
    (line,) = str(caught.value).splitlines()
    return line


def test_a_measured_kla_gives_the_factor() -> None:
    card = parse_card(ScaleCard, TEXT.replace(FACTOR, measured(310, "1/h")), "mine.toml")
    assert card.vessel.kla_factor.value == pytest.approx(310.0 / kla_stirred_tank(1500.0, 0.05))
    assert "steady off-gas" in card.vessel.kla_factor.source
    assert ScaleCard.model_validate_json(card.model_dump_json()) == card
    in_seconds = parse_card(ScaleCard, TEXT.replace(FACTOR, measured(310.0 / 3600.0, "1/s")), "mine.toml")
    assert in_seconds.vessel.kla_factor.value == pytest.approx(card.vessel.kla_factor.value)


@pytest.mark.parametrize(("value", "unit", "meant"), [(0.09, "1/h", "1/s"), (310, "1/s", "1/h")])
def test_a_factor_of_3600_is_noticed(value: float, unit: str, meant: str) -> None:
    line = fault(FACTOR, measured(value, unit))
    assert line.startswith("mine.toml:46: kla_measured: kLa of ")
    assert "a factor of 3,600" in line
    assert f'was the unit "{meant}" meant?' in line


def test_a_factor_of_3600_in_the_factor_itself_is_noticed() -> None:
    line = fault(FACTOR, FACTOR.replace("0.75", "0.00021"))
    assert line.startswith("mine.toml:46: vessel.kla_factor: 0.00021 is a factor of 3,600 or near it")
    assert "vessel.kla_factor: 2700" in fault(FACTOR, FACTOR.replace("0.75", "2700"))


def test_two_factors_that_differ_are_refused() -> None:
    assert "gives a kla_factor of 0.7946, the vessel says 0.75" in fault(FACTOR, FACTOR + measured(310, "1/h"))
    assert "expected 0.02 to 50 times it" in fault(FACTOR, measured(3, "1/h"))


def test_what_is_said_in_a_study_stands_over_what_was_measured() -> None:
    card = parse_card(ScaleCard, TEXT.replace(FACTOR, measured(310, "1/h")), "mine.toml")
    factor = scale("pilot_300l").vessel.kla_factor
    changed = card.with_changes({"kla_factor": factor})
    assert changed.vessel.kla_factor == factor
    assert changed.kla_measured is None


def test_a_vessel_of_less_than_nothing() -> None:
    assert fault("value = 100\n", "value = -1\n") == "mine.toml:6: vessel.volume: -1 m^3 is out of bounds; expected > 0"


def test_a_feed_stronger_than_sugar_dissolves() -> None:
    line = fault("value = 700\n", "value = 850\n")
    assert line.startswith("mine.toml:103: operation.feed_concentration: 850 g/L of glucose does not stay dissolved")
    warm = TEXT.replace("value = 700\n", "value = 850\n").replace(
        "[operation.inoculum]",
        '[operation.feed_temperature]\nvalue = 50\nunit = "degC"\nsource = "heated feed tank"\n\n[operation.inoculum]',
    )
    assert parse_card(ScaleCard, warm, "mine.toml").operation.feed_concentration.value == 850.0


def test_an_impeller_that_there_is_not() -> None:
    text = TEXT.replace("[vessel.volume]", 'impeller = "ruston"\n\n[vessel.volume]', 1)
    with pytest.raises(
        CardError, match=r"mine.toml:6: impeller: there is no impeller 'ruston'; did you mean 'rushton'"
    ):
        parse_card(ScaleCard, text, "mine.toml")


def test_how_many_impellers_share_the_power_number() -> None:
    assert scale("production_100m3").impellers == 3
    with pytest.raises(ValueError, match="3,600"):
        KlaMeasured.model_validate(
            {
                "kla": {"value": 0.1, "unit": "1/h", "source": "test"},
                "power": {"value": 1500, "unit": "W/m^3", "source": "test"},
                "gas_velocity": {"value": 0.05, "unit": "m/s", "source": "test"},
            }
        ).factor()
