"""Pilot and production side by side: under each rule what stays, what moves, and which limits break."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from processes.errors import OutOfRange
from processes.scale import ScaleCard
from processes.scale_up.limits_at import LimitAt, limits_of_state
from processes.scale_up.operating_point import UNITS, Culture, OperatingPoint, State, state_at
from processes.scale_up.rules import RULES, Rule, scaled

FILL = 0.85  # of the working volume that is broth, the rest gas; assumption
VVM = 1.0  # 1/min; assumption, or what the vessel can have where that is less
SHARE = 0.7  # of the oxygen that the pilot can transfer with its whole motor; assumption
FOLLOWED = ("power_per_volume", "tip_speed", "speed", "reynolds", "mixing_time", "gas_velocity", "vvm", "kla", "pco2")
SAME = 1e-6


@dataclass(frozen=True)
class Followed:
    """The large vessel under one rule. ratios: large over small, of every quantity of ``FOLLOWED``."""

    rule: Rule
    state: State
    limits: tuple[LimitAt, ...]
    ratios: dict[str, float]

    @property
    def kept(self) -> tuple[str, ...]:
        """What is the same in both vessels."""
        return tuple(name for name, ratio in self.ratios.items() if abs(ratio - 1.0) < SAME)

    @property
    def broken(self) -> tuple[LimitAt, ...]:
        """Limits that do not hold, the worst first."""
        return tuple(sorted((limit for limit in self.limits if not limit.kept), key=lambda limit: limit.margin))


@dataclass(frozen=True)
class Comparison:
    """The pilot's state with its limits, and the large vessel under every rule."""

    small: str
    large: str
    pilot: State
    pilot_limits: tuple[LimitAt, ...]
    rules: tuple[Followed, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "pilot": {"scale": self.small, **facts(self.pilot), "limits": [one.to_dict() for one in self.pilot_limits]},
            "production": self.large,
            "units": dict(UNITS),
            "rules": [
                {
                    "rule": one.rule.name,
                    "stirring": one.rule.stirring,
                    "aeration": one.rule.aeration,
                    **facts(one.state),
                    "ratios": one.ratios,
                    "kept": list(one.kept),
                    "broken": [limit.name for limit in one.broken],
                    "limits": [limit.to_dict() for limit in one.limits],
                }
                for one in self.rules
            ],
        }


def facts(state: State) -> dict[str, float | None]:
    """The numbers of a state by name, with broth, power and gas; None where no kLa would do."""
    point = state.point
    own = {"volume": point.volume, "power": point.power, "gas_flow": point.gas_flow, "our": point.culture.our}
    values = own | {name: float(getattr(state, name)) for name in UNITS}
    return {name: value if math.isfinite(value) else None for name, value in values.items()}


def compare(small: ScaleCard, large: ScaleCard, point: OperatingPoint) -> Comparison:
    """``large`` under every rule, filled to the same share of its working volume as at ``point``. Raises OutOfRange."""
    pilot = state_at(small, point)
    volume = point.volume / small.working_volume * large.working_volume
    found = []
    for rule in RULES:
        state = scaled(pilot, large, volume, rule)
        ratios = {name: getattr(state, name) / getattr(pilot, name) for name in FOLLOWED}
        found.append(Followed(rule, state, limits_of_state(large, state), ratios))
    return Comparison(small.name, large.name, pilot, limits_of_state(small, pilot), tuple(found))


def usual_point(
    scale: ScaleCard, culture: Culture, our: float | None = None, vvm: float | None = None, power: float | None = None
) -> OperatingPoint:
    """A point to compare from: gas at 1 vvm, and stirring (W/m3) that just transfers the oxygen asked for.

    our: mmol/L/h; by default 70 % of what the motor allows. Raises OutOfRange where the vessel cannot transfer it.
    """
    volume = FILL * scale.working_volume
    most = scale.gas_flow_max(scale.vessel.air_flow_max.value, culture.celsius)
    flow = min(VVM * 60.0 * volume, most) if vvm is None else vvm * 60.0 * volume
    motor = scale.vessel.motor_power.value * 1000.0

    def at(watts: float, asked: float) -> OperatingPoint:
        return OperatingPoint(volume, watts, flow, replace(culture, our=asked))

    capacity = state_at(scale, at(motor if power is None else power * volume, 1.0)).oxygen_transfer
    asked = SHARE * capacity if our is None else our
    if power is not None:
        return at(power * volume, asked)
    if asked > capacity:
        raise OutOfRange(
            f"{scale.name}: transfers at most {capacity:.3g} mmol/L/h with its whole motor and "
            f"{flow / 60.0 / volume:.2g} volumes of gas per volume and minute; expected at most that, not {asked:g}"
        )
    return at(_stirring(scale, at, asked, motor), asked)


def _stirring(scale: ScaleCard, at: Any, asked: float, motor: float) -> float:
    """Least power in W that transfers ``asked``, by bisection in its logarithm."""
    low, high = 1e-3 * motor, motor
    for _ in range(60):
        middle = (low * high) ** 0.5
        if state_at(scale, at(middle, asked)).oxygen_transfer < asked:
            low = middle
        else:
            high = middle
    return high
