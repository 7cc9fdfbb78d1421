"""The limits that may be eased to find out why there is no plan: which way, how far, and where the user sets them.

``size`` is what counts as one unit of easing when several limits are weighed against each other, and ``most`` is as far
as a limit is eased at all, both in the units of the model. A reactor with every limit at ``most`` is a generous one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from processes.limits import LIMITS
from processes.problem import Problem

UP, DOWN = 1.0, -1.0
Factor = Callable[[Problem], float]


@dataclass(frozen=True)
class Easing:
    """One limit. ``sign``: +1 where more of it is easier; ``factor``: the user's number for one of the model's."""

    name: str
    sign: float
    size: float
    most: float
    key: str
    unit: str
    factor: Factor = lambda _: 1.0

    def words(self) -> str:
        """What the engineer calls it."""
        return LIMITS[self.name][0]

    def furthest(self, value: float) -> float:
        """How far it may give when ``value`` is asked."""
        return max(value, self.most) if self.sign == UP else min(value, self.most)


def _volume(problem: Problem) -> float:
    return problem.scale.working_volume


def _kilowatts(problem: Problem) -> float:
    return _volume(problem) / 1000.0


def _litres_per_hour(problem: Problem) -> float:
    return 1000.0 * _volume(problem)


def _cooling_area(problem: Problem) -> float:
    vessel = problem.scale.vessel
    difference = _celsius(problem) - vessel.coolant_temperature.value
    return _volume(problem) / (vessel.cooling_coefficient.value * difference)


def _celsius(problem: Problem) -> float:
    return problem.kinetics.constants.temperature.value


def _fill(problem: Problem) -> float:
    return problem.scale.vessel.fill.value


def _demand(problem: Problem) -> float:
    return problem.limits.demand / problem.least_output() if problem.limits.demand else 1.0


# Sizes and ends are those of a well-equipped fermenter, rounded: power 0.2 to 5 kW/m3, air 0.2 to 1.5 vvm.
_TABLE = (
    Easing("power_max", UP, 3000.0, 12_000.0, "vessel.motor_power", "kW", _kilowatts),
    Easing("mixing_power", DOWN, 200.0, 1.0, "vessel.mixing_power", "W/m3"),
    Easing("cooling_max", UP, 15_000.0, 60_000.0, "vessel.cooling_area", "m2", _cooling_area),
    Easing("air_flow_max", UP, 60.0, 120.0, "vessel.air_flow_max", "m3/h", _volume),
    Easing("co2_flow_max", UP, 20.0, 120.0, "vessel.co2_flow_max", "m3/h", _volume),
    Easing("feed_max", UP, 0.07, 1.0, "vessel.feed_max", "L/h", _litres_per_hour),
    Easing("volume_max", UP, 1.0, 1.15, "vessel.fill", "of the vessel", _fill),
    Easing("kla_factor", UP, 1.0, 5.0, "vessel.kla_factor", "times the correlation"),
    Easing("co2_utilisation", UP, 0.6, 1.0, "operation.co2_utilisation", "of the sparged CO2"),
    Easing("inoculum", UP, 0.3, 3.0, "operation.inoculum", "gDW/L"),
    Easing("residual_glucose", UP, 5.0, 100.0, "limits.residual_glucose", "g/L"),
    Easing("glucose_charge", UP, 100.0, 300.0, "limits.glucose_charge", "g/L"),
    Easing("least_fill", DOWN, 0.9, 0.05, "limits.least_fill", "of the working volume"),
    Easing("longest_batch", UP, 40.0, 210.0, "limits.longest_batch", "h"),
    Easing("least_output", DOWN, 1.5, 0.0, "limits.demand", "t/year", _demand),
    Easing("least_productivity", DOWN, 1.5, 0.0, "limits.least_productivity", "g/L/h"),
    Easing("least_yield", DOWN, 0.7, 0.0, "limits.least_yield", "g/g"),
    Easing("least_titre", DOWN, 70.0, 0.0, "limits.least_titre", "g/L"),
)
EASINGS = {easing.name: easing for easing in _TABLE}
# Constants of the strain: looked at only where no limit of vessel, operation or engineer helps.
_STRAIN = (
    Easing("product_tolerance", UP, 100.0, 150.0, "kinetics.product_tolerance", "g/L"),
    Easing("uptake_max_growth", UP, 7.0, 7.0, "kinetics.uptake_max_growth", "mmol/gDW/h"),
    Easing("uptake_max_production", UP, 10.0, 10.0, "kinetics.uptake_max_production", "mmol/gDW/h"),
    Easing("oxygen_uptake_max", UP, 20.0, 20.0, "kinetics.oxygen_uptake_max", "mmol/gDW/h"),
    Easing("saturation", DOWN, 1.0, 1.0, "kinetics.saturation", "mmol/L"),
)
STRAIN = {easing.name: easing for easing in _STRAIN}
ALL = EASINGS | STRAIN
# Takes part in conflicts, but no number of a card moves it alone: with vessel.fill all that is told per working volume
# moves too.
NAMED_ONLY = frozenset({"volume_max"})


def place_of(easing: Easing, problem: Problem) -> str:
    """Where the user sets a limit: the key and, for a vessel's, its scale card."""
    key = easing.key
    if easing.name in ("air_flow_max", "co2_flow_max") and velocity_binds(easing, problem):
        key = "vessel.gas_velocity_max"
    return f"{key} of {problem.scale.name}" if key.startswith(("vessel.", "operation.")) else key


def velocity_binds(easing: Easing, problem: Problem) -> bool:
    """Whether a gas flow is held back by the highest gas velocity and not by its supply."""
    supply: float = getattr(problem.scale.vessel, easing.name).value
    return problem.scale.gas_flow_max(supply, _celsius(problem)) < supply


def scale_of(easing: Easing, problem: Problem) -> tuple[float, str]:
    """(user's number for one of the model's, unit)."""
    if easing.name in ("air_flow_max", "co2_flow_max") and velocity_binds(easing, problem):
        return problem.parameters()["velocity_per_flow"], "m/s"
    return easing.factor(problem), easing.unit
