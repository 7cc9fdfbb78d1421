"""What is asked of a server."""

from __future__ import annotations

import pytest
from asyncua import ua

from plant_io.opcua.items import QUEUE, monitored_item
from plant_io.plant import PlantCard


@pytest.mark.parametrize(("every_change", "interval"), [(True, 0.0), (False, 10_000.0)])
def test_every_reading_is_asked_for_and_may_wait(card: PlantCard, every_change: bool, interval: float) -> None:
    tag = card.tag("F-301.pH")
    asked = monitored_item(7, ua.NodeId("F-301.pH", 2), tag, every_change=every_change).RequestedParameters
    assert (asked.ClientHandle, asked.QueueSize, asked.SamplingInterval) == (7, QUEUE, interval)
    assert asked.Filter.Trigger == ua.DataChangeTrigger.StatusValueTimestamp
    assert asked.Filter.DeadbandType == ua.DeadbandType.None_


def test_a_deadband_is_absolute(card: PlantCard) -> None:
    tag = card.tag("F-301.pH").model_copy(update={"deadband": 0.05})
    asked = monitored_item(0, ua.NodeId("F-301.pH", 2), tag, every_change=False).RequestedParameters
    assert (asked.Filter.DeadbandType, asked.Filter.DeadbandValue) == (ua.DeadbandType.Absolute, 0.05)
