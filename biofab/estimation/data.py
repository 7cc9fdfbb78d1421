"""Measurements of a batch that an estimate weighs, each with its error.

On-line signals are means over one minute, one every few minutes, so that what an instrument remembers is not counted
twice. The error of a mean is the larger of what the plant's card states and what its own scatter from minute to minute
shows, with an allowance for what the model leaves out. Constant errors of calibration are parameters, not noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from biofab import off_gas
from biofab.batch import MINUTE, Batch
from biofab.estimation.inputs import Course
from biofab.roles import LAGS_S
from processes.transfer.constants import AIR_OXYGEN

Array = NDArray[np.float64]

EVERY = {"our": 5, "dissolved_oxygen": 5, "base_added": 15, "weight": 15}  # min between points
SETTLING = 3 * MINUTE  # after a change of the inputs, in which lags of probe and gas matter
ASSAY_RELATIVE_SD = 0.03  # assumption: HPLC and dry weight
ASSAY_SHARED_SD = 0.015  # assumption: of a method's calibration, the same for all of its assays in a batch
ALLOWANCE = {"our": 0.1, "dissolved_oxygen": 0.2, "base_added": 0.003, "weight": 0.1}  # mmol/L/h, %, L, kg; assumptions
RELATIVE = {"our": 0.005, "dissolved_oxygen": 0.0, "base_added": 0.003, "weight": 0.0}  # of the value; assumptions
OXYGEN_SENSED = (3.0, 95.0)  # % of saturation between which dissolved oxygen tells of the transfer
LEAST_AIR = 5.0  # L/min from which the gas balance and the transfer law say something
INLET_SD = 0.0005  # relative: what the inlet's humidity leaves of a calibration on inlet air


@dataclass(frozen=True)
class Observation:
    """Points of one observable. times (h), values, sd (absolute), relative (sd as a share of the model's value).

    ``shared``: model error, the standard deviation of a factor that all points have in common, for assays.
    ``since``: times from which an increment counts, for ``base_added``; ``slope``: change of ``values`` per unit of the
    analyser's gain, for ``our``; both empty otherwise.
    """

    name: str
    unit: str
    times: Array
    values: Array
    sd: Array
    relative: float = 0.0
    shared: float = 0.0
    since: Array | None = None
    slope: Array | None = None

    def without(self, outlying: NDArray[np.bool_]) -> Observation:
        """The same without some points."""
        keep = ~outlying
        since = None if self.since is None else self.since[keep]
        slope = None if self.slope is None else self.slope[keep]
        times, values, sd = self.times[keep], self.values[keep], self.sd[keep]
        return replace(self, times=times, values=values, sd=sd, since=since, slope=slope)


@dataclass(frozen=True)
class Calibration:
    """Reading over true value of an instrument as seen on inlet air before inoculation, one standard deviation."""

    ratio: float
    sd: float


def observations(batch: Batch, course: Course) -> list[Observation]:
    """Everything the batch has to tell, without empty observables."""
    found = [_oxygen_uptake(batch, course), _dissolved(batch, course), _base(batch), _weight(batch)]
    found += list(_assays(batch))
    return [observation for observation in found if len(observation.times)]


def calibrations(batch: Batch) -> dict[str, Calibration]:
    """Gains of the oxygen analyser and probe from the quarter of an hour before inoculation, where air flowed."""
    rows = batch.signals[(batch.signals["hour"] < 0.0) & (batch.signals["hour"] > -0.25)]
    rows = rows[rows["air_flow"] > LEAST_AIR].iloc[3:]  # the first minutes of air are the instruments' lag
    found = {}
    for name, role, true in (("offgas_o2_gain", "offgas_o2", 100.0 * AIR_OXYGEN), ("do_gain", "do", 100.0)):
        values = rows[role].dropna().to_numpy(dtype=float)
        if len(values) >= 3:
            scatter = float(np.std(values, ddof=1)) / len(values) ** 0.5 / true
            found[name] = Calibration(float(np.mean(values)) / true, (scatter**2 + INLET_SD**2) ** 0.5)
    return found


def _minutes(batch: Batch, roles: tuple[str, ...], every: int, low: float = 0.0) -> NDArray[np.intp]:
    """Rows of the minutes after ``low`` in which all roles were read, at most one in ``every``."""
    hours = batch.signals["hour"].to_numpy()
    usable = (hours > low) & (hours < batch.hours)
    usable &= batch.signals[list(roles)].notna().all(axis=1).to_numpy()
    kept: list[int] = []
    for row in np.flatnonzero(usable):
        if not kept or row - kept[-1] >= every:
            kept.append(int(row))
    return np.array(kept, dtype=np.intp)


def _growing(batch: Batch, course: Course, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows in growth, with air, and settled after the last change of the inputs."""
    hours = batch.signals["hour"].to_numpy()[rows]
    starts = np.array([stretch.start for stretch in course.stretches])
    k = np.clip(np.searchsorted(starts, hours, side="right") - 1, 0, None)
    growing = np.array([course.stretches[i].phase == "growth" for i in k], dtype=bool)
    still = np.array([not _moved(course, int(i)) for i in k], dtype=bool)
    aired = batch.signals["air_flow"].to_numpy(dtype=float)[rows] > LEAST_AIR
    kept: NDArray[np.intp] = rows[growing & aired & (still | (hours - starts[k] > SETTLING))]
    return kept


def _moved(course: Course, k: int) -> bool:
    """Whether gas or stirrer jumped at the start of a stretch."""
    if k == 0:
        return True
    before, now = course.stretches[k - 1].drive, course.stretches[k].drive
    pairs = ((before.power, now.power), (before.air, now.air), (before.co2, now.co2))
    return any(abs(b - a) > 0.01 * max(a, b) for a, b in pairs)


def _noise(batch: Batch, role: str, rows: NDArray[np.intp]) -> Array:
    """Standard deviation of each minute's mean: as stated by the card, or by the scatter of neighbours if larger."""
    counts = np.maximum(batch.counts[role].to_numpy(dtype=float)[rows], 1.0)
    stated: Array = batch.noise_sd.get(role, 0.0) / np.sqrt(counts)
    if len(rows) < 10:
        return stated
    series = batch.signals[role].to_numpy(dtype=float)[rows[0] : rows[-1] + 1]
    bends = np.abs(np.diff(series, 2))  # second differences: a steady drift is no scatter
    bends = bends[np.isfinite(bends)]
    shown = 1.4826 * float(np.median(bends)) / 6.0**0.5 if len(bends) else 0.0
    return np.maximum(stated, shown)


def _oxygen_uptake(batch: Batch, course: Course) -> Observation:
    roles = ("offgas_o2", "offgas_co2", "air_flow", "weight")
    rows = _growing(batch, course, _minutes(batch, roles, EVERY["our"]))
    oxygen, co2, air, weight = (batch.signals[role].to_numpy(dtype=float)[rows] for role in roles)
    sensible = (weight > 1.0) & (oxygen + co2 < 100.0 * (1.0 - off_gas.LEAST_INERT))
    rows, oxygen, co2, air, weight = (part[sensible] for part in (rows, oxygen, co2, air, weight))
    read = off_gas.Analysis(off_gas.molar_flow(air), oxygen / 100.0, co2 / 100.0, weight)
    noises = [_noise(batch, role, rows) for role in roles[:3]]
    noise = read.our_sd(noises[0] / 100.0, noises[1] / 100.0, off_gas.molar_flow(noises[2]))
    values, per_gain = read.our, 1e-3
    slope = (replace(read, oxygen_out=read.oxygen_out / (1.0 + per_gain)).our - values) / per_gain
    sd = np.hypot(noise, ALLOWANCE["our"])
    return Observation("our", "mmol/L/h", _hours(batch, rows, "offgas_o2"), values, sd, RELATIVE["our"], slope=slope)


def _dissolved(batch: Batch, course: Course) -> Observation:
    rows = _growing(batch, course, _minutes(batch, ("do", "air_flow"), EVERY["dissolved_oxygen"]))
    values = batch.signals["do"].to_numpy(dtype=float)[rows]
    told = (values > OXYGEN_SENSED[0]) & (values < OXYGEN_SENSED[1])
    rows, values = rows[told], values[told]
    sd = np.hypot(_noise(batch, "do", rows), ALLOWANCE["dissolved_oxygen"])
    return Observation("dissolved_oxygen", "%", _hours(batch, rows, "do"), values, sd)


def _base(batch: Batch) -> Observation:
    """Base between readings: an error of the pump or the model stays in its own quarter of an hour."""
    rows = _minutes(batch, ("base_total",), EVERY["base_added"])
    values, hours = batch.signals["base_total"].to_numpy(dtype=float)[rows], _hours(batch, rows)
    noise = _noise(batch, "base_total", rows) * 2.0**0.5
    sd = np.hypot(noise[1:], ALLOWANCE["base_added"])
    return Observation("base_added", "L", hours[1:], np.diff(values), sd, RELATIVE["base_added"], since=hours[:-1])


def _weight(batch: Batch) -> Observation:
    rows = _minutes(batch, ("weight",), EVERY["weight"])
    sd = np.hypot(_noise(batch, "weight", rows), ALLOWANCE["weight"])
    return Observation("weight", "kg", _hours(batch, rows), batch.signals["weight"].to_numpy(dtype=float)[rows], sd)


def _assays(batch: Batch) -> Iterator[Observation]:
    for name in ("biomass", "glucose", "product", "by_product"):
        known = batch.assays.dropna(subset=[name])
        values = known[name].to_numpy(dtype=float)
        times = np.minimum(known["hour"].to_numpy(dtype=float), batch.hours)
        least = batch.noise_sd.get(f"lab_{name}", 0.0) or 0.02
        yield Observation(name, "g/L", times, values, np.full(len(values), least), ASSAY_RELATIVE_SD, ASSAY_SHARED_SD)


def _hours(batch: Batch, rows: NDArray[np.intp], role: str = "") -> Array:
    """Times that the rows tell of: an instrument shows a slow change as much later as its response takes."""
    hours: Array = batch.signals["hour"].to_numpy(dtype=float)[rows] - LAGS_S.get(role, 0.0) / 3600.0
    return hours
