"""What was done to the vessel in a batch, as the model takes it: stretches of constant inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biofab.batch import MINUTE, Batch
from biofab.errors import BadInput
from biofab.twin.vessel_inputs import Drive, VesselInputs
from processes.scale import ScaleCard

Array = NDArray[np.float64]

# set-point: the signal that tells whether the plant followed it
FOLLOWS = {
    "feed_setpoint": "feed_rate",
    "agitation_setpoint": "agitation",
    "air_flow_setpoint": "air_flow",
    "co2_flow_setpoint": "co2_flow",
    "antifoam_setpoint": None,
}
TOGETHER = 0.5 * MINUTE  # changes nearer than this are one
MOST_STRETCHES = 120  # more changes than these are taken together in grid steps
GRID = 5 * MINUTE
OFF = 0.02  # a signal this far from its set-point, relatively, was not following it
OFF_MINUTES = 3  # in a row
DIGITS = 6  # of an hour: times nearer than 4 ms are the same


@dataclass(frozen=True)
class Stretch:
    """Constant inputs from ``start`` to ``end`` (h)."""

    start: float
    end: float
    phase: str
    drive: Drive


@dataclass(frozen=True)
class Course:
    """Inputs of a whole batch with its start: litres of broth, glucose g/L, asked inoculum gDW/L; and what was odd."""

    stretches: tuple[Stretch, ...]
    volume: float
    glucose: float
    inoculum: float
    notes: tuple[str, ...]


def course_of(batch: Batch, scale: ScaleCard) -> Course:
    """The inputs as recorded. Raises BadInput when the charge is neither recorded nor measured, or no time passed."""
    if batch.hours <= 2 * MINUTE:
        raise BadInput(f"the batch of {batch.unit} ends {60 * batch.hours:.1f} min after inoculation; nothing to fit")
    notes: list[str] = []
    steps = {role: _steps(batch, role, notes) for role in FOLLOWS}
    edges = _edges(batch, [times for times, _ in steps.values()])
    means = {role: _means(times, values, edges) for role, (times, values) in steps.items()}
    inputs = VesselInputs(scale)
    stretches = []
    for i in range(len(edges) - 1):
        feed, speed, air, co2, antifoam = (float(means[role][i]) for role in FOLLOWS)
        middle = 0.5 * (edges[i] + edges[i + 1])
        phase = next(phase.name for phase in batch.phases if phase.start <= middle <= phase.end)
        drive = inputs.drive(feed, speed, air, co2, antifoam)
        stretches.append(Stretch(float(edges[i]), float(edges[i + 1]), phase, drive))
    inoculum = batch.inoculum
    if not inoculum > 0.0:
        inoculum = scale.operation.inoculum.value
        notes.append(f"the record has no inoculum; taken from the scale card: {inoculum:g} gDW/L")
    return Course(tuple(stretches), _volume(batch, notes), _glucose(batch, notes), inoculum, tuple(notes))


def _volume(batch: Batch, notes: list[str]) -> float:
    """Litres at inoculation: what was charged; the weight (1 kg/L) where it says clearly otherwise."""
    asked = batch.charge_volume
    first = batch.signals[(batch.signals["hour"] >= 0.0) & (batch.signals["hour"] < 10 * MINUTE)]["weight"].dropna()
    if not len(first):
        if asked > 0.0:
            return asked
        raise BadInput(f"the batch of {batch.unit} has neither a charged volume nor a weight; the model needs one")
    weight = float(first.median())
    if asked > 0.0 and abs(weight - asked) <= max(0.02 * asked, 1.0):
        return asked
    if asked > 0.0:
        notes.append(f"{asked:g} L were to be charged, but the weight at inoculation is {weight:.1f} kg; taken from it")
    return weight


def _glucose(batch: Batch, notes: list[str]) -> float:
    if batch.charge_glucose >= 0.0:
        return batch.charge_glucose
    assays = batch.assays["glucose"].dropna()
    if len(assays):
        notes.append("the record has no glucose of the charge; taken from the first assay")
        return float(assays.iloc[0])
    raise BadInput(
        f"the batch of {batch.unit} has neither the charge's glucose nor an assay of it; the model needs one"
    )


def _steps(batch: Batch, role: str, notes: list[str]) -> tuple[Array, Array]:
    """Times (h, the first 0) and values of a step function; of the signal where the plant did not follow."""
    rows = batch.setpoints[batch.setpoints["role"] == role]
    times, values = rows["hour"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float)
    signal = FOLLOWS[role]
    if not len(times) or times.min() > 0.0:
        if signal is None or batch.signals[signal].isna().all():
            if signal is not None:
                notes.append(f"neither {role} nor {signal} is in the record; taken as 0")
            return np.concatenate([[0.0], times]), np.concatenate([[0.0], values])
        notes.append(f"{role} is not in the record from the start; taken from {signal}")
        return _measured(batch, signal)
    before = int(np.flatnonzero(times <= 0.0)[-1])
    times, values = np.concatenate([[0.0], times[before + 1 :]]), values[before:]
    return (times, values) if signal is None else _followed(batch, role, signal, times, values, notes)


def _measured(batch: Batch, signal: str) -> tuple[Array, Array]:
    rows = batch.signals[(batch.signals["hour"] > 0.0) & (batch.signals["hour"] < batch.hours)]
    values = rows[signal].ffill().bfill().to_numpy(dtype=float)
    return np.floor(rows["hour"].to_numpy(dtype=float) / MINUTE) * MINUTE, np.maximum(values, 0.0)


def _followed(
    batch: Batch, role: str, signal: str, times: Array, values: Array, notes: list[str]
) -> tuple[Array, Array]:
    """The step function, replaced by the signal's minutes where it stayed away from the set-point."""
    start, measured = _measured(batch, signal)
    known = batch.signals[(batch.signals["hour"] > 0.0) & (batch.signals["hour"] < batch.hours)][signal].notna()
    if not known.any():
        return times, values
    edges = np.append(start, start[-1] + MINUTE)
    wanted = _means(times, values, edges)
    noise = 4.0 * batch.noise_sd.get(signal, 0.0) + 0.002 * float(np.max(values, initial=0.0))
    away = known.to_numpy() & (np.abs(measured - wanted) > OFF * wanted + noise)
    for change in times:
        away &= ~((start > change - 1.5 * MINUTE) & (start < change + 2.5 * MINUTE))
    away = _long(away, OFF_MINUTES)
    if not away.any():
        return times, values
    notes.append(f"{signal} did not follow {role} for {int(away.sum())} min; the measured values are taken there")
    changed = np.unique(np.concatenate([times, edges]))
    minute = np.clip(np.searchsorted(edges, changed + 1e-9, side="right") - 1, 0, len(start) - 1)
    by_setpoint = values[np.searchsorted(times, changed + 1e-9, side="right") - 1]
    mixed = np.where(away[minute], measured[minute], by_setpoint)
    keep = np.concatenate([[True], np.diff(mixed) != 0.0])
    return changed[keep], mixed[keep]


def _long(flags: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Only runs of at least ``length`` flags."""
    kept = np.zeros_like(flags)
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        kept[first:last] = last - first >= length
    return kept


def _edges(batch: Batch, changes: list[Array]) -> Array:
    fixed = sorted({0.0, batch.hours, *(phase.start for phase in batch.phases)})
    moments = np.unique(np.concatenate(changes))
    moments = moments[(moments > 0.0) & (moments < batch.hours)]
    if len(moments) > MOST_STRETCHES:
        moments = np.linspace(0.0, batch.hours, math.ceil(batch.hours / GRID) + 1)[1:-1]
    kept: list[float] = []
    for moment in moments:
        if min(abs(moment - other) for other in (*fixed, *kept[-1:])) > TOGETHER:
            kept.append(float(moment))
    return np.unique(np.round([*fixed, *kept], DIGITS))


def _means(times: Array, values: Array, edges: Array) -> Array:
    """Mean of a step function between the edges: amounts are kept."""
    last = max(float(edges[-1]), float(times[-1])) + 1.0
    knots = np.append(times, last)
    total = np.concatenate([[0.0], np.cumsum(values * np.diff(knots))])
    means: Array = np.diff(np.interp(edges, knots, total)) / np.diff(edges)
    return means
