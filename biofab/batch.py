"""Everything that happened in one batch, out of a plant's record, in hours since inoculation.

Only samples with a GOOD status are used, at their source (plant) times; hours exist here, UTC in the record.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from biofab.errors import BadInput
from biofab.roles import ASSAYS, CHARGE, HARVEST, INOCULATE, PRODUCE, SETPOINTS, SIGNALS, Channel, channels
from plant_io.historian.reader import read
from plant_io.plant import PlantCard

MINUTE = 1.0 / 60.0  # h
LATE_ASSAY = 0.25  # h after the end in which a sample of the held broth still counts
PHASES = {INOCULATE: "growth", PRODUCE: "production"}


@dataclass(frozen=True)
class Phase:
    """A stretch of the batch in hours since inoculation."""

    name: str
    start: float
    end: float


@dataclass(frozen=True)
class Batch:
    """One batch of one fermenter.

    signals: means over minutes, ``hour`` (mean time of the readings) and a column per role; NaN where nothing came.
    counts: number of readings behind each mean, the same shape. setpoints: ``hour``, ``role``, ``value`` as recorded.
    assays: ``hour``, ``biomass``, ``glucose``, ``product``, ``by_product`` in g/L. Units: ``biofab.roles``.
    Charge and inoculum are set-points in force when they were commanded; NaN where the record does not have them.
    """

    unit: str
    inoculated: datetime
    hours: float  # from inoculation to harvest, to a stop, or to the record's end
    harvested: bool
    phases: tuple[Phase, ...]
    signals: pd.DataFrame
    counts: pd.DataFrame
    setpoints: pd.DataFrame
    assays: pd.DataFrame
    charge_volume: float  # L
    charge_glucose: float  # g/L
    inoculum: float  # gDW/L
    noise_sd: Mapping[str, float]  # of one reading or assay by role, as the plant's card states it
    notes: tuple[str, ...]

    @classmethod
    def from_record(cls, folder: Path, card: PlantCard, unit: str) -> Batch:
        """The last batch of a historian's record. Raises HistorianError, UnknownTag, BadInput: no inoculation in it."""
        tags = [channel.tag.name for channel in channels(card, unit).values()]
        return cls.from_samples(read(folder, tags), card, unit, str(folder))

    @classmethod
    def from_samples(cls, table: pa.Table, card: PlantCard, unit: str, where: str = "samples") -> Batch:
        """The last batch of a table with the columns of ``plant_io.sample.SAMPLES``; ``where`` names it in errors."""
        found = channels(card, unit)
        noise = {role: channel.tag.noise_sd / channel.factor for role, channel in found.items()}
        return _batch(_readings(table, found), unit, where, noise)


def _readings(table: pa.Table, found: Mapping[str, Channel]) -> pd.DataFrame:
    """GOOD samples as ``time`` (UTC), ``role``, ``value`` in the role's unit, by time, then as they came."""
    frame = table.select(["tag", "value", "status", "source_time", "sequence"]).to_pandas()
    good = (frame["status"].to_numpy() >> 30 == 0) & np.isfinite(frame["value"].to_numpy(dtype=float))
    by_tag = {channel.tag.name: channel for channel in found.values()}
    frame = frame[good & frame["tag"].isin(list(by_tag)).to_numpy()].sort_values(["source_time", "sequence"])
    offset = frame["tag"].map({name: channel.offset for name, channel in by_tag.items()}).to_numpy(dtype=float)
    factor = frame["tag"].map({name: channel.factor for name, channel in by_tag.items()}).to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "time": frame["source_time"].to_numpy(),
            "role": frame["tag"].map({name: channel.role for name, channel in by_tag.items()}).to_numpy(),
            "value": (frame["value"].to_numpy(dtype=float) - offset) / factor,
        }
    )


def _batch(readings: pd.DataFrame, unit: str, where: str, noise_sd: Mapping[str, float]) -> Batch:
    commands = readings[readings["role"] == "command"]
    start = _inoculation(commands, unit, where)
    hour = (readings["time"] - start) / pd.Timedelta(hours=1)
    readings = readings.assign(hour=hour.to_numpy(dtype=float))
    commands = readings[readings["role"] == "command"]
    changes = list(_changes(commands["hour"].tolist(), commands["value"].tolist()))
    charged = max((at for at, command in changes if command == CHARGE and at <= 0.0), default=-math.inf)
    last = float(readings.loc[readings["role"].isin(list(SIGNALS)), "hour"].max())
    phases, stopped = _phases(changes, max(last, 0.0) if math.isfinite(last) else 0.0)
    end = phases[-1].end
    begun = max(charged, -24.0)
    during = readings[(readings["hour"] >= begun) & (readings["hour"] <= end)]
    signals, counts = _minutes(during)
    setpoints = readings[readings["role"].isin(list(SETPOINTS)) & (readings["hour"] <= end)]
    next_charge = min((at for at, command in changes if command == CHARGE and at > end), default=math.inf)
    assays = _assays(readings[(readings["hour"] >= 0.0) & (readings["hour"] < min(end + LATE_ASSAY, next_charge))])
    charging = charged if math.isfinite(charged) else 0.0
    values = {role: _in_force(setpoints, f"{role}_setpoint", charging) for role in ("charge_volume", "charge_glucose")}
    return Batch(
        unit=unit,
        inoculated=start.to_pydatetime(),
        hours=end,
        harvested=stopped == "harvest",
        phases=phases,
        signals=signals,
        counts=counts,
        setpoints=setpoints[["hour", "role", "value"]].reset_index(drop=True),
        assays=assays,
        inoculum=_in_force(setpoints, "inoculum_setpoint", 0.0),
        noise_sd=noise_sd,
        notes=(*_notes(stopped, signals, assays, math.isfinite(charged)), *_unsaid_production(phases, signals)),
        **values,
    )


