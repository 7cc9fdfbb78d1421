"""Gas in the vessel: pressure, velocity, driving force, transfer of oxygen, stripping of carbon dioxide."""

from __future__ import annotations

import math

from processes.arithmetic import Number
from processes.transfer.constants import ATMOSPHERE, BROTH_DENSITY, GRAVITY, NORMAL_VOLUME

CO2_TRANSFER_RATIO = 0.9  # kLa of CO2 over that of O2: square root of the ratio of diffusivities, 0.89 to 0.95


def mean_pressure(head_bar: Number, liquid_height: Number) -> Number:
    """Pressure in bar at half the liquid height (m), which the mean bubble sees."""
    return head_bar + BROTH_DENSITY * GRAVITY * liquid_height / 2.0 / 1e5


def sparger_pressure(head_bar: Number, liquid_height: Number) -> Number:
    """Pressure in bar under the whole liquid height (m)."""
    return head_bar + BROTH_DENSITY * GRAVITY * liquid_height / 1e5


def gas_velocity(normal_flow: Number, celsius: Number, pressure_bar: Number, diameter: Number) -> Number:
    """Superficial gas velocity in m/s of ``normal_flow`` (m3/h at 0 °C, 1 atm) at the broth's own state."""
    return actual_flow(normal_flow, celsius, pressure_bar) / (math.pi * diameter**2 / 4.0)


def actual_flow(normal_flow: Number, celsius: Number, pressure_bar: Number) -> Number:
    """Gas in m3/s at the broth's own state of ``normal_flow`` m3/h at 0 °C and 1 atm."""
    return normal_flow * (celsius + 273.15) / 273.15 * ATMOSPHERE / pressure_bar / 3600.0


def molar_flow(normal_flow: Number) -> Number:
    """Gas in mol/h of ``normal_flow`` m3/h at 0 °C and 1 atm."""
    return normal_flow / NORMAL_VOLUME


def enriched_oxygen(air_flow: Number, oxygen_flow: Number, in_air: Number) -> Number:
    """Oxygen fraction of air with pure oxygen added, both flows in the same unit."""
    return (air_flow * in_air + oxygen_flow) / (air_flow + oxygen_flow)


def log_mean(one: Number, other: Number) -> Number:
    """Logarithmic mean of two positive driving forces by Chen: (a b (a + b)/2)^(1/3), within 1 % up to a ratio of 5.

    Free of the 0/0 of the exact one, so that it may stand in a model. Source: J. J. J. Chen, Ind. Eng. Chem. Res. 26
    (1987) 2488.
    """
    return (one * other * (one + other) / 2.0) ** (1.0 / 3.0)


def transfer_rate(kla: Number, at_sparger: Number, at_top: Number, dissolved: Number) -> Number:
    """Transfer in mmol/L/h over the logarithmic mean of the driving forces at sparger and top, all in mmol/L."""
    return kla * log_mean(at_sparger - dissolved, at_top - dissolved)


def carbon_dioxide_pressure(
    evolved: Number, kla: Number, solubility: Number, fraction: Number, pressure_bar: Number
) -> Number:
    """Dissolved CO2 in bar: that of the gas, and what drives ``evolved`` mmol/L/h out through kLa of CO2 (1/h).

    solubility in mol/L/bar; fraction: of CO2 in the mean bubble, mol/mol. Without the hydration of CO2: below pH 7.
    """
    return fraction * pressure_bar + evolved / (1000.0 * solubility * kla)
