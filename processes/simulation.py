"""The fed-batch integrated forward by SciPy: the same laws as the optimiser's, none of its code, any cell.

``cell.rates(phase, qg, qo)`` may be the affine map or the whole genome-scale model: that is how a plan is checked.
States per litre of working volume: v (fraction), X (gDW), G (mol), P (g), B (mmol of each by-product).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from processes.errors import IntegrationFailed
from processes.kinetics import NEVER, Kinetics, MetabolicMap
from processes.transfer.constants import AIR_OXYGEN, NORMAL_VOLUME
from processes.transfer.kla import kla_stirred_tank

Array = NDArray[np.float64]
Rates = Sequence[float] | Array  # of one cell, in the order of ``Cell.rates``
MOST_CALLS = 20_000  # of the slope in one element; smooth batches take 20 to 200
PHASES = ("growth", "production")


class Cell(Protocol):
    """Anything that answers what a cell does within uptake limits."""

    def rates(self, phase: str, qg: float, qo: float) -> Rates:
        """growth 1/h, then glucose and oxygen taken up, product, co2, proton and by-products secreted, mmol/gDW/h."""


class MapCell:
    """The cell as the affine map sees it."""

    def __init__(self, kinetics: Kinetics) -> None:
        self.outputs = ("growth", "glucose", "oxygen", "product", "co2", "proton", *kinetics.by_products)
        self._phases = {"growth": self._table(kinetics.growth), "production": self._table(kinetics.production)}

    def _table(self, cell: MetabolicMap) -> tuple[Array, Array, Array, Array, int]:
        table = np.zeros((len(cell.rows), len(self.outputs), 1 + len(cell.limits)))
        for place, output in enumerate(self.outputs):
            index = cell.index(output)
            if index is not None:
                table[:, place] = cell.coefficients[:, index]
        high = np.array([1.0, *(high for _, high in cell.box)])
        return table, cell.rows, cell.alive, high, len(cell.limits)

    def rates(self, phase: str, qg: float, qo: float) -> Array:
        """Outputs at one point; a starving cell as in ``MetabolicMap.evaluate``."""
        table, rows, alive, high, limits = self._phases[phase]
        theta = np.minimum(np.array([1.0, qg, qo][: 1 + limits]), high)
        stretch = 1.0
        if len(alive) and (alive @ theta).min() < 0.0:
            gained = alive[:, 1:] @ theta[1:]
            stretch = min(float((-alive[:, 0] / gained).max()), NEVER) if gained.min() > 1.0 / NEVER else NEVER
            theta[1:] *= stretch
        values: Array = table[int(np.argmin(rows @ theta))] @ theta
        return values / stretch


@dataclass(frozen=True)
class Inputs:
    """What is done to the vessel; in each element constant feed (1/h) and power (W per m3 of working volume)."""

    v0: float
    g0: float  # mol/L
    growth_hours: float
    production_hours: float
    feed: Array
    power: Array
    air: float  # m3 of gas (0 °C, 1 atm) per m3 of working volume and hour
    co2: float
    growth_elements: int

    def edges(self) -> Array:
        """Times of the elements' ends from inoculation on, h."""
        production = len(self.feed) - self.growth_elements
        growth = np.linspace(0.0, self.growth_hours, self.growth_elements + 1)
        return np.concatenate([growth, self.growth_hours + np.linspace(0.0, self.production_hours, production + 1)[1:]])


