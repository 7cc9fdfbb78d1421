"""A card against its server."""

from __future__ import annotations

import asyncio
from typing import Any

from plant_io.opcua.check import check
from plant_io.opcua.client import OpcUaBackend
from plant_io.plant import PlantCard


def test_every_difference_is_told(card: PlantCard, served: str) -> None:
    changes: dict[str, dict[str, Any]] = {
        "F-301.pH": {"unit": "1"},
        "F-301.DO": {"node_id": "ns=2;s=F-301.PO2"},
        "F-301.Command": {"data_type": "Double"},
        "F-301.Weight": {"writable": True, "limits": (0, 10)},
        "F-301.Foam": {"node_id": None, "browse_path": ["nowhere", "Foam"]},
    }
    other = card.model_copy(update={"tags": [tag.model_copy(update=changes.get(tag.name, {})) for tag in card.tags]})

    async def run() -> None:
        backend = OpcUaBackend(card, served)
        assert await check(card, backend) == []
        await backend.disconnect()
        backend = OpcUaBackend(other, served)
        found = {(mismatch.tag, mismatch.kind) for mismatch in await check(other, backend)}
        await backend.disconnect()
        assert found == {
            ("F-301.pH", "unit"),
            ("F-301.DO", "missing"),
            ("F-301.Command", "type"),
            ("F-301.Weight", "not writable"),
            ("F-301.Foam", "missing"),
        }

    asyncio.run(run())
