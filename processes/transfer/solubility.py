"""What dissolves in water, and when water boils: oxygen, carbon dioxide, glucose."""

from __future__ import annotations

import math

import numpy as np

from processes.arithmetic import Number, exp
from processes.transfer.correlation import Correlation, Span

_SANDER = "R. Sander, Atmos. Chem. Phys. 15 (2015) 4399, doi:10.5194/acp-15-4399-2015"

# °C and g of anhydrous glucose per 100 g of saturated solution; below 50 °C the solid is the monohydrate.
_GLUCOSE = ((0.5, 35.2), (20.0, 47.2), (25.0, 50.8), (30.0, 54.6), (35.0, 58.0), (40.0, 61.8), (45.0, 65.7),
            (50.0, 70.9), (60.0, 74.9), (70.0, 78.2), (80.0, 81.3), (90.0, 84.7))  # fmt: skip


def oxygen_solubility(celsius: Number) -> Number:
    """Henry constant of O2 in water, mol/L/bar = mmol/L/mbar: H = 0.0013 exp(1500 (1/T − 1/298.15)).

    Source: R. Sander, Atmos. Chem. Phys. 15 (2015) 4399, doi:10.5194/acp-15-4399-2015. Salts lower it by 5–10 %.
    """
    return 0.0013 * exp(1500.0 * (1.0 / (celsius + 273.15) - 1.0 / 298.15))


def carbon_dioxide_solubility(celsius: Number) -> Number:
    """Henry constant of CO2 in water, mol/L/bar: H = 0.035 exp(2400 (1/T − 1/298.15)). Source as for oxygen."""
    return 0.035 * exp(2400.0 * (1.0 / (celsius + 273.15) - 1.0 / 298.15))


def water_vapour_pressure(celsius: Number) -> Number:
    """Vapour pressure of water in bar: log10(p/mmHg) = 8.07131 − 1730.63/(233.426 + t), 1 to 100 °C.

    Source: Antoine constants of the Dortmund Data Bank for water.
    """
    return exp(math.log(10.0) * (8.07131 - 1730.63 / (233.426 + celsius))) * 1.01325 / 760.0


def boiling_temperature(pressure_bar: float) -> float:
    """Temperature in °C at which water boils under ``pressure_bar``: the inverse of ``water_vapour_pressure``."""
    return 1730.63 / (8.07131 - math.log10(pressure_bar * 760.0 / 1.01325)) - 233.426


def glucose_saturation(celsius: float) -> float:
    """Most glucose in water, g of anhydrous glucose per g of solution, between 0.5 and 90 °C; beyond, that at the end.

    Source: R. F. Jackson and C. G. Silsbee, Sci. Pap. Bur. Stand. 17 (1922) 715, no. 437; interpolated linearly between
    values read at round temperatures, ± 1 % of the solution.
    """
    temperatures, percents = zip(*_GLUCOSE, strict=True)
    return float(np.interp(celsius, temperatures, percents)) / 100.0


def glucose_solution_density(fraction: float, celsius: float) -> float:
    """Density in kg/m3 of a glucose solution of mass ``fraction``: volumes of water and of dissolved glucose added.

    Assumption: 0.622 L/kg of dissolved glucose (its partial volume at 20 °C, from which 1,231 kg/m3 of a solution of
    half glucose follow), and a water that expands by 4e-4 per kelvin above 20 °C.
    """
    water = 998.2 * (1.0 - 4.0e-4 * (celsius - 20.0))
    return 1.0 / (fraction * 0.622e-3 + (1.0 - fraction) / water)


def glucose_solubility(celsius: float) -> float:
    """Most glucose in g per L of solution that stays dissolved at ``celsius``."""
    fraction = glucose_saturation(celsius)
    return fraction * glucose_solution_density(fraction, celsius)


OXYGEN_SOLUBILITY = Correlation(
    "Henry constant of oxygen", oxygen_solubility, "mol/L/bar", {"celsius": Span(0.0, 60.0, "°C")}, _SANDER, 0.05
)
CARBON_DIOXIDE_SOLUBILITY = Correlation(
    "Henry constant of carbon dioxide",
    carbon_dioxide_solubility,
    "mol/L/bar",
    {"celsius": Span(0.0, 60.0, "°C")},
    _SANDER,
    0.05,
)
WATER_VAPOUR_PRESSURE = Correlation(
    "vapour pressure of water",
    water_vapour_pressure,
    "bar",
    {"celsius": Span(1.0, 100.0, "°C")},
    "Antoine constants of the Dortmund Data Bank for water",
    0.005,
)
GLUCOSE_SOLUBILITY = Correlation(
    "solubility of glucose",
    glucose_solubility,
    "g/L",
    {"celsius": Span(0.5, 90.0, "°C")},
    "R. F. Jackson and C. G. Silsbee, Sci. Pap. Bur. Stand. 17 (1922) 715, no. 437",
    0.02,
)