def _inoculation(commands: pd.DataFrame, unit: str, where: str) -> pd.Timestamp:
    """Time of the last inoculation that was the first one of its charge."""
    found: pd.Timestamp | None = None
    charged = True
    for time, command in _changes(commands["time"].tolist(), commands["value"].tolist()):
        if command == CHARGE:
            charged = True
        elif command == INOCULATE and charged:
            found, charged = time, False
    if found is None:
        seen = sorted({round(value) for value in commands["value"]})
        had = f"only the commands {', '.join(map(str, seen))}" if seen else "no good sample of the command"
        raise BadInput(
            f"{where}: there is no inoculation of {unit} in this record (command {INOCULATE}); it has {had}; "
            "hours are counted from inoculation, so expected a record that begins before it"
        )
    return found


def _changes(times: list, values: list[float]) -> Iterator[tuple]:  # type: ignore[type-arg]
    """(time, command) whenever the command is another than before."""
    before = None
    for time, value in zip(times, values, strict=True):
        command = round(value)
        if command != before:
            yield time, command
        before = command


def _phases(changes: list[tuple[float, int]], last: float) -> tuple[tuple[Phase, ...], str]:
    """Phases from inoculation on, and how the batch ended: 'harvest', 'stop' or 'record'."""
    after = [(at, command) for at, command in changes if at >= 0.0]
    stop = next(((at, command) for at, command in after if command not in PHASES), None)
    end = stop[0] if stop else last
    edges = [(at, PHASES[command]) for at, command in after if command in PHASES and (at < end or at == 0.0)]
    bounds = [*(at for at, _ in edges), end]
    phases = tuple(Phase(name, *span) for (_, name), span in zip(edges, pairwise(bounds), strict=True))
    if stop is None:
        return phases, "record"
    return phases, "harvest" if stop[1] == HARVEST else "stop"


def _minutes(readings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Means and counts over minutes, every minute from the first to the last."""
    online = readings[readings["role"].isin(list(SIGNALS))]
    minute = np.floor(online["hour"].to_numpy() / MINUTE + 1e-9).astype(int)
    grouped = online.assign(minute=minute).groupby(["minute", "role"])["value"]
    means, counts = grouped.mean().unstack(), grouped.count().unstack()
    every = range(int(minute.min()), int(minute.max()) + 1) if len(minute) else range(0)
    roles = list(SIGNALS)
    means = means.reindex(index=every, columns=roles).astype(float)
    counts = counts.reindex(index=every, columns=roles).fillna(0).astype(int)
    middle = pd.Series((np.asarray(every, dtype=float) + 0.5) * MINUTE, index=every)
    hour = online["hour"].groupby(minute).mean().reindex(every).fillna(middle).to_numpy()
    for table in (means, counts):
        table.columns.name = table.index.name = None
        table.insert(0, "hour", hour)
    return means.reset_index(drop=True), counts.reset_index(drop=True)


def _assays(readings: pd.DataFrame) -> pd.DataFrame:
    """One row for each time at which the laboratory gave any value."""
    lab = readings[readings["role"].isin(list(ASSAYS))]
    wide = lab.pivot_table(index="hour", columns="role", values="value", aggfunc="last")
    wide = wide.reindex(columns=list(ASSAYS)).astype(float).rename(columns=lambda role: role.removeprefix("lab_"))
    wide.columns.name = None
    return wide.reset_index()


def _in_force(setpoints: pd.DataFrame, role: str, hour: float) -> float:
    """The set-point last recorded at or before ``hour``; NaN when there is none."""
    known = setpoints[(setpoints["role"] == role) & (setpoints["hour"] <= hour)]
    return float(known["value"].iloc[-1]) if len(known) else math.nan


def _notes(stopped: str, signals: pd.DataFrame, assays: pd.DataFrame, charged: bool) -> Iterator[str]:
    if stopped == "record":
        yield "the record ends before the harvest"
    if stopped == "stop":
        yield "the batch was stopped before the harvest"
    if not charged:
        yield "the record has no charge of the vessel before inoculation"
    if assays.empty:
        yield "there is no assay of the laboratory"
    running = signals[signals["hour"] >= 0.0].drop(columns="hour")
    missing = [str(role) for role in running if running[role].isna().all()]
    if missing and len(running):
        yield f"no good reading of {', '.join(missing)}"
    silent = running.drop(columns=missing).isna().all(axis=1).to_numpy()
    for first, last in _runs(silent):
        hours = signals["hour"].to_numpy()[signals["hour"].to_numpy() >= 0.0]
        span = f"from {hours[first] - MINUTE / 2:.2f} to {hours[last] + MINUTE / 2:.2f} h"
        yield f"a gap {span}: no good reading, and what was changed in it may not be recorded"


def _unsaid_production(phases: tuple[Phase, ...], signals: pd.DataFrame) -> Iterator[str]:
    """A gap may hide the command, but not that carbon dioxide took the place of air."""
    if any(phase.name == "production" for phase in phases):
        return
    running = signals[(signals["hour"] >= 0.0) & (signals["air_flow"] < 2.0) & (signals["co2_flow"] > 5.0)]
    if len(running) >= 5:
        yield (
            f"from {running['hour'].iloc[0]:.2f} h on carbon dioxide flowed in place of air, but no command in the "
            "record began production; the model takes it for growth and cannot explain it"
        )


def _runs(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and last index of every run of True."""
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    for first, after in zip(bounds[::2], bounds[1::2], strict=True):
        yield int(first), int(after) - 1
