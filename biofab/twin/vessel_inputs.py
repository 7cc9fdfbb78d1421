"""What is done to a fermenter, from the plant's units to those of the process laws; converted here once."""

from __future__ import annotations

from dataclasses import dataclass

from processes.kinetics import Kinetics
from processes.library import prices
from processes.problem import Problem
from processes.scale import ScaleCard
from processes.transfer.power import impeller_power

LEAST_POWER = 1.0  # W/m3: an unstirred broth still has the gas that rises through it; keeps kLa above zero
LEAST_GAS = 1e-3  # 1/h: no gas at all, without a division by zero


@dataclass(frozen=True, slots=True)
class Drive:
    """Inputs per litre of working volume: liquids and gases (0 °C, 1 atm) in 1/h, power in W per m3 of it."""

    feed: float
    power: float
    air: float
    co2: float
    antifoam: float

    def gas(self, phase: str) -> float:
        """The gas that the phase's transfer law reckons with."""
        return self.air if phase == "growth" else self.co2


class VesselInputs:
    """Turns stirrer speed (1/min), gas (L/min at 0 °C and 1 atm), feed and antifoam (L/h) into a Drive."""

    def __init__(self, scale: ScaleCard) -> None:
        self._scale = scale
        self.litres = 1000.0 * scale.working_volume  # working volume

    def shaft_power(self, speed: float) -> float:
        """Power in W that the stirrer draws at ``speed`` 1/min in gassed broth."""
        vessel = self._scale.vessel
        diameter, number = vessel.impeller_diameter.value, vessel.power_number.value
        return float(impeller_power(speed / 60.0, diameter, number, vessel.gassed_power.value))

    def drive(self, feed: float, speed: float, air: float, co2: float, antifoam: float = 0.0) -> Drive:
        """The Drive of these values; power and air are kept just above zero."""
        return Drive(
            feed=feed / self.litres,
            power=max(1000.0 * self.shaft_power(speed) / self.litres, LEAST_POWER),
            air=max(60.0 * air / self.litres, LEAST_GAS),
            co2=max(60.0 * co2 / self.litres, LEAST_GAS),
            antifoam=antifoam / self.litres,
        )


def law_parameters(kinetics: Kinetics, scale: ScaleCard) -> dict[str, float]:
    """The numbers of the rate and transfer laws as the plan has them; the prices among them are not used."""
    return Problem(kinetics, scale, prices()).parameters()
