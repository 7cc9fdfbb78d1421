"""Scale-up physics. Every function takes floats, arrays or Pyomo expressions; SI units unless a name says otherwise."""

from __future__ import annotations

import math
from typing import Any

GRAVITY = 9.80665  # m/s2
GAS = 8.314462618  # J/mol/K
AIR_OXYGEN = 0.2095  # mol/mol, dry air
NORMAL_VOLUME = 0.022414  # m3/mol at 0 °C and 1 atm: the reference state of the gas flows of every card
BROTH_DENSITY = 1000.0  # kg/m3, as head, power number and evaporation take it; assumption: that of water

Number = Any  # float, numpy array or Pyomo expression: the correlations are plain arithmetic


def oxygen_solubility(celsius: float) -> float:
    """Henry constant of O2 in water, mol/L/bar = mmol/L/mbar: H = 0.0013 exp(1500 (1/T − 1/298.15)).

    Source: R. Sander, Atmos. Chem. Phys. 15 (2015) 4399, doi:10.5194/acp-15-4399-2015. Salts lower it by 5–10 %.
    """
    return 0.0013 * math.exp(1500.0 * (1.0 / (celsius + 273.15) - 1.0 / 298.15))


def carbon_dioxide_solubility(celsius: float) -> float:
    """Henry constant of CO2 in water, mol/L/bar: H = 0.035 exp(2400 (1/T − 1/298.15)). Source as for oxygen."""
    return 0.035 * math.exp(2400.0 * (1.0 / (celsius + 273.15) - 1.0 / 298.15))


def kla_stirred_tank(power_per_volume: Number, gas_velocity: Number, factor: Number = 1.0) -> Number:
    """Oxygen transfer coefficient kLa in 1/h of a coalescing broth: 0.026 (Pg/V)^0.4 v_s^0.5 per second.

    Pg/V in W/m3 (500 to 10,000), v_s in m/s, up to 2.6 m3, ± 20–40 %; ``factor`` carries it to another scale or broth.
    Source: K. van't Riet, Ind. Eng. Chem. Process Des. Dev. 18 (1979) 357, doi:10.1021/i260071a001.
    """
    return 3600.0 * 0.026 * factor * power_per_volume**0.4 * gas_velocity**0.5


def gas_hold_up(power_per_volume: Number, gas_velocity: Number) -> Number:
    """Gas fraction of a stirred, aerated broth: 0.13 (Pg/V)^(1/3) v_s^(2/3); Pg/V in W/m3, v_s in m/s.

    Source: K. van't Riet and J. Tramper, Basic Bioreactor Design, Dekker 1991.
    """
    return 0.13 * power_per_volume ** (1.0 / 3.0) * gas_velocity ** (2.0 / 3.0)


def mean_pressure(head_bar: float, liquid_height: float) -> float:
    """Pressure in bar at half the liquid height (m), which the mean bubble sees."""
    return head_bar + BROTH_DENSITY * GRAVITY * liquid_height / 2.0 / 1e5


def gas_velocity(normal_flow: Number, celsius: float, pressure_bar: float, diameter: float) -> Number:
    """Superficial gas velocity in m/s of ``normal_flow`` (m3/h at 0 °C, 1 atm) at the broth's own state."""
    actual = normal_flow * (celsius + 273.15) / 273.15 * 1.01325 / pressure_bar
    return actual / 3600.0 / (math.pi * diameter**2 / 4.0)


def compressor_energy(inlet_bar: float, outlet_bar: float, efficiency: float) -> float:
    """Adiabatic work in kWh per m3 of gas (0 °C, 1 atm) taken in at 20 °C, γ = 1.4.

    Source: Perry's Chemical Engineers' Handbook, 8th ed., section 10 (adiabatic compression of an ideal gas).
    """
    ratio = outlet_bar / inlet_bar
    work: float = 1.4 / 0.4 * GAS * 293.15 * (ratio ** (0.4 / 1.4) - 1.0) / efficiency  # J/mol
    return work / NORMAL_VOLUME / 3.6e6


def impeller_power(speed: Number, diameter: float, power_number: float, gassed: float) -> Number:
    """Shaft power in W: gassed · Po ρ N³ D⁵ with N in 1/s and D in m; turbulent (Re > 10,000).

    Source: P. M. Doran, Bioprocess Engineering Principles, 2nd ed., Academic Press 2013, section 8.5.
    """
    return gassed * power_number * BROTH_DENSITY * speed**3 * diameter**5


def impeller_speed(power: float, diameter: float, power_number: float, gassed: float) -> float:
    """Speed in 1/s that draws ``power`` W: the inverse of impeller_power."""
    return float((max(power, 0.0) / (gassed * power_number * BROTH_DENSITY * diameter**5)) ** (1.0 / 3.0))


def liquid_height(volume: float, diameter: float) -> float:
    """Height in m of ``volume`` m3 in a cylinder of ``diameter`` m."""
    return volume / (math.pi * diameter**2 / 4.0)
