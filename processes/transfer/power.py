"""Power of the stirrer, without and with gas, and how fast its tip moves."""

from __future__ import annotations

import math

from processes.arithmetic import Number
from processes.transfer.constants import BROTH_DENSITY, GRAVITY
from processes.transfer.correlation import Correlation, Span


def impeller_power(speed: Number, diameter: Number, power_number: Number, gassed: Number) -> Number:
    """Shaft power in W: gassed · Po ρ N³ D⁵ with N in 1/s and D in m; turbulent (Re > 10,000).

    Source: P. M. Doran, Bioprocess Engineering Principles, 2nd ed., Academic Press 2013, section 8.5.
    """
    return gassed * power_number * BROTH_DENSITY * speed**3 * diameter**5


def impeller_speed(power: float, diameter: float, power_number: float, gassed: float) -> float:
    """Speed in 1/s that draws ``power`` W: the inverse of impeller_power."""
    return float((max(power, 0.0) / (gassed * power_number * BROTH_DENSITY * diameter**5)) ** (1.0 / 3.0))


def tip_speed(speed: Number, diameter: Number) -> Number:
    """Speed of the impeller's tip in m/s: π N D, N in 1/s."""
    return math.pi * speed * diameter


def reynolds(speed: Number, diameter: Number, viscosity: Number = 1e-3) -> Number:
    """Reynolds number of an impeller, ρ N D²/μ, viscosity in Pa s."""
    return BROTH_DENSITY * speed * diameter**2 / viscosity


def gassed_power_michel_miller(power: Number, speed: Number, diameter: Number, gas_flow: Number) -> Number:
    """Gassed power in W from the ungassed: 0.72 (P0² N D³/Q^0.56)^0.45; N in 1/s, D in m, Q in m3/s as it is there.

    It has no limit at no gas: where it exceeds P0 it says nothing. Source: B. J. Michel and S. A. Miller, AIChE J. 8
    (1962) 262, constant for SI units.
    """
    return 0.72 * (power**2 * speed * diameter**3 / gas_flow**0.56) ** 0.45


def gassed_ratio_hughmark(
    speed: Number, diameter: Number, gas_flow: Number, volume: Number, blade_width: Number
) -> Number:
    """Gassed over ungassed power: 0.10 (Q/(N V))^−1/4 (N² D⁴/(g W V^2/3))^−1/5; SI units, W the height of the blades.

    Source: G. A. Hughmark, Ind. Eng. Chem. Process Des. Dev. 19 (1980) 638, of Rushton turbines.
    """
    gas = (gas_flow / (speed * volume)) ** -0.25
    inertia = (speed**2 * diameter**4 / (GRAVITY * blade_width * volume ** (2.0 / 3.0))) ** -0.2
    return 0.10 * gas * inertia


POWER = Correlation(
    "power number, turbulent",
    impeller_power,
    "W",
    {"reynolds": Span(1e4, math.inf, "")},
    "P. M. Doran, Bioprocess Engineering Principles, 2nd ed., Academic Press 2013, section 8.5",
    0.1,
)
MICHEL_MILLER = Correlation(
    "gassed power, Michel and Miller",
    gassed_power_michel_miller,
    "W",
    {"ratio": Span(0.3, 1.0, "")},
    "B. J. Michel and S. A. Miller, AIChE J. 8 (1962) 262; the range, gassed over ungassed power, is an assumption",
    0.2,
)
HUGHMARK = Correlation(
    "gassed power, Hughmark",
    gassed_ratio_hughmark,
    "",
    {"ratio": Span(0.3, 1.0, "")},
    "G. A. Hughmark, Ind. Eng. Chem. Process Des. Dev. 19 (1980) 638; the range of its result is an assumption",
    0.12,
)
