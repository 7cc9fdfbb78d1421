"""Oxygen transfer coefficient kLa of stirred tanks, bubble columns and airlifts."""

from __future__ import annotations

from processes.arithmetic import Number
from processes.transfer.correlation import Correlation, Span

_RIET = "K. van't Riet, Ind. Eng. Chem. Process Des. Dev. 18 (1979) 357, doi:10.1021/i260071a001"
_REVIEW = "F. Garcia-Ochoa and E. Gomez, Biotechnol. Adv. 27 (2009) 153, doi:10.1016/j.biotechadv.2008.10.006"
_POWER = Span(500.0, 10_000.0, "W/m3")


def kla_stirred_tank(power_per_volume: Number, gas_velocity: Number, factor: Number = 1.0) -> Number:
    """Oxygen transfer coefficient kLa in 1/h of a coalescing broth: 0.026 (Pg/V)^0.4 v_s^0.5 per second.

    Pg/V in W/m3 (500 to 10,000), v_s in m/s, up to 2.6 m3, ± 20–40 %; ``factor`` carries it to another scale or broth.
    Source: K. van't Riet, Ind. Eng. Chem. Process Des. Dev. 18 (1979) 357, doi:10.1021/i260071a001.
    """
    return 3600.0 * 0.026 * factor * power_per_volume**0.4 * gas_velocity**0.5


def kla_non_coalescing(power_per_volume: Number, gas_velocity: Number, factor: Number = 1.0) -> Number:
    """kLa in 1/h of a broth whose salts keep bubbles apart: 0.002 (Pg/V)^0.7 v_s^0.2 per second; else as above."""
    return 3600.0 * 0.002 * factor * power_per_volume**0.7 * gas_velocity**0.2


def kla_figueiredo_calderbank(power_per_volume: Number, gas_velocity: Number, factor: Number = 1.0) -> Number:
    """kLa in 1/h of air and water in a stirred tank: 0.026 (Pg/V)^0.6 v_s^0.8 per second; W/m3, m/s.

    Source: M. M. L. de Figueiredo and P. H. Calderbank, Chem. Eng. Sci. 34 (1979) 1333, as Garcia-Ochoa and Gomez
    (Biotechnol. Adv. 27 (2009) 153) give it.
    """
    return 3600.0 * 0.026 * factor * power_per_volume**0.6 * gas_velocity**0.8


def viscosity_factor(viscosity: Number, exponent: Number = 0.5) -> Number:
    """What of water's kLa is left in a viscous broth: (μ/μ_water)^−exponent, 1 mPa s of water; exponent 0.5 to 0.7.

    viscosity: mPa s at the shear of the impeller. Source: range of exponents in Garcia-Ochoa and Gomez (2009).
    """
    return viscosity ** (-exponent)


def kla_bubble_column(gas_velocity: Number, celsius: Number = 20.0, factor: Number = 1.0) -> Number:
    """kLa in 1/h of a bubble column: 0.32 v_s^0.7 · 1.022^(t − 20) per second; v_s in m/s at the mean pressure.

    Source: J. J. Heijnen and K. van't Riet, Chem. Eng. J. 28 (1984) B21.
    """
    return 3600.0 * 0.32 * factor * gas_velocity**0.7 * 1.022 ** (celsius - 20.0)


def kla_airlift(gas_velocity: Number, area_ratio: Number, factor: Number = 1.0) -> Number:
    """kLa in 1/h of an airlift with an external loop: 0.76 (1 + A_d/A_r)^−2 v_s^0.8 per second.

    v_s in m/s in the riser; area_ratio: down-comer over riser. Source: R. A. Bello, C. W. Robinson and M. Moo-Young,
    Biotechnol. Bioeng. 27 (1985) 369, for water and salt solutions.
    """
    return 3600.0 * 0.76 * factor * (1.0 + area_ratio) ** -2.0 * gas_velocity**0.8


KLA_COALESCING = Correlation(
    "kLa, coalescing",
    kla_stirred_tank,
    "1/h",
    {"volume": Span(0.002, 2.6, "m3"), "power_per_volume": _POWER},
    _RIET,
    0.4,
)
KLA_NON_COALESCING = Correlation(
    "kLa, non-coalescing",
    kla_non_coalescing,
    "1/h",
    {"volume": Span(0.002, 4.4, "m3"), "power_per_volume": _POWER},
    _RIET,
    0.4,
)
KLA_FIGUEIREDO = Correlation(
    "kLa, Figueiredo and Calderbank",
    kla_figueiredo_calderbank,
    "1/h",
    {"volume": Span(0.002, 0.6, "m3"), "gas_velocity": Span(0.006, 0.013, "m/s")},
    f"M. M. L. de Figueiredo and P. H. Calderbank, Chem. Eng. Sci. 34 (1979) 1333, as given in {_REVIEW}",
    0.4,
)
VISCOSITY = Correlation(
    "kLa, viscous",
    viscosity_factor,
    "",
    {"exponent": Span(0.5, 0.7, ""), "viscosity": Span(1.0, 1000.0, "mPa s")},
    f"{_REVIEW}; the range of viscosity is an assumption",
)
KLA_COLUMN = Correlation(
    "kLa of a bubble column",
    kla_bubble_column,
    "1/h",
    {"gas_velocity": Span(0.0, 0.3, "m/s"), "diameter": Span(0.08, 11.6, "m"), "height": Span(0.3, 21.0, "m")},
    "J. J. Heijnen and K. van't Riet, Chem. Eng. J. 28 (1984) B21",
    0.3,
)
KLA_AIRLIFT = Correlation(
    "kLa of an airlift",
    kla_airlift,
    "1/h",
    {"gas_velocity": Span(0.0137, 0.086, "m/s"), "area_ratio": Span(0.11, 0.69, "")},
    "R. A. Bello, C. W. Robinson and M. Moo-Young, Biotechnol. Bioeng. 27 (1985) 369",
    0.3,
)
