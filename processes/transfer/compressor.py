"""Work of compressing gas."""

from __future__ import annotations

from processes.arithmetic import Number
from processes.transfer.constants import GAS, NORMAL_VOLUME

INTAKE = 293.15  # K
SPECIFIC_HEATS = 1.4  # ratio, of diatomic gases


def compressor_energy(inlet_bar: Number, outlet_bar: Number, efficiency: Number) -> Number:
    """Adiabatic work in kWh per m3 of gas (0 °C, 1 atm) taken in at 20 °C, γ = 1.4.

    Source: Perry's Chemical Engineers' Handbook, 8th ed., section 10 (adiabatic compression of an ideal gas).
    """
    ratio = outlet_bar / inlet_bar
    exponent = (SPECIFIC_HEATS - 1.0) / SPECIFIC_HEATS
    work = 1.0 / exponent * GAS * INTAKE * (ratio**exponent - 1.0) / efficiency  # J/mol
    return work / NORMAL_VOLUME / 3.6e6
