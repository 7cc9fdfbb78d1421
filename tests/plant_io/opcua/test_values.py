"""Data values to samples and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from asyncua import ua

from plant_io.opcua.values import to_data_value, to_sample
from plant_io.plant import PlantCard

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "status", "expected"),
    [
        (ua.Variant(1.5), 0, (1.5, 0)),
        (ua.Variant(3, ua.VariantType.Int32), 0, (3.0, 0)),
        (ua.Variant(True, ua.VariantType.Boolean), 0, (1.0, 0)),
        (ua.Variant("text"), 0, (None, 0x80000000)),
        (ua.Variant(), 0, (None, 0x80000000)),
        (ua.Variant([1.0, 2.0]), 0, (None, 0x80000000)),
        (ua.Variant(1.5), 0x480, (1.5, 0x480)),
        (ua.Variant(), 0x80320000, (None, 0x80320000)),
    ],
)
def test_a_value_and_its_status(value: Any, status: int, expected: tuple[float | None, int]) -> None:
    sample = to_sample("F.x", ua.DataValue(value, ua.StatusCode(status), NOW, NOW), NOW)
    assert (sample.value, sample.status) == expected


def test_missing_times_are_the_next_best() -> None:
    early, late = NOW.replace(hour=1), NOW.replace(hour=2)
    assert to_sample("F.x", ua.DataValue(ua.Variant(1.0), ServerTimestamp=early), late).source_time == early
    sample = to_sample("F.x", ua.DataValue(ua.Variant(1.0)), late)
    assert (sample.source_time, sample.server_time, sample.receive_time) == (late, late, late)
    naive = to_sample("F.x", ua.DataValue(ua.Variant(1.0), SourceTimestamp=early.replace(tzinfo=None)), late)
    assert naive.source_time == early


def test_a_value_in_the_tags_own_type(card: PlantCard) -> None:
    data = to_data_value(card.tag("F-301.Command"), 3.0)
    assert (data.Value.Value, data.Value.VariantType) == (3, ua.VariantType.Int32)
    data = to_data_value(card.tag("F-301.FeedSetpoint"), 3.0)
    assert (data.Value.Value, data.Value.VariantType) == (3.0, ua.VariantType.Double)
