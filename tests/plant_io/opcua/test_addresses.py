"""Tags found by their browse paths."""

from __future__ import annotations

import asyncio
from typing import Any

from plant_io.opcua.client import OpcUaBackend
from plant_io.plant import PlantCard
from plant_io.server.serve import VirtualPlant


def test_a_browse_path_leads_to_the_same_node(card: PlantCard, ramp: Any) -> None:
    by_path = {"node_id": None, "browse_path": ["pilot", "utilities", "Weight"]}
    pathed = card.model_copy(
        update={"tags": [tag.model_copy(update=by_path if tag.role == "weight" else {}) for tag in card.tags]}
    )

    async def run() -> None:
        async with VirtualPlant(pathed, ramp(card), speed=100) as server:
            backend = OpcUaBackend(pathed, server.endpoint)
            await asyncio.sleep(0.5)
            sample = (await backend.read(["F-301.Weight"]))[0]
            assert sample.good
            await backend.disconnect()

    asyncio.run(run())
