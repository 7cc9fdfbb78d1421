"""Dynamic flux balance analysis against the loop that a competent user of COBRApy writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.harness import Row, less_is_better
from strains.dynamic.culture import Culture
from strains.dynamic.laws import MichaelisMenten
from strains.dynamic.simulate import simulate
from strains.dynamic.vessel import Vessel
from strains.models.model import load_model
from strains.models.network import Network

if TYPE_CHECKING:
    import cobra
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RELATIVE, EXACT = 1e-6, 1e-10  # error allowed in a step; absolute a thousandth of it
PEERS = (("RK45", 1e-6), ("LSODA", 1e-6), ("LSODA", 1e-7), ("BDF", 1e-6))  # scipy's solvers, and their error
NEAR = 2e-5  # largest error of a state, relative to its largest value, with which an answer counts
START = np.array([0.01, 10.0, 0.4])  # cells g/L, glucose and acetate mmol/L
GLUCOSE, ACETATE, OXYGEN = "EX_glc__D_e", "EX_ac_e", "EX_o2_e"
MOST, HALF = np.array([10.0, 5.0]), np.array([0.015, 0.1])  # mmol/gDW/h, mmol/L
OXYGEN_LIMIT = 15.0  # mmol/gDW/h: overflow, then the acetate is eaten
REPEATS = 3


@dataclass(frozen=True)
class Case:
    """A batch on a model, up to shortly before the cells starve."""

    task: str
    source: str
    biomass: str
    hours: float
    floor: float | None


CASES = (
    Case("dynamic FBA, iJO1366, batch with overflow", "cobra:iJO1366", "BIOMASS_Ec_iJO1366_core_53p95M", 5.8, 30.0),
    Case("dynamic FBA, textbook, batch with overflow", "cobra:textbook", "Biomass_Ecoli_core", 5.8, None),
)


def measure(quick: bool) -> list[Row]:
    """Seconds of a run, ours and COBRApy's, from a loaded model to the last state; best of three (one when quick).

    COBRApy's loop keeps one model and its warm solver, sets two bounds and asks for growth alone in each call. It goes
    through the fastest of ``PEERS`` that comes as near to the answer as ours; most of the others do not, because their
    steps go over the corners of the right-hand side. The difference is the largest of any state, relative to its
    largest value, at ten times. A second row repeats our run on the same network, whose compressed programme is kept.
    """
    rows = []
    for case in CASES[1:] if quick else CASES:
        model = load_model(case.source)
        model.reactions.get_by_id(OXYGEN).lower_bound = -OXYGEN_LIMIT
        network, times = Network.from_cobra(model), np.linspace(0.0, case.hours, 11)[1:]
        exact = _ours(network, case, times, EXACT)
        how = _fastest(model, case, times, exact)
        runs = (
            partial(_first, network, case, times),
            partial(_ours, network, case, times),
            partial(_cobra, model, case, times, *how),
        )
        (ours, again, seconds), (states, _, theirs) = _best(runs, 1 if quick else REPEATS)
        for task, taken, floor in ((case.task, ours, case.floor), (f"{case.task}, again", again, None)):
            row = less_is_better(task, taken, seconds, f"COBRApy, {how[0]} {how[1]:g}", "s", floor)
            rows.append(replace(row, difference=_apart(states, theirs)))
    return rows


def _fastest(model: cobra.Model, case: Case, times: Floats, exact: Floats) -> tuple[str, float]:
    """The peer that is soonest near enough to the exact answer."""
    taken = {}
    for how in PEERS:
        (seconds,), (states,) = _best((partial(_cobra, model, case, times, *how),), 1)
        if _apart(states, exact) <= NEAR:
            taken[how] = seconds
    return min(taken, key=lambda how: taken[how])


def _apart(one: Floats, other: Floats) -> float:
    return float(np.max(np.abs(one - other) / np.abs(other).max(axis=0)))


def _first(network: Network, case: Case, times: Floats) -> Floats:
    return _ours(replace(network), case, times)  # another object: nothing of it is known yet


def _best(runs: Sequence[Callable[[], Floats]], repeats: int) -> tuple[list[float], list[Floats]]:
    """Shortest seconds and last answer of each of ``runs``, which take turns, so that all see the same machine."""
    shortest, answers = [float("inf")] * len(runs), [np.empty(0)] * len(runs)
    for _ in range(repeats):
        for place, run in enumerate(runs):
            since = time.perf_counter()
            answers[place] = run()
            shortest[place] = min(shortest[place], time.perf_counter() - since)
    return shortest, answers


def _ours(network: Network, case: Case, times: Floats, relative: float = RELATIVE) -> Floats:
    laws = [MichaelisMenten(most, half) for most, half in zip(MOST.tolist(), HALF.tolist(), strict=True)]
    culture = Culture(
        "cells",
        network,
        case.biomass,
        float(START[0]),
        {"glucose": GLUCOSE, "acetate": ACETATE},
        dict(zip(("glucose", "acetate"), laws, strict=True)),
    )
    vessel = Vessel(1.0, {"glucose": float(START[1]), "acetate": float(START[2])})
    run = simulate(culture, vessel, case.hours, relative=relative, absolute=1e-3 * relative)
    states: Floats = run.states(times)[:, 1:4]
    return states


def _cobra(model: cobra.Model, case: Case, times: Floats, method: str, relative: float) -> Floats:
    from scipy.integrate import solve_ivp

    solve: Any = solve_ivp
    exchanges: list[Any] = [model.reactions.get_by_id(name) for name in (GLUCOSE, ACETATE)]
    biomass: Any = model.reactions.get_by_id(case.biomass)
    model.objective = biomass

    def slope(_: float, states: Floats) -> Floats:
        for exchange, limit in zip(exchanges, MOST * states[1:] / (HALF + states[1:]), strict=True):
            exchange.lower_bound = -max(float(limit), 0.0)
        growth = model.slim_optimize()
        found: Floats = np.array([growth, *(exchange.flux for exchange in exchanges)]) * states[0]
        return found

    with model:
        run = solve(slope, (0.0, case.hours), START, method, times, rtol=relative, atol=1e-3 * relative)
    states: Floats = run.y.T
    return states
