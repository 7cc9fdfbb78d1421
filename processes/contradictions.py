"""Limits that contradict each other by plain arithmetic: found before anything is solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from processes.explanation import Conflict, Way, conflict, way
from processes.fed_batch import LEAST_AIR, SHORTEST_PHASE
from processes.kinetics import MAINTENANCE_MARGIN
from processes.problem import Problem

Parameters = Mapping[str, float]


def contradiction(problem: Problem, parameters: Parameters) -> Conflict | None:
    """The first contradiction among the limits of a question; None if arithmetic finds none."""
    checks: tuple[Callable[[Problem, Parameters], Conflict | None], ...] = (
        _warm_coolant,
        _mixing_against_motor,
        _mixing_against_cooling,
        _fill_against_vessel,
        _too_low,
        _starved,
    )
    return next((found for check in checks if (found := check(problem, parameters))), None)


def _warm_coolant(problem: Problem, p: Parameters) -> Conflict | None:
    vessel, broth = problem.scale.vessel, problem.kinetics.constants.temperature.value
    coolant = vessel.coolant_temperature.value
    if coolant < broth:
        return None
    stirring = p["mixing_power"] * p["least_fill"] * problem.scale.working_volume
    needed = broth - stirring / (vessel.cooling_coefficient.value * vessel.cooling_area.value)
    key = f"vessel.coolant_temperature of {problem.scale.name}"
    out = Way("cooling_max", key, coolant, round(needed - 0.1, 1), "degC")
    what = f"a coolant of {coolant:g} degC takes no heat from a broth of {broth:g} degC in {problem.scale.name}"
    return Conflict(("cooling_max",), (out,), f"{what}: {out.sentence()}")


def _mixing_against_motor(problem: Problem, p: Parameters) -> Conflict | None:
    return _mixing_against(problem, p, "power_max")


def _mixing_against_cooling(problem: Problem, p: Parameters) -> Conflict | None:
    return _mixing_against(problem, p, "cooling_max")


def _mixing_against(problem: Problem, p: Parameters, limit: str) -> Conflict | None:
    """Stirring of the least harvest that is allowed, against what the vessel can put in or take away."""
    needed = p["mixing_power"] * p["least_fill"]
    if p[limit] >= needed:
        return None
    ways = {limit: needed, "mixing_power": p[limit] / p["least_fill"], "least_fill": p[limit] / p["mixing_power"]}
    return _conflict(problem, p, ways)


def _fill_against_vessel(problem: Problem, p: Parameters) -> Conflict | None:
    return _conflict(problem, p, {"least_fill": p["volume_max"]}) if p["least_fill"] > p["volume_max"] else None


def _too_low(problem: Problem, p: Parameters) -> Conflict | None:
    for limit, least in (("air_flow_max", LEAST_AIR), ("longest_batch", 2.0 * SHORTEST_PHASE)):
        if p[limit] < least:
            return _conflict(problem, p, {limit: least})
    return None


def _starved(problem: Problem, p: Parameters) -> Conflict | None:
    """The strain's own uptake against the glucose that pays for maintenance without oxygen."""
    alive = problem.kinetics.production.alive
    needed = max((-MAINTENANCE_MARGIN * row[0] / row[1] for row in alive), default=0.0)
    limit = "uptake_max_production"
    return _conflict(problem, p, {limit: float(needed)}) if p[limit] < needed else None


def _conflict(problem: Problem, p: Parameters, values: Mapping[str, float]) -> Conflict:
    return conflict(problem, p, tuple(values), tuple(_ways(problem, p, values)))


def _ways(problem: Problem, p: Parameters, values: Mapping[str, float]) -> Iterator[Way]:
    for limit, value in values.items():
        yield way(problem, p, limit, value)
