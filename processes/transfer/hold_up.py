"""Gas in the broth, and what foam costs."""

from __future__ import annotations

from processes.arithmetic import Number
from processes.transfer.correlation import Correlation, Span

_TRAMPER = "K. van't Riet and J. Tramper, Basic Bioreactor Design, Dekker 1991"
ANTIFOAM = 0.7  # of kLa that is left with antifoam; 0.6 to 0.8, the same source


def gas_hold_up(power_per_volume: Number, gas_velocity: Number) -> Number:
    """Gas fraction of a stirred, aerated broth: 0.13 (Pg/V)^(1/3) v_s^(2/3); Pg/V in W/m3, v_s in m/s.

    Source: K. van't Riet and J. Tramper, Basic Bioreactor Design, Dekker 1991.
    """
    return 0.13 * power_per_volume ** (1.0 / 3.0) * gas_velocity ** (2.0 / 3.0)


def hold_up_bubble_column(gas_velocity: Number) -> Number:
    """Gas fraction of a bubble column of water or a coalescing broth: 0.6 v_s^0.7, v_s in m/s. Source as above."""
    return 0.6 * gas_velocity**0.7


HOLD_UP_STIRRED = Correlation(
    "hold-up of a stirred tank",
    gas_hold_up,
    "",
    {"power_per_volume": Span(100.0, 10_000.0, "W/m3"), "gas_velocity": Span(0.002, 0.15, "m/s")},
    f"{_TRAMPER}; the range is an assumption: where fermenters are run",
    0.3,
)
HOLD_UP_COLUMN = Correlation(
    "hold-up of a bubble column",
    hold_up_bubble_column,
    "",
    {"gas_velocity": Span(0.002, 0.3, "m/s")},
    f"{_TRAMPER}; the range is that of their kLa",
    0.3,
)
