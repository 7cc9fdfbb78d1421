"""A small plant, a model of sine waves that remembers what it gave, and a client that takes every value."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from asyncua import Client, ua

from cards.reading import parse_card
from plant_io.plant import PlantCard

CARD = """
name = "small"
title = "a small plant"
virtual = true
namespace_uri = "urn:test:small"
[clock]
plant_time = "ns=2;s=Clock.PlantTime"
speed = "ns=2;s=Clock.Speed"
[[units]]
name = "F-1"
kind = "fermenter"
title = "a fermenter"
volume_l = 10
[[tags]]
name = "F-1.pH"
role = "ph"
title = "acidity"
node_id = "ns=2;s=F-1.pH"
unit = "pH"
range = [2, 12]
[[tags]]
name = "F-1.Weight"
role = "weight"
node_id = "ns=2;s=F-1.Weight"
unit = "kg"
data_type = "Float"
range = [0, 20]
[[tags]]
name = "F-1.Flat"
role = "flat"
browse_path = ["small", "utilities", "Flat"]
unit = "%"
range = [0, 100]
[[tags]]
name = "F-1.FeedSetpoint"
role = "feed_setpoint"
node_id = "ns=2;s=F-1.FeedSetpoint"
unit = "L/h"
range = [0, 10]
writable = true
limits = [0, 5]
[[tags]]
name = "F-1.Command"
role = "command"
node_id = "ns=2;s=F-1.Command"
unit = "1"
data_type = "Int32"
range = [0, 5]
writable = true
limits = [0, 5]
"""


class Sines:
    """Sine waves in pH and weight, an unchanging third value, and now and then no pH at all."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.given: dict[str, list[float | None]] = defaultdict(list)
        self.written: list[tuple[str, float]] = []

    def write(self, tag: str, value: float) -> None:
        self.written.append((tag, value))

    def advance(self, seconds: float) -> Mapping[str, float | None]:
        self.seconds += seconds
        wave = math.sin(self.seconds / 40)
        readings = {
            "F-1.pH": None if self.seconds % 130 == 0 else 7 + wave,
            "F-1.Weight": 10 + wave,
            "F-1.Flat": 50.0,
        }
        for tag, value in readings.items():
            self.given[tag].append(value)
        return readings


class Taker:
    """Takes the notifications of an asyncua subscription, in the order of their arrival."""

    def __init__(self) -> None:
        self.values: dict[str, list[Any]] = defaultdict(list)

    def datachange_notification(self, node: Any, _value: Any, data: Any) -> None:
        self.values[node.nodeid.Identifier].append(data.monitored_item.Value)

    def status_change_notification(self, _status: Any) -> None:
        """Nothing to do."""

    async def subscribe(self, client: Client, nodes: list[Any], queue: int = 0, period: float = 50) -> Any:
        """Ask for every value, as the server's documentation says."""
        subscription = await client.create_subscription(period, self)
        requests = []
        for handle, node in enumerate(nodes, start=1):
            wanted = ua.MonitoredItemCreateRequest()
            wanted.ItemToMonitor.NodeId = node.nodeid
            wanted.ItemToMonitor.AttributeId = ua.AttributeIds.Value
            wanted.MonitoringMode = ua.MonitoringMode.Reporting
            wanted.RequestedParameters.ClientHandle = handle
            wanted.RequestedParameters.QueueSize = queue
            wanted.RequestedParameters.DiscardOldest = True
            wanted.RequestedParameters.Filter = ua.DataChangeFilter(Trigger=ua.DataChangeTrigger.StatusValueTimestamp)
            requests.append(wanted)
        for result in await subscription.create_monitored_items(requests):
            assert not isinstance(result, ua.StatusCode), result
        return subscription


async def until(condition: Any, seconds: float = 10.0) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture(scope="session")
def card() -> PlantCard:
    return parse_card(PlantCard, CARD, "small.toml")


@pytest.fixture
def model() -> Sines:
    return Sines()


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture(scope="session", name="until")
def _until() -> Any:
    return until
