"""The virtual plant as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime

from plant_io.plant import PlantCard
from plant_io.server.physics import PlantModel
from plant_io.server.serve import VirtualPlant

LOOK_S = 0.5
"""How often the process looks whether its parent is still there."""


def run_server(
    card: PlantCard,
    make_model: Callable[[], PlantModel],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    speed: float = 1.0,
    sample_seconds: float = 10.0,
    start: datetime | None = None,
    parent: int | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM, then return 0. Must be called in the main thread.

    Writes one line, ``ready opc.tcp://...``, to standard output when clients can connect. With ``parent``, the id of a
    process, it ends as well when that process is gone. Raises LinkError, PlantError, or what the model raises.
    """
    plant = VirtualPlant(
        card, make_model(), host=host, port=port, speed=speed, sample_seconds=sample_seconds, start=start
    )
    asyncio.run(_serve(plant, parent))
    return 0


async def _serve(plant: VirtualPlant, parent: int | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with plant:
        sys.stdout.write(f"ready {plant.endpoint}\n")
        sys.stdout.flush()
        ends = [asyncio.create_task(stop.wait()), asyncio.create_task(plant.run())]
        if parent is not None:
            ends.append(asyncio.create_task(_gone(parent)))
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in ends:
                task.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
        for task in done:
            task.result()


async def _gone(parent: int) -> None:
    """Wait for the end of a process. A child sees it by its new parent, even while the old one is not yet reaped."""
    own = os.getppid() == parent
    while os.getppid() == parent if own else _exists(parent):
        await asyncio.sleep(LOOK_S)


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
