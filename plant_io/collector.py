"""The collector: a process that records every sample of a plant, and fills from its history what it missed.

``python -m plant_io.collector --plant NAME --endpoint URL --out FOLDER`` prints ``ready`` when every tag has its first
notification, runs until SIGTERM or SIGINT, then takes what the plant had until then, seals and writes
``collector.json``.
Killed at any time it leaves a readable record, which the next start continues.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from cards.errors import CardError
from plant_io.backend import Gap, Interruption, Subscription
from plant_io.backfill import fill
from plant_io.errors import HistorianError, LinkError, PlantError
from plant_io.historian.recorder import Recorder, only_one
from plant_io.historian.segments import append_gaps, seal
from plant_io.opcua.client import OpcUaBackend
from plant_io.plant import PlantCard, plant

REPORT = "collector.json"
DRAIN_S = 10.0  # real time; a subscription that is alive needs a second or two
FILL_S = 20.0  # real time that asking the history at the stop may take; some tens of milliseconds a tag are usual
STOP_S = DRAIN_S + FILL_S + 30.0  # within which it has ended once told to: leaving the plant and sealing included
_TICK_S = 0.1

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CollectorReport:
    """One run. The record covers ``covered_from`` (of its first run) to ``covered_until``, in plant time, but for gaps.

    ``filled_at_stop`` samples came from the history only at the end.
    """

    plant: str
    endpoint: str
    state: str
    started: datetime
    stopped: datetime | None = None
    samples: int = 0
    filled_at_stop: int = 0
    overflows: int = 0
    covered_from: datetime | None = None
    covered_until: datetime | None = None
    interruptions: list[Interruption] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


async def collect(
    card: PlantCard, endpoint: str, folder: Path, stop: asyncio.Event, on_ready: Callable[[], None] | None = None
) -> CollectorReport:
    """Record all tags of ``card`` into ``folder`` until ``stop`` is set.

    Raises LinkError when the plant cannot be reached at the start, HistorianError when the record cannot be written.
    """
    started = datetime.now(UTC)
    with only_one(folder):
        recorder = Recorder(folder)
        backend = OpcUaBackend(card, endpoint)
        names = [tag.name for tag in card.tags]
        try:
            await backend.connect()
            subscription = await backend.subscribe(names, recorder.take, recorder.marks)
            begun = _covered_from(folder) or await backend.plant_time()
            _write_report(folder, CollectorReport(card.name, endpoint, "running", started, covered_from=begun))
            noted = await _record(folder, recorder, subscription, set(names), stop, on_ready)
            drained = await _drain(backend, subscription, recorder, names)
            gaps = [*subscription.gaps, *drained.gaps]
            append_gaps(folder, gaps[noted:])
        except BaseException:
            recorder.abandon()
            raise
        finally:
            await backend.disconnect()
        recorder.finish()
        report = CollectorReport(
            card.name,
            endpoint,
            "stopped",
            started,
            stopped=datetime.now(UTC),
            samples=recorder.samples,
            filled_at_stop=drained.filled,
            overflows=subscription.overflows,
            covered_from=begun,
            covered_until=drained.until,
            interruptions=list(subscription.interruptions),
            gaps=gaps,
        )
        _write_report(folder, report)
    return report


async def _record(
    folder: Path,
    recorder: Recorder,
    subscription: Subscription,
    names: set[str],
    stop: asyncio.Event,
    on_ready: Callable[[], None] | None,
) -> int:
    """Until ``stop``: tell when ready, note gaps, seal full journals. The number of gaps noted."""
    noted = 0
    while not stop.is_set():
        if on_ready is not None and names <= recorder.marks.keys():
            on_ready()
            on_ready = None
        gaps = list(subscription.gaps[noted:])
        append_gaps(folder, gaps)
        noted += len(gaps)
        full = recorder.turn()
        if full is not None:
            await asyncio.to_thread(_seal_if_possible, full)
        try:
            await asyncio.wait_for(stop.wait(), _TICK_S)
        except TimeoutError:
            continue
    return noted


def _seal_if_possible(journal: Path) -> None:
    """Recording goes on when the disk has no room for a segment; the next start tries again."""
    try:
        seal(journal)
    except HistorianError as error:
        _logger.warning("%s", error)


@dataclass
class _Drained:
    """What the stop brought: covered until (None: the plant is gone), samples from the history, holes it left."""

    until: datetime | None = None
    filled: int = 0
    gaps: list[Gap] = field(default_factory=list)


async def _drain(
    backend: OpcUaBackend, subscription: Subscription, recorder: Recorder, names: Sequence[str]
) -> _Drained:
    """Take everything up to the plant time of the call.

    What the last notifications did not bring is asked of the history, so that the number tells if the stop lost any.
    """
    drained = _Drained()
    before = recorder.samples
    try:
        async with asyncio.timeout(DRAIN_S + FILL_S):
            until = await backend.plant_time()
            await subscription.settle(DRAIN_S)
            await subscription.close()
            before = recorder.samples
            await _fill_until(until, backend, recorder, names, drained.gaps)
            drained.until = until
    except (LinkError, TimeoutError):
        await subscription.close()
    drained.filled = recorder.samples - before
    return drained


async def _fill_until(
    until: datetime, backend: OpcUaBackend, recorder: Recorder, names: Sequence[str], gaps: list[Gap]
) -> None:
    """From the history, what the record lacks up to ``until``; the holes that are left go to ``gaps``."""
    async for filled in fill(backend, dict(recorder.marks), [], names, "the collector stopped"):
        recorder.take([sample for sample in filled.samples if sample.source_time <= until])
        if filled.gap is not None:
            gaps.append(replace(filled.gap, end=min(filled.gap.end, until)))


def _covered_from(folder: Path) -> datetime | None:
    """Where the record that is continued begins."""
    path = folder / REPORT
    begun = json.loads(path.read_text(encoding="utf-8"))["covered_from"] if path.is_file() else None
    return None if begun is None else datetime.fromisoformat(begun)


def _write_report(folder: Path, report: CollectorReport) -> None:
    path = folder / REPORT
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(asdict(report), file, indent=1, default=datetime.isoformat)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


async def _run(card: PlantCard, endpoint: str, folder: Path, parent: int | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watch = asyncio.create_task(_stop_without(parent, stop)) if parent is not None else None
    try:
        await collect(card, endpoint, folder, stop, on_ready=lambda: _say("ready"))
    finally:
        if watch is not None:
            watch.cancel()


async def _stop_without(parent: int, stop: asyncio.Event) -> None:
    """Stop when the process that started this one is gone, so that no collector is left alone."""
    while os.getppid() == parent:
        await asyncio.sleep(0.5)
    stop.set()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plant_io.collector", description="Record every sample of a plant.")
    parser.add_argument("--plant", required=True, help="name of a plant, or its TOML card")
    parser.add_argument("--endpoint", help="address of the OPC UA server; the card's if it is not given")
    parser.add_argument("--out", required=True, type=Path, help="folder of the record")
    parser.add_argument("--parent", type=int, help="stop when this process, which must be the parent, is gone")
    given = parser.parse_args(arguments)
    # asyncua tells of a lost link with tracebacks; here it is an interruption in the report.
    logging.getLogger("asyncua").setLevel(logging.CRITICAL)
    try:
        card = plant(given.plant)
        asyncio.run(_run(card, given.endpoint or card.endpoint, given.out, given.parent))
    except (PlantError, CardError) as error:
        sys.stderr.write(f"collector: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
