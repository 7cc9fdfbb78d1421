"""Constants of the laws from a phenotype: what a genome-scale model says of yields and highest rates, as priors.

The phenotype comes as numbers; where they are from is the caller's to say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cards.quantity import Quantity
from processes.errors import OutOfRange


@dataclass(frozen=True)
class PhenotypeFigures:
    """Yields in g/g, rates in g/gDW/h: of growth without product, and of production without growth.

    ``growth_yield``: gDW per g of substrate above maintenance; ``maintenance``: substrate at which growth begins;
    ``uptake_max``: the highest substrate uptake; ``product_yield``: g product per g of substrate above maintenance.
    """

    growth_yield: float
    maintenance: float
    uptake_max: float
    product_yield: float | None = None
    respiration_max: float | None = None  # oxygen, g/gDW/h


def priors(figures: PhenotypeFigures, source: str, relative_sd: float = 0.2) -> dict[str, Quantity]:
    """Y_XS, m_S, q_S_max, mu_max and, where given, Y_PS and q_O_max with the uncertainty of the phenotype.

    mu_max is Y_XS (q_S_max − m_S), its standard deviation that of the three propagated as independent.
    Raises OutOfRange for figures of no living cell.
    """
    _check(figures, relative_sd)
    growth = figures.growth_yield * (figures.uptake_max - figures.maintenance)
    moved = (growth, figures.growth_yield * figures.uptake_max, figures.growth_yield * figures.maintenance)
    told = f"{source}; sd: assumption, {100.0 * relative_sd:g} % of the phenotype"

    def quantity(value: float, unit: str, sd: float | None = None) -> Quantity:
        return Quantity(value=value, unit=unit, sd=relative_sd * value if sd is None else sd, source=told)

    found = {
        "Y_XS": quantity(figures.growth_yield, "g/g"),
        "m_S": quantity(figures.maintenance, "g/gDW/h"),
        "q_S_max": quantity(figures.uptake_max, "g/gDW/h"),
        "mu_max": quantity(growth, "1/h", relative_sd * math.hypot(*moved)),
    }
    if figures.product_yield is not None:
        found["Y_PS"] = quantity(figures.product_yield, "g/g")
    if figures.respiration_max is not None:
        found["q_O_max"] = quantity(figures.respiration_max, "g/gDW/h")
    return found


def _check(figures: PhenotypeFigures, relative_sd: float) -> None:
    bounds = {
        "growth_yield": (figures.growth_yield, 0.0, 1.5),
        "maintenance": (figures.maintenance, 0.0, figures.uptake_max),
        "uptake_max": (figures.uptake_max, 0.0, 20.0),
        "product_yield": (figures.product_yield, 0.0, 2.0),
        "respiration_max": (figures.respiration_max, 0.0, 5.0),
        "relative_sd": (relative_sd, 0.0, 1.0),
    }
    for name, (value, low, high) in bounds.items():
        if value is not None and not (low <= value <= high and (value > low or name == "maintenance")):
            raise OutOfRange(f"phenotype: {name} of {value:g} is that of no cell; expected {low:g} to {high:g}")
