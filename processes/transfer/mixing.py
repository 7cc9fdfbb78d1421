"""How long a vessel takes to mix, and to go round once."""

from __future__ import annotations

from processes.arithmetic import Number
from processes.transfer.constants import GRAVITY
from processes.transfer.correlation import Correlation, Span

CIRCULATIONS = 4.0  # that mix a vessel; K. van't Riet and J. Tramper, Basic Bioreactor Design, Dekker 1991


def mixing_time(power_per_mass: Number, vessel_diameter: Number, impeller_diameter: Number) -> Number:
    """Time in s to 95 % of one impeller in liquid as high as wide: 5.9 T^(2/3) ε^(−1/3) (D/T)^(−1/3); ε in W/kg.

    Source: S. Ruszkowski, 8th Europ. Conf. on Mixing (1994) 283; A. W. Nienow, Chem. Eng. Sci. 52 (1997) 2557.
    """
    ratio = impeller_diameter / vessel_diameter
    return 5.9 * vessel_diameter ** (2.0 / 3.0) * power_per_mass ** (-1.0 / 3.0) * ratio ** (-1.0 / 3.0)


def mixing_time_multiple(speed: Number, height: Number, impeller_diameter: Number, power_number: Number) -> Number:
    """Time in s to mix a tall vessel with several radial turbines: Po^(1/3) N θ = 3.3 (H/D)^2.43; Po of one of them.

    Source: M. Cooke, J. C. Middleton and J. R. Bush, 2nd Int. Conf. Bioreactor Fluid Dynamics (1988) 37.
    """
    return 3.3 * (height / impeller_diameter) ** 2.43 / (power_number ** (1.0 / 3.0) * speed)


def speed_of_mixing_time(seconds: Number, height: Number, impeller_diameter: Number, power_number: Number) -> Number:
    """Speed in 1/s that mixes within ``seconds``: the inverse of mixing_time_multiple."""
    return mixing_time_multiple(1.0, height, impeller_diameter, power_number) / seconds


def mixing_time_bubble_column(gas_velocity: Number, height: Number, diameter: Number) -> Number:
    """Time in s to mix a bubble column: 11 (H/T) (g v_s T^−2)^(−1/3); v_s in m/s.

    Source: K. van't Riet and J. Tramper, Basic Bioreactor Design, Dekker 1991.
    """
    return 11.0 * height / diameter * (GRAVITY * gas_velocity / diameter**2) ** (-1.0 / 3.0)


def circulation_time(mixing_seconds: Number) -> Number:
    """Time in s of one way round: a quarter of the mixing time."""
    return mixing_seconds / CIRCULATIONS


def pumping_time(volume: Number, speed: Number, diameter: Number, pumping_number: Number) -> Number:
    """Volume over what one impeller pumps, V/(Fl_p N D³), in s: the circulation time of a vessel with one impeller."""
    return volume / (pumping_number * speed * diameter**3)


MIXING_ONE = Correlation(
    "mixing time, one impeller",
    mixing_time,
    "s",
    {"height_over_diameter": Span(0.9, 1.1, ""), "diameter_ratio": Span(0.3, 0.5, "")},
    "S. Ruszkowski, 8th Europ. Conf. on Mixing (1994) 283; A. W. Nienow, Chem. Eng. Sci. 52 (1997) 2557",
    0.1,
)
MIXING_MULTIPLE = Correlation(
    "mixing time, several radial turbines",
    mixing_time_multiple,
    "s",
    {"height_over_diameter": Span(1.0, 3.0, "")},
    "M. Cooke, J. C. Middleton and J. R. Bush, 2nd Int. Conf. Bioreactor Fluid Dynamics (1988) 37; "
    "the range is an assumption: vessels of up to three turbines",
    0.2,
)
MIXING_COLUMN = Correlation(
    "mixing time of a bubble column",
    mixing_time_bubble_column,
    "s",
    {"height_over_diameter": Span(1.0, 6.0, "")},
    "K. van't Riet and J. Tramper, Basic Bioreactor Design, Dekker 1991; the range is an assumption",
    0.3,
)
