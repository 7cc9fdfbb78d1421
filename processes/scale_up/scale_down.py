"""The laboratory regime that shows a cell what the large vessel would: a stirred tank with a plug-flow loop, or pulses.

Practice: P. Neubauer and S. Junne, Curr. Opin. Biotechnol. 21 (2010) 114.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from processes.errors import OutOfRange
from processes.scale import ScaleCard
from processes.scale_up.gradients import Gradients
from processes.scale_up.operating_point import State, state_at
from processes.scale_up.rules import Rule, scaled


@dataclass(frozen=True)
class ScaleDown:
    """The regime. loop: the plug flow, into whose inlet all feed goes; times in s, volumes in L, flow in L/h.

    pulse_period and pulse_length stand for the loop where there is none: feed on for the length in every period.
    stirrer is in 1/min and gives the small tank the kLa of the large vessel at the same gas velocity.
    """

    scale: str
    loop_time: float
    loop_volume: float
    tank_volume: float
    tank_time: float
    recirculation: float
    pulse_period: float
    pulse_length: float
    stirrer: float
    power_per_volume: float
    kla: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def scale_down(large: State, seen: Gradients, circulation: float, small: ScaleCard, volume: float) -> ScaleDown:
    """How ``small`` with ``volume`` m3 of broth mimics ``large``: as long in the feed's zone, as often.

    circulation: s of one way round the large vessel, in which ``seen`` was computed. Raises OutOfRange.
    """
    if volume <= 0.0:
        raise OutOfRange(f"{small.name}: broth of {volume:g} m3; expected more than zero")
    litres, share = 1000.0 * volume, seen.feed_zone
    same = scaled(large, small, volume, Rule("kla", "gas_velocity"))
    again = state_at(small, same.point)
    return ScaleDown(
        scale=small.name,
        loop_time=share * circulation,
        loop_volume=share * litres,
        tank_volume=(1.0 - share) * litres,
        tank_time=(1.0 - share) * circulation,
        recirculation=litres / circulation * 3600.0,
        pulse_period=circulation,
        pulse_length=share * circulation,
        stirrer=60.0 * again.speed,
        power_per_volume=again.power_per_volume,
        kla=again.kla,
    )
