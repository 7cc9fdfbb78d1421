"""The optimum of a network: how fast it grows, with which fluxes, and whether they close."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cards.nearness import nearest_id
from strains.errors import Infeasible, Unbounded, UnknownReaction
from strains.lp.backends import BEST
from strains.lp.kernel import Kernel
from strains.models.closing import closing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]

Word = Literal["optimal", "infeasible", "unbounded"]


@dataclass(frozen=True, eq=False)
class Optimum:
    """``objective`` (1/h for growth) and ``fluxes`` (reactions,) in mmol/gDW/h; NaN where there is no optimum.

    ``doubts`` says what does not close (carbon, electrons): such fluxes make or lose matter and are not to be believed.
    ``why`` says, in the model's words, what stands in the way when ``status`` is not ``optimal``.
    """

    network: str
    status: Word
    objective: float
    reactions: tuple[str, ...] = field(repr=False)
    fluxes: Floats = field(repr=False)
    doubts: tuple[str, ...] = ()
    why: str = ""

    @property
    def sound(self) -> bool:
        """Whether there is an optimum, and its fluxes close."""
        return self.status == "optimal" and not self.doubts

    def flux(self, reaction: str) -> float:
        """Flux of ``reaction``, mmol/gDW/h. Raises UnknownReaction with the nearest one."""
        if reaction not in self.reactions:
            near = nearest_id(reaction, dict.fromkeys(self.reactions, ""))
            raise UnknownReaction(f"the model has no reaction '{reaction}'{near}", reaction)
        return float(self.fluxes[self.reactions.index(reaction)])

    def to_dict(self) -> dict[str, Any]:
        """Lists, numbers and words only; a number that there is not is null."""
        there = self.status == "optimal"
        return {
            "network": self.network,
            "status": self.status,
            "objective": self.objective if there else None,
            "fluxes": dict(zip(self.reactions, self.fluxes.tolist(), strict=True)) if there else {},
            "doubts": list(self.doubts),
            "why": self.why,
        }


def growth(network: Network, backend: str = BEST) -> Optimum:
    """The most of the network's objective, with one flux distribution that has it (others may have it too).

    What is infeasible or unbounded comes back with that ``status`` and the reason; SolverFailed is raised where no
    solver gives a sound answer.
    """
    kernel = Kernel(network.problem, backend)
    try:
        kernel.maximise(costs_of(network))
        return optimum(network, kernel.solve().values)
    except (Infeasible, Unbounded) as error:
        word: Word = "infeasible" if isinstance(error, Infeasible) else "unbounded"
        nothing = np.full(len(network.reactions), np.nan)
        return Optimum(network.name, word, float("nan"), network.reactions, nothing, (), str(error))


def optimum(network: Network, fluxes: Floats) -> Optimum:
    """``fluxes`` (reactions,) as an answer, with what does not close in them."""
    doubts = closing(network, fluxes).doubts
    return Optimum(network.name, "optimal", float(network.objective @ fluxes), network.reactions, fluxes, doubts)


def costs_of(network: Network) -> dict[int, float]:
    """The network's objective: position of a reaction to coefficient."""
    return {int(place): float(network.objective[place]) for place in np.flatnonzero(network.objective)}
