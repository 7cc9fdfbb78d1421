"""The stored record of a run beside the history that the plant's server kept of it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from biofab.running.result import Record
from plant_io.backend import Backend
from plant_io.compare import RecordComparison, compare_with_history
from plant_io.historian.reader import read
from plant_io.plant import PlantCard

LANES = 3


async def compare(card: PlantCard, backend: Backend, record: Path, report: dict[str, Any]) -> Record | None:
    """Compare over the whole time that the collector covered, all tags; None when it could not tell until when.

    ``report`` is what the collector wrote at its stop. Raises LinkError, HistorianError.
    """
    if report["covered_from"] is None or report["covered_until"] is None:
        return None
    start, end = (datetime.fromisoformat(report[key]) for key in ("covered_from", "covered_until"))
    names = [tag.name for tag in card.tags]

    async def lane(tags: list[str]) -> RecordComparison:
        table = await asyncio.to_thread(partial(read, record, tags, start, end, once=False))
        return await compare_with_history(table, backend, tags, start, end)

    # In lanes, so that the server reads one tag's history while another's is taken apart here.
    found = await asyncio.gather(*(lane(names[first::LANES]) for first in range(min(LANES, len(names)))))
    return Record(
        samples=sum(one.samples for one in found),
        server_history=sum(one.server_history for one in found),
        missing=sum(one.missing for one in found),
        duplicated=sum(one.duplicated for one in found),
        extra=sum(one.extra for one in found),
        gaps=len(report["gaps"]),
        interruptions=len(report["interruptions"]),
        overflows=report["overflows"],
        filled_at_stop=report["filled_at_stop"],
        tags=len(names),
    )
