"""Does a flux distribution close? Carbon and electrons in and out of any network, and the reactions that leak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from strains.models.formula import elements
from strains.models.network import PROTEOME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]

CLOSES = 1e-6  # of what goes in; within this a balance counts as closed

# Electrons that one atom gives up on its way to CO2, H2O, NH4+, PO4(3-), SO4(2-), and one charge takes with it. Metals
# keep the charge that they are taken up with and are left out: Roels 1983, Energetics and Kinetics in Biotechnology.
ELECTRONS = {"C": 4.0, "H": 1.0, "O": -2.0, "N": -3.0, "P": 5.0, "S": 6.0}
CARBON: Mapping[str, float] = {"C": 1.0}
LEAKS = 1e-6  # mmol C or e- per gDW and hour, relative to what goes in: below, a reaction counts as tight
SHOWN = 3  # leaking reactions named in one sentence


@dataclass(frozen=True)
class Closure:
    """What goes in and what comes out, mmol/gDW/h; biomass counts as coming out."""

    quantity: str
    into: float
    out: float

    @property
    def gap(self) -> float:
        """Out less in, as a fraction of the larger."""
        return (self.out - self.into) / max(abs(self.into), abs(self.out), 1e-12)

    @property
    def closes(self) -> bool:
        """Whether in and out agree to a millionth."""
        return abs(self.gap) <= CLOSES

    def __str__(self) -> str:
        word = "closes" if self.closes else "DOES NOT CLOSE"
        return f"{self.quantity}: {self.into:.4f} in, {self.out:.4f} out mmol/gDW/h, {self.gap:+.2e}, {word}"


@dataclass(frozen=True)
class Closing:
    """Carbon (mmol C) and electrons (mmol e-) per gDW and hour, in and out; ``leaks`` are (reaction, quantity, made).

    What flows into a metabolite without formula counts as out, as biomass does: ``unknown`` are those reactions.
    """

    closures: tuple[Closure, ...]
    leaks: tuple[tuple[str, str, float], ...]
    unknown: tuple[str, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """One sentence for each quantity that does not close; empty for a sound flux distribution."""
        return tuple(self._doubt(closure) for closure in self.closures if not closure.closes)

    def _doubt(self, closure: Closure) -> str:
        made = [(name, amount) for name, quantity, amount in self.leaks if quantity == closure.quantity]
        worst = sorted(made, key=lambda leak: -abs(leak[1]))[:SHOWN]
        named = ", ".join(f"{name} ({amount:+.3g})" for name, amount in worst)
        return f"{closure}; made or lost by {named or 'a row that the solver missed'}"


def closing(network: Network, fluxes: Floats) -> Closing:
    """The balance of ``fluxes`` (reactions,), mmol/gDW/h, over the boundary and the biomass of ``network``."""
    counted = [elements(formula) for formula in network.formulas]
    nothing = [compartment == PROTEOME for compartment in network.compartments]  # a row of costs, no matter
    known = np.array([bool(atoms) for atoms in counted], dtype=float) + nothing
    charges = np.nan_to_num(network.charges) * known
    ends, unknown = _ends(network, known)
    closures, leaks = [], []
    for quantity, worth, per_charge in (("carbon", CARBON, 0.0), ("electrons", ELECTRONS, -1.0)):
        content = np.array([sum(worth.get(one, 0.0) * n for one, n in atoms.items()) for atoms in counted])
        made = (network.matrix.T @ (content + per_charge * charges)) * fluxes
        into, out = float(made[ends].clip(min=0.0).sum()), float(-made[ends].clip(max=0.0).sum())
        closures.append(Closure(quantity, into, out))
        size = LEAKS * max(1.0, into)
        leaks += [
            (network.reactions[place], quantity, float(made[place]))
            for place in np.flatnonzero(~ends & (np.abs(made) > size))
        ]
    carrying = [network.reactions[place] for place in unknown if abs(fluxes[place]) > LEAKS]
    return Closing(tuple(closures), tuple(leaks), tuple(carrying))


def _ends(network: Network, known: Floats) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Flags (reactions,) of those where matter enters or leaves the balance, and those that do so unknown."""
    ends = np.zeros(len(network.reactions), dtype=bool)
    ends[network.boundary] = True
    names = (f"{one} {name}" for one, name in zip(network.reactions, network.reaction_names, strict=True))
    ends |= np.array(["biomass" in name.casefold() for name in names], dtype=bool)
    ends[np.flatnonzero(network.objective)] = True
    pattern = abs(network.matrix.sign())
    unknown = (pattern.T @ (1.0 - known) > 0) & ~ends
    return ends | unknown, np.flatnonzero(unknown)
