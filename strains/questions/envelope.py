"""Production envelope: least and most product over a grid of growth, or of any other flux, with carbon yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from strains.errors import LimitUnusable, UnknownReaction
from strains.lp.backends import BEST
from strains.lp.kernel import Kernel
from strains.models.formula import elements
from strains.questions.growth import costs_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]

FEED = 1e-6  # mmol/gDW/h; an uptake below is none


@dataclass(frozen=True, eq=False)
class Envelope:
    """Over ``axis`` (points,), the flux of ``over``: least and most of ``product``, mmol/gDW/h.

    ``yield_minimum`` and ``yield_maximum`` are mol carbon in the product per mol carbon of ``substrate`` taken up, with
    the least uptake that this much product at this point needs; NaN where nothing is taken up.
    """

    product: str
    over: str
    substrate: str
    axis: Floats
    minimum: Floats
    maximum: Floats
    yield_minimum: Floats
    yield_maximum: Floats

    def to_frame(self) -> pd.DataFrame:
        """A row per point."""
        import pandas as pd

        return pd.DataFrame(
            {
                self.over: self.axis,
                "minimum": self.minimum,
                "maximum": self.maximum,
                "yield_minimum": self.yield_minimum,
                "yield_maximum": self.yield_maximum,
            }
        )


def production_envelope(
    network: Network,
    product: str,
    over: str | None = None,
    substrate: str | None = None,
    points: int = 20,
    backend: str = BEST,
) -> Envelope:
    """Least and most flux of the exchange ``product`` at ``points`` values of ``over`` from its least to its most.

    ``over`` is the reaction that the network maximises where none is named; ``substrate`` the exchange through which
    most carbon enters at the optimum. Raises UnknownReaction, LimitUnusable, Infeasible and Unbounded.
    """
    if points < 2:
        raise LimitUnusable(f"an envelope of {points} points; expected 2 or more")
    over = _objective(network) if over is None else over
    place, made = network.place(over), network.place(product)
    kernel = Kernel(network.problem, backend)
    fed = network.place(_substrate(network, kernel) if substrate is None else substrate)
    ratio = _carbon(network, made) / _carbon(network, fed)
    axis = np.linspace(_reached(kernel, place, -1.0), _reached(kernel, place, 1.0), points)
    found = np.empty((2, points, 2))
    for point, value in enumerate(axis):
        kernel.bound(place, *_near(network, place, float(value)))
        for end, sign in enumerate((-1.0, 1.0)):
            found[end, point] = _corner(kernel, made, fed, sign, ratio)
    minimum, maximum = found[0, :, 0], found[1, :, 0]
    return Envelope(product, over, network.reactions[fed], axis, minimum, maximum, found[0, :, 1], found[1, :, 1])


def _corner(kernel: Kernel, made: int, fed: int, sign: float, ratio: float) -> tuple[float, float]:
    """Least (sign -1) or most (1) of the product, and its carbon yield."""
    kernel.maximise({made: sign})
    most = sign * kernel.solve().objective
    with kernel.on_face():
        kernel.maximise({fed: 1.0})  # uptake is negative: the least of it
        uptake = -kernel.solve().objective
    return most, (most * ratio / uptake if uptake > FEED else float("nan"))


def _reached(kernel: Kernel, column: int, sign: float) -> float:
    kernel.maximise({column: sign})
    return sign * kernel.solve().objective


def _near(network: Network, place: int, value: float) -> tuple[float, float]:
    """Bounds that hold a reaction at ``value``, inside its own."""
    held = float(np.clip(value, network.lower[place], network.upper[place]))
    return held, held


def _objective(network: Network) -> str:
    wanted = list(costs_of(network))
    if len(wanted) != 1:
        raise UnknownReaction(
            f"the network maximises {len(wanted)} reactions; name the one that the envelope runs over"
        )
    return network.reactions[wanted[0]]


def _substrate(network: Network, kernel: Kernel) -> str:
    """The exchange through which most carbon enters at the optimum."""
    kernel.maximise(costs_of(network))
    fluxes = kernel.solve().values
    fed = {int(place): -fluxes[place] * _atoms(network, int(place)) for place in network.boundary if fluxes[place] < 0}
    if not fed or max(fed.values()) <= 0:
        raise UnknownReaction("no carbon is taken up at the optimum; name the substrate whose carbon counts")
    return network.reactions[max(fed, key=lambda place: fed[place])]


def _carbon(network: Network, exchange: int) -> float:
    carbon = _atoms(network, exchange)
    if not carbon:
        name = network.reactions[exchange]
        raise UnknownReaction(f"'{name}' is no exchange of a substance with carbon; a carbon yield needs one", name)
    return carbon


def _atoms(network: Network, exchange: int) -> float:
    parts = network.stoichiometry(exchange)
    if len(parts) != 1:
        return 0.0
    ((metabolite, number),) = parts.items()
    return elements(network.formulas[metabolite]).get("C", 0.0) * abs(number)
