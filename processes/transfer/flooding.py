"""Whether an impeller disperses its gas: flow number, Froude number, and the two borders between them."""

from __future__ import annotations

from processes.arithmetic import Number
from processes.transfer.constants import GRAVITY
from processes.transfer.correlation import Correlation, Span

_SOURCE = (
    "A. W. Nienow, M. M. C. G. Warmoeskerken, J. M. Smith and M. Konno, 5th Europ. Conf. on Mixing (1985) 143, "
    "of Rushton turbines"
)
FLOODING = 30.0  # of a Rushton turbine
DISPERSION = 0.2


def flow_number(gas_flow: Number, speed: Number, diameter: Number) -> Number:
    """Gas flow number Q/(N D³); Q in m3/s as it is at the impeller."""
    return gas_flow / (speed * diameter**3)


def froude(speed: Number, diameter: Number) -> Number:
    """Froude number N² D/g."""
    return speed**2 * diameter / GRAVITY


def flooding_flow_number(froude_number: Number, diameter_ratio: Number, constant: Number = FLOODING) -> Number:
    """Flow number at which the impeller floods: 30 Fr (D/T)^3.5. Above it gas goes past as in a bubble column."""
    return constant * froude_number * diameter_ratio**3.5


def dispersion_flow_number(froude_number: Number, diameter_ratio: Number, constant: Number = DISPERSION) -> Number:
    """Flow number below which gas reaches all of the vessel: 0.2 Fr^0.5 (D/T)^0.5; between the two it is loaded."""
    return constant * froude_number**0.5 * diameter_ratio**0.5


FLOODING_BORDER = Correlation(
    "flooding", flooding_flow_number, "", {"diameter_ratio": Span(0.22, 0.55, "")}, _SOURCE, 0.3
)
DISPERSION_BORDER = Correlation(
    "complete dispersion", dispersion_flow_number, "", {"diameter_ratio": Span(0.22, 0.55, "")}, _SOURCE, 0.3
)
