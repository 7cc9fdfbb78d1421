"""Where a plan leaves the range that a correlation was fitted in, or what cells and equipment are known to bear."""

from __future__ import annotations

from processes.problem import Problem
from processes.scale import impeller_speed, tip_speed
from processes.simulation import Inputs

KLA_VOLUME = 2.6  # m3, van't Riet 1979
KLA_POWER = (500.0, 10_000.0)  # W/m3, the same
TIP_SPEED = 8.0  # m/s; bacteria bear 6 to 8: Nienow, Adv. Biochem. Eng. 60 (1998) 1


def warnings_of(problem: Problem, inputs: Inputs) -> tuple[str, ...]:
    """One sentence for each range that the plan leaves."""
    found = []
    volume = problem.scale.working_volume
    if volume > KLA_VOLUME:
        factor = problem.scale.vessel.kla_factor
        found.append(
            f"kLa: the correlation was fitted up to {KLA_VOLUME} m3 and is used at {volume:g} m3, times "
            f"{factor.value:g} ± {factor.sd or 0.0:g}; measure it in the vessel"
        )
    low, high = KLA_POWER
    powers = inputs.power[: inputs.growth_elements]
    if powers.min() < low or powers.max() > high:
        found.append(
            f"kLa: stirring of {powers.min():.0f} to {powers.max():.0f} W per m3 of working volume in growth "
            f"lies partly outside the {low:.0f} to {high:.0f} W/m3 of the correlation"
        )
    tip = tip_speed(problem.scale, impeller_speed(problem.scale, float(inputs.power.max()) * volume))
    if tip > TIP_SPEED:
        found.append(
            f"stirrer: a tip speed of {tip:.1f} m/s is above the {TIP_SPEED:g} m/s that bacteria are known to bear"
        )
    return tuple(found)
