"""Heat that a broth makes and loses."""

from __future__ import annotations

from processes.arithmetic import Number, log

HEAT_PER_OXYGEN = (
    460.0  # kJ/mol O2; 440 to 520: C. L. Cooney, D. I. C. Wang, R. I. Mateles, Biotechnol. Bioeng. 11 (1969) 269
)
HEAT_OF_EVAPORATION = 43.6  # kJ/mol of water at 30 to 37 °C; steam tables


def metabolic_heat(oxygen: Number, per_oxygen: Number = HEAT_PER_OXYGEN) -> Number:
    """Heat of respiration in W/m3 (or W) of ``oxygen`` in mmol/L/h (or mol/h)."""
    return oxygen * per_oxygen / 3.6


def evaporation(gas: Number, vapour_bar: Number, pressure_bar: Number, inlet_vapour: Number = 0.0) -> Number:
    """Heat in W that ``gas`` (mol/h, dry) carries out as vapour, leaving saturated at ``pressure_bar``.

    inlet_vapour: mol of water per mol of dry gas that came in.
    """
    outlet = vapour_bar / (pressure_bar - vapour_bar)
    return gas * (outlet - inlet_vapour) * HEAT_OF_EVAPORATION / 3.6


def log_mean_difference(broth: Number, coolant_in: Number, coolant_out: Number) -> Number:
    """Logarithmic mean of the temperature differences between a broth and its coolant, K."""
    return (coolant_out - coolant_in) / log((broth - coolant_in) / (broth - coolant_out))


def cooling_duty(coefficient: Number, area: Number, difference: Number) -> Number:
    """Heat in W through ``area`` m2 of jacket or coil: U A ΔT, U in W/m2/K.

    U of jackets 350 to 600, of coils 500 to 1,000: P. M. Doran, Bioprocess Engineering Principles, 2nd ed., 2013.
    """
    return coefficient * area * difference


def coolant_flow(duty: Number, coolant_in: Number, coolant_out: Number) -> Number:
    """Water in kg/s that takes ``duty`` W when it warms from one temperature to the other (4.18 kJ/kg/K)."""
    return duty / (4180.0 * (coolant_out - coolant_in))
