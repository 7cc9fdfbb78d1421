"""What each rule keeps, and what it breaks."""

from __future__ import annotations

import json

import pytest

from processes import library
from processes.errors import OutOfRange
from processes.scale_up.comparison import Comparison, compare, usual_point
from processes.scale_up.operating_point import Culture
from processes.scale_up.rules import RULES

SMALL, LARGE = library.scale("pilot_300l"), library.scale("production_100m3")


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(SMALL, LARGE, usual_point(SMALL, Culture(our=1.0), our=45.0))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_keeps_what_it_says(found: Comparison, rule) -> None:
    one = next(one for one in found.rules if one.rule == rule)
    assert rule.stirring in one.kept
    assert rule.aeration in one.kept
    assert len(one.kept) == 2


def test_the_large_vessel_filled_with_a_copy_of_itself_changes_nothing() -> None:
    same = compare(LARGE, LARGE, usual_point(LARGE, Culture(our=1.0), our=60.0))
    for one in same.rules:
        assert all(ratio == pytest.approx(1.0, rel=1e-9) for ratio in one.ratios.values())


def test_what_breaks_is_what_every_engineer_knows(found: Comparison) -> None:
    broken = {one.rule.name: [limit.name for limit in one.broken] for one in found.rules}
    assert {"power", "tip_speed"} <= set(broken["mixing time, gas velocity"])  # nobody has such a motor
    assert "oxygen_transfer" in broken["tip speed, gas velocity"]
    assert "flooding" in broken["tip speed, gas per volume"]
    assert "hold_up" in broken["power per volume, gas per volume"]
    assert all("mixing" in names for names in broken.values())


def test_power_to_mix_as_fast_goes_with_the_volume_to_the_five_thirds(found: Comparison) -> None:
    """P/V ~ (V)^(2/3) at like shapes: here more, as the large vessel is taller."""
    one = next(one for one in found.rules if one.rule.stirring == "mixing_time")
    assert one.ratios["power_per_volume"] > (100.0 / 0.3) ** (2.0 / 3.0)


def test_it_is_plain_data(found: Comparison) -> None:
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["production"] == "production_100m3"


def test_more_than_the_pilot_can_is_refused() -> None:
    with pytest.raises(OutOfRange, match="transfers at most"):
        usual_point(SMALL, Culture(our=1.0), our=900.0)


def test_stirring_of_the_usual_point_is_just_enough() -> None:
    point = usual_point(SMALL, Culture(our=1.0), our=45.0)
    from processes.scale_up.operating_point import state_at

    assert state_at(SMALL, point).oxygen_transfer == pytest.approx(45.0, rel=1e-9)
