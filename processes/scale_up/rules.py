"""Scale-up rules: what of the small vessel's stirring, and what of its gas, is kept in the large one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from processes.scale import ScaleCard
from processes.scale_up.operating_point import OperatingPoint, State, radial_stack, state_at
from processes.transfer import gas, mixing, power
from processes.transfer.kla import kla_stirred_tank
from processes.transfer.shape import liquid_height


@dataclass(frozen=True)
class Rule:
    """What is kept: ``stirring`` a name of ``STIRRING``, ``aeration`` a name of ``AERATION``."""

    stirring: str
    aeration: str

    @property
    def name(self) -> str:
        """As a person says it."""
        return f"{STIRRING_WORDS[self.stirring]}, {AERATION_WORDS[self.aeration]}"


STIRRING_WORDS = {
    "power_per_volume": "power per volume",
    "kla": "kLa",
    "tip_speed": "tip speed",
    "mixing_time": "mixing time",
}
AERATION_WORDS = {"vvm": "gas per volume", "gas_velocity": "gas velocity"}
RULES = tuple(Rule(stirring, aeration) for aeration in AERATION_WORDS for stirring in STIRRING_WORDS)


def scaled(small: State, large: ScaleCard, volume: float, rule: Rule) -> State:
    """The state of ``large`` with ``volume`` m3 of broth when ``rule`` is kept. Raises OutOfRange."""
    flow = _gas_flow(small, large, volume, rule.aeration)
    watts = _STIRRING[rule.stirring](small, large, volume, flow)
    return state_at(large, OperatingPoint(volume, watts, flow, small.point.culture, small.point.oxygen_in_gas))


def _gas_flow(small: State, large: ScaleCard, volume: float, kept: str) -> float:
    if kept == "vvm":
        return small.vvm * 60.0 * volume
    return small.gas_velocity / _velocity_per_flow(small, large, volume)


def _velocity_per_flow(small: State, large: ScaleCard, volume: float) -> float:
    height = liquid_height(volume, large.vessel.diameter.value)
    pressure = gas.mean_pressure(large.vessel.head_pressure.value, height)
    return float(gas.gas_velocity(1.0, small.point.culture.celsius, pressure, large.vessel.diameter.value))


def _same_power(small: State, _: ScaleCard, volume: float, __: float) -> float:
    return small.power_per_volume * volume


def _same_kla(small: State, large: ScaleCard, volume: float, flow: float) -> float:
    velocity = flow * _velocity_per_flow(small, large, volume)
    at_one = float(kla_stirred_tank(1.0, velocity, large.vessel.kla_factor.value))
    return float((small.kla / at_one) ** (1.0 / 0.4)) * volume


def _same_tip_speed(small: State, large: ScaleCard, _: float, __: float) -> float:
    return _power_at(large, small.tip_speed / float(power.tip_speed(1.0, large.vessel.impeller_diameter.value)))


def _same_mixing_time(small: State, large: ScaleCard, volume: float, _: float) -> float:
    vessel = large.vessel
    height = float(liquid_height(volume, vessel.diameter.value))
    if radial_stack(large, height):
        each = vessel.power_number.value / large.impellers
        speed = mixing.speed_of_mixing_time(small.mixing_time, height, vessel.impeller_diameter.value, each)
        return _power_at(large, float(speed))
    at_one = float(mixing.mixing_time(1e-3, vessel.diameter.value, vessel.impeller_diameter.value))  # at 1 W/m3
    return float((at_one / small.mixing_time) ** 3) * volume


def _power_at(scale: ScaleCard, speed: float) -> float:
    vessel = scale.vessel
    return float(
        power.impeller_power(
            speed, vessel.impeller_diameter.value, vessel.power_number.value, vessel.gassed_power.value
        )
    )


_STIRRING: dict[str, Callable[[State, ScaleCard, float, float], float]] = {
    "power_per_volume": _same_power,
    "kla": _same_kla,
    "tip_speed": _same_tip_speed,
    "mixing_time": _same_mixing_time,
}
