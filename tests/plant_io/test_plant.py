"""A plant's card is checked as a whole, and a fault is placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.errors import CardError, CardMissing
from plant_io.errors import UnknownTag
from plant_io.plant import PlantCard, plant, plants

HEAD = """name = "small"
title = "a small plant"
virtual = true
namespace_uri = "urn:test:small"
[[units]]
name = "F-1"
kind = "fermenter"
volume_l = 10
"""
TAGS = """[[tags]]
name = "F-1.pH"
role = "ph"
node_id = "ns=2;s=F-1.pH"
unit = "pH"
range = [2, 12]
[[tags]]
name = "F-1.FeedSetpoint"
role = "feed_setpoint"
node_id = "ns=2;s=F-1.FeedSetpoint"
unit = "L/h"
range = [0, 10]
writable = true
limits = [0, 5]
"""
RULE = """[[interlocks]]
tag = "F-1.FeedSetpoint"
requires = "F-1.pH"
within = [5, 9]
reason = "no feed outside of the pH"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_pilot_plant_is_found_by_name(card: PlantCard) -> None:
    assert "pilot" in plants()
    assert card.name == "pilot"
    assert card.tag("F-301.pH").equipment == "F-301"
    assert card.roles("F-301")["feed_setpoint"].name == "F-301.FeedSetpoint"


def test_a_card_is_read_from_a_path(tmp_path: Path) -> None:
    card = plant(written(tmp_path, HEAD + TAGS + RULE))
    assert [tag.name for tag in card.tags] == ["F-1.pH", "F-1.FeedSetpoint"]


def test_an_unknown_plant_names_the_nearest() -> None:
    with pytest.raises(CardMissing, match="did you mean 'pilot'"):
        plant("pilto")


def test_an_unknown_tag_names_the_nearest(card: PlantCard) -> None:
    with pytest.raises(UnknownTag, match=r"no tag 'F-301.PH'; did you mean 'F-301.pH'"):
        card.tag("F-301.PH")
    with pytest.raises(UnknownTag, match="no unit 'F-302'; did you mean 'F-301'"):
        card.equipment("F-302")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('requires = "F-1.pH"', 'requires = "F-1.pHH"', "25", "there is no tag 'F-1.pHH'; did you mean 'F-1.pH'"),
        ('tag = "F-1.FeedSetpoint"', 'tag = "F-1.pH"', "24", "is not writable"),
        ('name = "F-1.FeedSetpoint"', 'name = "F-1.pH"', "16", "already taken"),
        ('role = "feed_setpoint"', 'role = "ph"', "17", "already taken"),
        ("ns=2;s=F-1.FeedSetpoint", "ns=2;s=F-1.pH", "18", "already taken"),
        ('name = "F-1.pH"', 'name = "F-2.pH"', "10", "there is no unit 'F-2'"),
        ("limits = [0, 5]", "limits = [0, 50]", "15", "within the range 0 to 10"),
        ("limits = [0, 5]", "", "15", "needs the limits"),
        ("range = [2, 12]", "range = [12, 2]", "9", "expected low < high"),
        ("within = [5, 9]", "within = [9, 5]", "23", "expected low ≤ high"),
        ('node_id = "ns=2;s=F-1.pH"', "", "9", "either node_id or browse_path"),
        ("volume_l = 10", "volume_l = 10\nsafe_state = { ph = 7 }", "9", "no writable tag of the role 'ph'"),
        ("volume_l = 10", "volume_l = 10\nsafe_state = { feed_setpoint = 9 }", "9", "outside the limits 0 to 5"),
        ('unit = "pH"', 'unit = "pH"\nlimit = [3, 4]', "14", "unknown key; did you mean 'limits'"),
    ],
)
def test_a_fault_is_placed(tmp_path: Path, old: str, new: str, line: str, message: str) -> None:
    text = HEAD + TAGS + RULE
    assert old in text
    path = written(tmp_path, text.replace(old, new, 1))
    with pytest.raises(CardError) as caught:
        plant(path)
    assert f"{path}:{line}: " in str(caught.value)
    assert message in str(caught.value)