@dataclass(frozen=True)
class Laws:
    """Rate and transfer laws with their constants as plain numbers: the inner loop of every integration."""

    kinetics: Kinetics
    parameters: Mapping[str, float]

    def uptake_limit(self, phase: str, v: float, G: float, P: float) -> float:
        """Glucose limit qg, mmol/gDW/h: saturation and product inhibition."""
        p = self.parameters
        glucose = 1000.0 * max(G, 0.0) / v
        tolerated = max(0.0, 1.0 - P / v / p["product_tolerance"])
        return p[f"uptake_max_{phase}"] * glucose / (p["saturation"] + glucose) * tolerated

    def oxygen_offered(self, v: float, X: float, power: float, air: float) -> tuple[float, float]:
        """Oxygen limit qo, mmol/gDW/h, and the dissolved oxygen, mmol/L, if the cell takes all of it."""
        p = self.parameters
        kla = kla_stirred_tank(power / v, p["velocity_per_flow"] * air, p["kla_factor"])
        inlet = p["oxygen_solubility"] * AIR_OXYGEN
        depletion = p["oxygen_solubility"] * 0.5 * NORMAL_VOLUME / air
        load = p["oxygen_uptake_max"] * (X / (kla * v) + X * depletion)
        half = 0.5 * (inlet - p["oxygen_saturation"] - load)
        dissolved = half + math.sqrt(half * half + inlet * p["oxygen_saturation"])
        return p["oxygen_uptake_max"] * dissolved / (p["oxygen_saturation"] + dissolved), dissolved

    def dissolved_oxygen(self, v: float, taken: float, power: float, air: float) -> float:
        """Dissolved oxygen in mmol/L when ``taken`` mmol/h and litre of working volume are respired."""
        p = self.parameters
        kla = kla_stirred_tank(power / v, p["velocity_per_flow"] * air, p["kla_factor"])
        mean = AIR_OXYGEN - 0.5 * taken * NORMAL_VOLUME / air
        return float(max(0.0, p["oxygen_solubility"] * mean - taken / (kla * v)))

    def derivatives(
        self, phase: str, state: Rates, feed: float, power: float, air: float, cell: Cell
    ) -> tuple[list[float], Rates]:
        """Slopes of (v, X, G, P, B...) per hour and the cell's rates."""
        v, X, G, P = state[0], max(state[1], 0.0), state[2], state[3]
        qg = self.uptake_limit(phase, v, G, P)
        qo = self.oxygen_offered(v, X, power, air)[0] if phase == "growth" else 0.0
        rates = cell.rates(phase, qg, qo)
        molar, substrate = self.kinetics.product_molar_mass, self.kinetics.substrate_molar_mass
        base = rates[5] * X / 1000.0 / self.parameters["base_concentration"]
        slopes = [
            feed + base,
            rates[0] * X,
            feed * self.parameters["feed_concentration"] / substrate - rates[1] * X / 1000.0,
            rates[3] * X * molar / 1000.0,
            *(rate * X for rate in rates[6:]),
        ]
        return slopes, rates


@dataclass(frozen=True)
class Trajectory:
    """times: (n,) h from inoculation; states: (n, 4 + by-products); element: (n,) that each time lies in."""

    times: Array
    states: Array
    element: NDArray[np.intp]

    @property
    def end(self) -> Array:
        """State at harvest."""
        last: Array = self.states[-1]
        return last


def simulate(
    laws: Laws, inputs: Inputs, cell: Cell, places: Array | None = None, rtol: float = 1e-8, atol: float = 1e-9
) -> Trajectory:
    """Integrate element by element (a restart at each jump of the inputs), reading off at ``places`` in (0, 1].

    Raises IntegrationFailed with the hour.
    """
    inside = np.array([1.0]) if places is None else places
    edges = inputs.edges()
    state = np.zeros(4 + len(laws.kinetics.by_products))
    state[:3] = inputs.v0, laws.parameters["inoculum"] * inputs.v0, inputs.g0 * inputs.v0
    times, states, element = [0.0], [state], [0]
    for e, (start, stop) in enumerate(itertools.pairwise(edges)):
        phase = PHASES[int(e >= inputs.growth_elements)]
        gas = inputs.air if phase == "growth" else inputs.co2
        feed, power = float(inputs.feed[e]), float(inputs.power[e])

        calls = itertools.count()

        def slope(
            time: float,
            y: Array,
            setting: tuple[str, float, float, float] = (phase, feed, power, gas),
            calls: Iterator[int] = calls,
        ) -> list[float]:
            if next(calls) > MOST_CALLS:
                raise IntegrationFailed(f"integration does not get past {time:.4f} h: the cell's rates jump there")
            return laws.derivatives(setting[0], y, *setting[1:], cell)[0]

        at = start + inside * (stop - start)
        done = solve_ivp(slope, (start, stop), state, method="LSODA", t_eval=at, rtol=rtol, atol=atol)
        if not done.success:
            raise IntegrationFailed(f"integration from {start:.3f} to {stop:.3f} h stopped: {done.message}")
        times += list(at)
        states += list(done.y.T)
        element += [e] * len(at)
        state = done.y[:, -1]
    return Trajectory(np.array(times), np.array(states), np.array(element, dtype=np.intp))


@dataclass(frozen=True)
class Outcome:
    """What a batch comes to: titre g/L, rate g/L/h with the turn-round, yield g/g of all glucose fed."""

    titre: float
    rate: float
    yield_: float


def outcome(laws: Laws, inputs: Inputs, trajectory: Trajectory) -> Outcome:
    """Titre, rate and yield of an integrated batch."""
    v, product = float(trajectory.end[0]), float(trajectory.end[3])
    hours = inputs.growth_hours + inputs.production_hours + laws.parameters["turn_round"]
    fed = float(np.sum(inputs.feed * np.diff(inputs.edges()))) * laws.parameters["feed_concentration"]
    glucose = inputs.g0 * inputs.v0 * laws.kinetics.substrate_molar_mass + fed
    return Outcome(product / v, product / v / hours, product / glucose)
