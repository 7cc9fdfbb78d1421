"""A batch as a table over time, from an integration: what an engineer plots and an operator compares with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from processes.problem import Problem
from processes.simulation import PHASES, Cell, Inputs, Laws, MapCell, simulate
from processes.transfer.constants import AIR_OXYGEN

PLACES = np.linspace(0.125, 1.0, 8)  # eight rows an element

# column: unit
UNITS = {
    "time": "h",
    "phase": "",
    "volume": "L",
    "biomass": "gDW/L",
    "glucose": "g/L",
    "product": "g/L",
    "growth_rate": "1/h",
    "glucose_uptake": "mmol/gDW/h",
    "our": "mmol/L/h",
    "cer": "mmol/L/h",
    "dissolved_oxygen": "% of air saturation",
    "base": "eq",
    "feed": "L/h",
    "stirrer": "kW",
    "air_flow": "m3/h (0 °C, 1 atm)",
    "co2_flow": "m3/h (0 °C, 1 atm)",
    "heat": "kW",
}


def batch_table(problem: Problem, laws: Laws, inputs: Inputs, cell: Cell | None = None) -> pd.DataFrame:
    """The batch at eight places of every element; columns and units in ``UNITS``, by-products in g/L by name."""
    cells: Cell = cell or MapCell(laws.kinetics)
    run = simulate(laws, inputs, cells, PLACES)
    rows = [_row(problem, laws, inputs, cells, *at) for at in zip(run.times, run.states, run.element, strict=True)]
    table = pd.DataFrame(rows)
    fed = np.concatenate([[0.0], np.cumsum(np.diff(table["time"]) * table["feed"].to_numpy()[1:])])
    added = table["volume"] - table["volume"].iloc[0] - fed
    table["base"] = added * problem.scale.operation.base_concentration.value
    return table


def _row(
    problem: Problem, laws: Laws, inputs: Inputs, cell: Cell, time: float, state: np.ndarray, e: int
) -> dict[str, float | str]:
    kinetics, volume = laws.kinetics, problem.scale.working_volume
    phase = PHASES[int(e >= inputs.growth_elements)]
    growing = phase == "growth"
    gas = inputs.air if growing else inputs.co2
    power, feed = float(inputs.power[e]), float(inputs.feed[e])
    _, rates = laws.derivatives(phase, state, feed, power, gas, cell)
    v, X, G, P = (float(value) for value in state[:4])
    row: dict[str, float | str] = {
        "time": float(time),
        "phase": phase,
        "volume": v * volume * 1000.0,
        "biomass": X / v,
        "glucose": G / v * kinetics.substrate_molar_mass,
        "product": P / v,
    }
    for name, amount in zip(kinetics.by_products, state[4:], strict=True):
        row[name] = float(amount) / v * kinetics.by_product_molar_masses[name] / 1000.0
    oxygen = laws.dissolved_oxygen(v, rates[2] * X, power, gas) if growing else 0.0
    saturation = laws.parameters["oxygen_solubility"] * AIR_OXYGEN
    row |= {
        "growth_rate": float(rates[0]),
        "glucose_uptake": float(rates[1]),
        "our": float(rates[2]) * X / v,
        "cer": float(rates[4]) * X / v,
        "dissolved_oxygen": 100.0 * oxygen / saturation,
        "base": 0.0,
        "feed": feed * volume * 1000.0,
        "stirrer": power * volume / 1000.0,
        "air_flow": inputs.air * volume if growing else 0.0,
        "co2_flow": 0.0 if growing else inputs.co2 * volume,
        "heat": (power + float(rates[2]) * X * laws.parameters["heat_per_oxygen"] / 3.6) * volume / 1000.0,
    }
    return row
