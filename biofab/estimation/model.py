"""A batch integrated under its recorded inputs, with any constants: the model that an estimate fits."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import ODEintWarning, odeint

from biofab.estimation.inputs import DIGITS, Course, Stretch
from biofab.twin.plain_cell import PlainCell
from biofab.twin.vessel_inputs import law_parameters
from processes.kinetics import Kinetics
from processes.scale import ScaleCard
from processes.simulation import Laws
from processes.transfer.constants import AIR_OXYGEN

Array = NDArray[np.float64]
RTOL, ATOL = 1e-7, 1e-9


@dataclass(frozen=True)
class Run:
    """times: (n,) h; states: (n, 5 + by-products), per litre of working volume: v, X, G, P, by-products, base (L).

    rates: (n, outputs of the cell); dissolved: (n,) % of air saturation, NaN in production; phase: (n,) names.
    """

    times: Array
    states: Array
    rates: Array
    dissolved: Array
    stretch: NDArray[np.intp]

    def per_litre(self, place: int) -> Array:
        """A state per litre of broth."""
        ratio: Array = self.states[:, place] / self.states[:, 0]
        return ratio


class BatchModel:
    """Integrates one course. ``times``: where the runs are read off, h, within the batch; start and end are added."""

    def __init__(self, kinetics: Kinetics, scale: ScaleCard, course: Course, times: Array) -> None:
        self.kinetics = kinetics
        self.course = course
        self.litres = 1000.0 * scale.working_volume
        self.plan = law_parameters(kinetics, scale)
        end = course.stretches[-1].end
        self.times = np.unique(np.round(np.clip(np.concatenate([[0.0], times, [end]]), 0.0, end), DIGITS))
        self._cell = PlainCell(kinetics)
        starts = [stretch.start for stretch in course.stretches]
        self.stretch = np.clip(np.searchsorted(starts, self.times, side="left") - 1, 0, None).astype(np.intp)

    def place(self, times: Array) -> NDArray[np.intp]:
        """Indices of times in ``times`` (nearest)."""
        right = np.clip(np.searchsorted(self.times, times), 1, len(self.times) - 1)
        nearer = np.abs(self.times[right - 1] - times) <= np.abs(self.times[right] - times)
        return np.where(nearer, right - 1, right).astype(np.intp)

    def run(self, constants: Mapping[str, float]) -> Run:
        """The batch with these in place of the plan's constants; ``inoculum`` in gDW/L.

        Raises ArithmeticError when the integration fails.
        """
        laws = Laws(self.kinetics, self.plan | dict(constants))
        state = np.zeros(5 + len(self.kinetics.by_products))
        v = self.course.volume / self.litres
        state[:3] = v, laws.parameters["inoculum"] * v, v * self.course.glucose / self.kinetics.substrate_molar_mass
        parts = [state[None, :]]
        for k, stretch in enumerate(self.course.stretches):
            inside = self.times[(self.stretch == k) & (self.times > stretch.start) & (self.times <= stretch.end)]
            at = np.unique(np.concatenate([[stretch.start], inside, [stretch.end]]))
            found = self._integrate(laws, stretch, state, at)
            parts.append(found[np.isin(at, inside)])
            state = found[-1]
        return self._read(laws, np.concatenate(parts))

    def _integrate(self, laws: Laws, stretch: Stretch, state: Array, at: Array) -> Array:
        drive, phase, cell = stretch.drive, stretch.phase, self._cell
        feed, power, gas, antifoam = drive.feed, drive.power, drive.gas(phase), drive.antifoam

        def slope(y: Array, _: float) -> list[float]:
            slopes, _rates = laws.derivatives(phase, y.tolist(), feed, power, gas, cell)
            slopes.append(slopes[0] - feed)
            slopes[0] += antifoam
            return slopes

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ODEintWarning)  # what went wrong is asked for below
            found, told = odeint(slope, state, at, rtol=RTOL, atol=ATOL, full_output=True, mxstep=5000)
        if told["message"] != "Integration successful." or not np.isfinite(found).all():
            raise ArithmeticError(f"integration failed between {stretch.start:.3f} and {stretch.end:.3f} h")
        return np.asarray(found)

    def _read(self, laws: Laws, states: Array) -> Run:
        rates, dissolved = [], np.full(len(states), np.nan)
        saturation = laws.parameters["oxygen_solubility"] * AIR_OXYGEN
        for i, (state, k) in enumerate(zip(states.tolist(), self.stretch, strict=True)):
            stretch = self.course.stretches[k]
            drive, phase = stretch.drive, stretch.phase
            rate = laws.derivatives(phase, state, drive.feed, drive.power, drive.gas(phase), self._cell)[1]
            rates.append(rate)
            if phase == "growth":
                taken = float(rate[2]) * max(state[1], 0.0)
                dissolved[i] = 100.0 * laws.dissolved_oxygen(state[0], taken, drive.power, drive.air) / saturation
        return Run(self.times, states, np.array(rates), dissolved, self.stretch)
