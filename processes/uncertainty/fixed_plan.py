"""A plan's inputs run as they stand with other numbers: its figures, and by how much it breaks what was asked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.collocation import radau
from processes.costing import Amounts, Batch, HourlyCosts, cost_lines
from processes.problem import Problem
from processes.simulation import PHASES, Inputs, Laws, MapCell, Trajectory, outcome, simulate
from processes.transfer.hold_up import gas_hold_up

Array = NDArray[np.float64]
WATTS = 3.6  # kJ per h in a W


def figures_of_fixed(problem: Problem, inputs: Inputs, points: int) -> dict[str, float]:
    """Cost USD/kg, titre g/L, rate g/L/h, yield g/g and residual glucose g/L of the inputs under a question's numbers.

    ``over_residual``, ``over_volume`` and ``over_cooling`` say by which share of the limit each is overstepped; 0 or
    less: it is kept. Raises IntegrationFailed.
    """
    laws = Laws(problem.kinetics, problem.parameters())
    cell = MapCell(problem.kinetics)
    trajectory = simulate(laws, inputs, cell, radau(points).points, rtol=1e-7, atol=1e-8)
    heat = _heat(laws, inputs, trajectory, cell, points)
    used = amounts(laws, inputs, trajectory, heat)
    p = laws.parameters
    hourly = HourlyCosts(p["capital_per_hour"], p["maintenance_per_hour"], p["operators_per_volume"])
    lines: dict[str, float] = cost_lines(used, lambda name: p[f"price_{name}"], hourly)
    found = outcome(laws, inputs, trajectory)
    residual = float(trajectory.end[2]) / float(trajectory.end[0]) * problem.kinetics.substrate_molar_mass
    return {
        "cost": sum(lines.values()) / used.product,
        "titre": found.titre,
        "rate": found.rate,
        "yield": found.yield_,
        "residual": residual,
        "over_residual": residual / p["residual_glucose"] - 1.0 if p["residual_glucose"] else residual,
        "over_volume": _volume(laws, inputs, trajectory) / p["volume_max"] - 1.0,
        "over_cooling": float(heat.max()) / p["cooling_max"] - 1.0,
    }


def amounts(laws: Laws, inputs: Inputs, trajectory: Trajectory, heat: Array) -> Amounts:
    """What the integrated batch takes, per m3 of working volume: the same sums as the optimiser's model.

    ``heat``: (elements, points) W per m3, at the collocation points.
    """
    hours = np.diff(inputs.edges())
    batch = Batch(
        start=inputs.v0,
        charge=inputs.g0 * inputs.v0 * laws.kinetics.substrate_molar_mass,
        fed=float(inputs.feed @ hours),
        stirring=float(inputs.power @ hours) / 1000.0,
        air=inputs.air * inputs.growth_hours,
        co2=inputs.co2 * inputs.production_hours,
        heat=float(hours @ (heat @ radau(heat.shape[1]).weights)) * WATTS * 1e-6,
        broth=float(trajectory.end[0]),
        product=float(trajectory.end[3]),
        hours=inputs.growth_hours + inputs.production_hours,
    )
    return batch.amounts(laws.parameters)


def _at(inputs: Inputs, trajectory: Trajectory) -> list[tuple[int, str, Any]]:
    """(element, phase, state) of every time but the first."""
    return [
        (int(e), PHASES[int(e >= inputs.growth_elements)], state)
        for e, state in zip(trajectory.element[1:], trajectory.states[1:], strict=True)
    ]


def _heat(laws: Laws, inputs: Inputs, trajectory: Trajectory, cell: MapCell, points: int) -> Array:
    """Heat to be taken away, W per m3 of working volume: stirring, and respiration while there is air."""
    per_oxygen, found = laws.parameters["heat_per_oxygen"] / WATTS, []
    for e, phase, state in _at(inputs, trajectory):
        power = float(inputs.power[e])
        if phase == "growth":
            _, rates = laws.derivatives(phase, state, float(inputs.feed[e]), power, inputs.air, cell)
            power += float(rates[2]) * float(state[1]) * per_oxygen
        found.append(power)
    return np.asarray(found, dtype=float).reshape(-1, points)


def _volume(laws: Laws, inputs: Inputs, trajectory: Trajectory) -> float:
    """Greatest volume of liquid and gas together, in working volumes."""
    p, worst = laws.parameters, 0.0
    for e, phase, state in _at(inputs, trajectory):
        gas = inputs.air if phase == "growth" else inputs.co2
        v = float(state[0])
        hold_up = gas_hold_up(float(inputs.power[e]) / v, p["velocity_per_flow"] * gas)
        worst = max(worst, v / (1.0 - float(hold_up)))
    return worst
