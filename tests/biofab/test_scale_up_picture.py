"""The table of scale-up rules as a picture."""

from __future__ import annotations

import pytest

from biofab.pictures.scale_up import scale_up_table
from processes import library
from processes.scale_up.comparison import compare, usual_point
from processes.scale_up.operating_point import Culture


def test_every_rule_and_limit_is_drawn() -> None:
    pytest.importorskip("matplotlib")
    small, large = library.scale("pilot_300l"), library.scale("production_100m3")
    found = compare(small, large, usual_point(small, Culture(our=1.0), our=45.0))
    axes = scale_up_table(found)
    words = [text.get_text() for text in axes.texts]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == [one.rule.name for one in found.rules]
    assert sum("!" in word for word in words) - 1 == sum(len(one.broken) for one in found.rules)  # one is the key
    assert sum(word == "=" for word in words) == 2 * len(found.rules)
    assert "≫ 100 !" in words
