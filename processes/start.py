"""Where the optimiser starts: a batch that a careful operator could run, integrated forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.collocation import radau
from processes.region_coefficients import Mesh
from processes.simulation import PHASES, Inputs, Laws, MapCell, Trajectory, simulate

Array = NDArray[np.float64]

GROWTH_HOURS = (6.0, 7.0, 8.0)
PRODUCTION_HOURS = 8.0
FEED = 0.012  # working volumes per hour


def first_inputs(parameters: Mapping[str, float], mesh: Mesh, start: int = 0) -> Inputs:
    """The ``start``-th batch to begin from: 6, 7 or 8 h of growth, then random ones around them by ± 25 %.

    More growth ends in oxygen limitation, so that the starts lie in different regions of the map.
    """
    shake = np.ones(7) if start < len(GROWTH_HOURS) else np.random.default_rng(start).uniform(0.75, 1.25, 7)
    growth, production = GROWTH_HOURS[start % len(GROWTH_HOURS)] * shake[0], PRODUCTION_HOURS * shake[1]
    feed = np.zeros(mesh.elements)
    feed[2 * mesh.growth // 3 :] = FEED * shake[2]
    power = np.full(mesh.elements, 0.5 * parameters["power_max"] * shake[3])
    power[mesh.growth :] = min(2.0 * parameters["mixing_power"], parameters["power_max"])
    return Inputs(
        v0=0.65 * shake[4],
        g0=0.25 * shake[5],
        growth_hours=growth,
        production_hours=production,
        feed=feed,
        power=power,
        air=0.7 * parameters["air_flow_max"] * shake[6],
        co2=0.5 * parameters["co2_flow_max"],
        growth_elements=mesh.growth,
    )


def integrated(laws: Laws, inputs: Inputs, mesh: Mesh) -> Trajectory:
    """The batch at the collocation points."""
    return simulate(laws, inputs, MapCell(laws.kinetics), radau(mesh.points).points, rtol=1e-6, atol=1e-7)


def regions_along(laws: Laws, inputs: Inputs, trajectory: Trajectory, mesh: Mesh) -> NDArray[np.intp]:
    """The region that each element spends most of its points in."""
    regions = np.zeros(mesh.elements, dtype=np.intp)
    for e in range(mesh.elements):
        phase = PHASES[int(e >= mesh.growth)]
        cell = laws.kinetics.growth if phase == "growth" else laws.kinetics.production
        rows = trajectory.states[1 + e * mesh.points : 1 + (e + 1) * mesh.points]
        theta = np.array([_limits(laws, inputs, phase, e, state) for state in rows])[:, : len(cell.limits)]
        regions[e] = np.bincount(cell.region(theta)).argmax()
    return regions


def _limits(laws: Laws, inputs: Inputs, phase: str, e: int, state: Array) -> tuple[float, float]:
    qg = laws.uptake_limit(phase, state[0], state[2], state[3])
    return qg, laws.oxygen_offered(state[0], state[1], float(inputs.power[e]), inputs.air)[0]


def point(m: Any, nlp: Any, laws: Laws, inputs: Inputs, trajectory: Trajectory) -> Array:
    """The integrated batch as a start of the compiled problem, in the order of its variables."""
    x: Array = nlp.initial.copy()

    def put(variable: Any, value: float) -> None:
        x[nlp.index_of(variable)] = value

    for name in ("v0", "g0", "air", "co2"):
        put(getattr(m, name), getattr(inputs, name))
    put(m.t_growth, inputs.growth_hours)
    put(m.t_production, inputs.production_hours)
    for e in m.E:
        put(m.feed[e], max(float(inputs.feed[e]), 1e-4))
        put(m.power[e], float(inputs.power[e]))
        for k in m.K:
            _put_state(m, put, laws, inputs, trajectory.states[e * m.mesh.points + k], e, k)
    return x


def _put_state(m: Any, put: Any, laws: Laws, inputs: Inputs, state: Array, e: int, k: int) -> None:
    phase = PHASES[int(e >= m.mesh.growth)]
    v, X, G, P = (float(value) for value in state[:4])
    for name, value in zip("vXGP", (v, X, G, P), strict=True):
        put(getattr(m, name)[e, k], value)
    for name, value in zip(m.by_products, state[4:], strict=True):
        put(m.B[name, e, k], float(value))
    put(m.qg[e, k], max(laws.uptake_limit(phase, v, G, P), 0.01))
    gas, p = (inputs.air if phase == "growth" else inputs.co2), laws.parameters
    from processes.transfer.kla import kla_stirred_tank

    put(m.kla[e, k], kla_stirred_tank(float(inputs.power[e]) / v, p["velocity_per_flow"] * gas, p["kla_factor"]))
    if phase == "growth":
        qo, dissolved = laws.oxygen_offered(v, X, float(inputs.power[e]), inputs.air)
        put(m.qo[e, k], qo)
        put(m.dissolved[e, k], dissolved)
