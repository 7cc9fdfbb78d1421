"""Numbers as OPC UA values."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from asyncua import ua
from hypothesis import given
from hypothesis import strategies as st

from plant_io.plant import PlantCard
from plant_io.server.columns import Row
from plant_io.server.nodes import TagNode, microseconds, moment

BAD_SENSOR = int(ua.StatusCodes.BadSensorFailure)


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_a_time_comes_back(time: datetime) -> None:
    assert moment(microseconds(time)) == time
    assert microseconds(time.replace(tzinfo=None)) == microseconds(time)


@pytest.mark.parametrize("reading", [None, math.nan, math.inf])
def test_what_is_no_number_is_a_bad_reading(card: PlantCard, reading: float | None) -> None:
    node = TagNode(card.tag("F-1.pH"), None)
    assert node.measured(reading, 0) == (None, BAD_SENSOR)
    waiting = int(ua.StatusCodes.BadWaitingForInitialData)
    assert node.measured(reading, waiting) == (None, waiting)


@pytest.mark.parametrize(
    ("tag", "reading", "held", "kind"),
    [
        ("F-1.pH", 7.1, 7.1, ua.VariantType.Double),
        ("F-1.Weight", 0.1, 0.10000000149011612, ua.VariantType.Float),
        ("F-1.Command", 2.0, 2, ua.VariantType.Int32),
    ],
)
def test_a_value_has_the_tags_type(card: PlantCard, tag: str, reading: float, held: Any, kind: Any) -> None:
    node = TagNode(card.tag(tag), None)
    value, status = node.measured(reading, 0)
    data = node.data_value(Row(1_000_000, 2_000_000, value, status))
    assert (data.Value.Value, data.Value.VariantType, data.StatusCode.value) == (held, kind, 0)
    assert (data.SourceTimestamp.second, data.ServerTimestamp.second) == (1, 2)
