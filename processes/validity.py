"""Where a plan leaves the range that a correlation was fitted in, or what cells and equipment are known to bear."""

from __future__ import annotations

from processes.problem import Problem
from processes.scale import impeller_speed, tip_speed
from processes.simulation import Inputs
from processes.transfer.constants import TIP_SPEED_MAX
from processes.transfer.hold_up import HOLD_UP_STIRRED
from processes.transfer.kla import KLA_COALESCING


def warnings_of(problem: Problem, inputs: Inputs) -> tuple[str, ...]:
    """One sentence for each range that the plan leaves."""
    volume = problem.scale.working_volume
    found = [*_of_size(problem), *_of_stirring(inputs), *_of_gas(problem, inputs)]
    tip = tip_speed(problem.scale, impeller_speed(problem.scale, float(inputs.power.max()) * volume))
    if tip > TIP_SPEED_MAX:
        found.append(
            f"stirrer: a tip speed of {tip:.1f} m/s is above the {TIP_SPEED_MAX:g} m/s that bacteria are known to bear"
        )
    return tuple(found)


def _of_size(problem: Problem) -> list[str]:
    """The vessel beside those that kLa was measured in; one whose own kLa was measured is not warned of."""
    vessel, volume = problem.scale.vessel, problem.scale.working_volume
    if problem.scale.kla_measured is not None or not KLA_COALESCING.outside(volume=volume):
        return []
    most, factor = KLA_COALESCING.ranges["volume"].high, vessel.kla_factor
    return [
        f"kLa: the correlation was fitted up to {most:g} m3 and is used at {volume:g} m3, times "
        f"{factor.value:g} ± {factor.sd or 0.0:g}; measure it in the vessel"
    ]


def _of_stirring(inputs: Inputs) -> list[str]:
    powers = inputs.power[: inputs.growth_elements]
    if not KLA_COALESCING.outside(power_per_volume=powers):
        return []
    span = KLA_COALESCING.ranges["power_per_volume"]
    return [
        f"kLa: stirring of {powers.min():.0f} to {powers.max():.0f} W per m3 of working volume in growth "
        f"lies partly outside the {span.low:.0f} to {span.high:.0f} W/m3 of the correlation"
    ]


def _of_gas(problem: Problem, inputs: Inputs) -> list[str]:
    velocity = problem.parameters()["velocity_per_flow"] * inputs.air
    return [str(departure) for departure in HOLD_UP_STIRRED.outside(gas_velocity=velocity)]
