"""The broth of the virtual fermenter: the laws of ``processes.simulation`` in small steps of plant time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from biofab.twin.plain_cell import PlainCell
from biofab.twin.vessel_inputs import Drive
from processes.simulation import Laws

REACH = 1.5  # step times the fastest rate of the glucose balance; RK4 is stable up to 2.8
MOST_PARTS = 50  # of one step


@dataclass(frozen=True)
class Activity:
    """What the cells do now. Rates in mol/h of the whole broth (proton: eq/h), dissolved oxygen in % of saturation."""

    oxygen: float
    co2: float
    proton: float
    dissolved: float


class Broth:
    """States per litre of working volume: v (fraction), X (gDW), G (mol), P (g), by-products (mmol), base (litre)."""

    def __init__(self, laws: Laws, cell: PlainCell, litres: float) -> None:
        self.laws = laws
        self.cell = cell
        self.litres = litres  # working volume
        self.state = [0.0] * (5 + len(laws.kinetics.by_products))

    @property
    def volume(self) -> float:
        """Litres of broth."""
        return self.state[0] * self.litres

    def charge(self, litres: float, glucose: float) -> None:
        """Fill an emptied vessel with ``litres`` of medium that has ``glucose`` g/L."""
        v = litres / self.litres
        self.state = [0.0] * len(self.state)
        self.state[0] = v
        self.state[2] = v * glucose / self.laws.kinetics.substrate_molar_mass

    def inoculate(self, strength: float) -> None:
        """Add ``strength`` gDW of cells per litre of broth; their volume is not counted."""
        self.state[1] += strength * self.state[0]

    def step(self, hours: float, phase: str, drive: Drive) -> None:
        """One step under constant inputs, cut into as many RK4 steps as its stiffness asks for."""
        if self.state[0] <= 0.0:
            return
        parts = min(max(1, math.ceil(hours * self._fastest(phase) / REACH)), MOST_PARTS)
        for _ in range(parts):
            self._runge_kutta(hours / parts, phase, drive)

    def activity(self, phase: str, drive: Drive) -> Activity:
        """Rates and dissolved oxygen of this moment."""
        v, X = self.state[0], self.state[1]
        if v <= 0.0:
            return Activity(0.0, 0.0, 0.0, 100.0)
        rates = self.laws.derivatives(phase, self.state, 0.0, drive.power, drive.gas(phase), self.cell)[1]
        oxygen, co2, proton = (float(rates[place]) * X for place in (2, 4, 5))
        if phase == "growth":
            dissolved = self.laws.dissolved_oxygen(v, oxygen, drive.power, drive.air)
            saturation = self.laws.dissolved_oxygen(v, 0.0, drive.power, drive.air)
            share = 100.0 * dissolved / saturation
        else:
            share = 100.0 * drive.air / (drive.air + drive.co2)
        return Activity(oxygen * self.litres / 1e3, co2 * self.litres / 1e3, proton * self.litres / 1e3, share)

    def _fastest(self, phase: str) -> float:
        """Slope of the volumetric glucose uptake over the concentration, 1/h: the fastest rate of the laws."""
        p, v = self.laws.parameters, self.state[0]
        saturation = p["saturation"]
        glucose = 1000.0 * max(self.state[2], 0.0) / v
        return p[f"uptake_max_{phase}"] * self.state[1] / v * saturation / (saturation + glucose) ** 2

    def _runge_kutta(self, h: float, phase: str, drive: Drive) -> None:
        y = self.state
        k1 = self._slopes(y, phase, drive)
        k2 = self._slopes([a + 0.5 * h * b for a, b in zip(y, k1, strict=True)], phase, drive)
        k3 = self._slopes([a + 0.5 * h * b for a, b in zip(y, k2, strict=True)], phase, drive)
        k4 = self._slopes([a + h * b for a, b in zip(y, k3, strict=True)], phase, drive)
        moved = [a + h / 6.0 * (p + 2.0 * (q + r) + s) for a, p, q, r, s in zip(y, k1, k2, k3, k4, strict=True)]
        self.state = [max(value, 0.0) for value in moved[:-1]] + moved[-1:]

    def _slopes(self, state: list[float], phase: str, drive: Drive) -> list[float]:
        slopes, _ = self.laws.derivatives(phase, state, drive.feed, drive.power, drive.gas(phase), self.cell)
        base = slopes[0] - drive.feed
        slopes[0] += drive.antifoam
        slopes.append(base)
        return slopes
