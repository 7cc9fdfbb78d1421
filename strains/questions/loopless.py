"""Fluxes and ranges without internal cycles, which nothing drives: loopless fluxes, loopless flux variability.

A cycle is a flux within the cell that leaves every metabolite alone. A distribution has no cycle exactly when the
metabolites have potentials that fall along every flux (Schellenberger et al. 2011, doi:10.1016/j.bpj.2010.12.3707).

Why most ranges need no such test: from any distribution its cycles can be taken away, one after the other, without
turning or enlarging a flux, and only reactions that lie in some cycle change. So where neither a forced flux nor the
objective lies in a cycle, every other reaction keeps its plain range. The reactions in cycles get an exact
mixed-integer programme over those that they share cycles with, for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.errors import LimitUnusable, SolverFailed
from strains.lp.kernel import Kernel
from strains.lp.problem import Problem
from strains.progress import Progress
from strains.questions.growth import Optimum, costs_of, optimum
from strains.questions.loop_law import LoopLaw, cycle_groups
from strains.questions.variability import Variability, at_least, column_ranges, with_objective

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

TURNS = 1e-7  # of a cycle with fluxes up to 1; less is rounding
SAME = 1e-7  # relative to 1 + size; two fluxes nearer than this are one
ROOM = 1e-9  # of the objective; what a mixed-integer programme may give up of it


@dataclass(frozen=True, eq=False)
class Loopless:
    """An ``optimum`` without cycles; ``removed`` is the sum of absolute fluxes that ran in cycles, mmol/gDW/h.

    ``left`` names reactions in cycles that a forced flux or the objective keeps running; empty where none is left.
    """

    optimum: Optimum
    removed: float
    left: tuple[str, ...]


def loopless(network: Network, fluxes: Floats | None = None) -> Loopless:
    """``fluxes`` (reactions,; by default those of an optimum) with their cycles taken away, mmol/gDW/h.

    The method is CycleFreeFlux (Desouki et al. 2015, doi:10.1093/bioinformatics/btv096): exchanges, objective and the
    direction of every flux stay. Raises Infeasible and Unbounded.
    """
    if fluxes is None:
        kernel = Kernel(network.problem)
        kernel.maximise(costs_of(network))
        fluxes = kernel.solve().values
    cyclic = cyclic_reactions(network)
    turning = _turning(network, cyclic, fluxes)
    left = _turning(network, cyclic, fluxes - turning, all_of=True)
    names = tuple(network.reactions[place] for place in np.flatnonzero(np.abs(left) > SAME * (1.0 + np.abs(fluxes))))
    return Loopless(optimum(network, fluxes - turning), float(np.abs(turning).sum()), names)


def loopless_variability(
    network: Network,
    fraction: float = 1.0,
    reactions: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Variability:
    """Range of ``reactions`` (all), mmol/gDW/h, over distributions without cycles with the objective at ``fraction``.

    The best objective is that without cycles too. A genome-scale model takes a minute or two: ``progress`` hears how
    many of the ranges that need a search are done. Raises LimitUnusable, UnknownReaction, Infeasible, Unbounded and
    SolverFailed.
    """
    if not 0.0 <= fraction <= 1.0:
        raise LimitUnusable(f"fraction of the objective is {fraction:g}; expected 0 to 1")
    names = network.reactions if reactions is None else tuple(reactions)
    places = [network.place(name) for name in names]
    cyclic, costs = cyclic_reactions(network), costs_of(network)
    entangled = bool(np.any(cyclic & ((network.lower > 0) | (network.upper < 0)))) or any(cyclic[p] for p in costs)
    best = _best(network, cyclic, entangled)
    search = _Search(network, cyclic, entangled, at_least(best, fraction) - ROOM * (1.0 + abs(best)))
    if entangled:  # the best without cycles is less than the plain one
        plain = column_ranges(search.problem, {}, places, 0.0)
    else:
        plain = column_ranges(network.problem, costs, places, fraction)
    least, most = plain.least.copy(), plain.most.copy()
    searched = [number for number, place in enumerate(places) if entangled or cyclic[place]]
    for done, number in enumerate(searched):
        least[number] = search.end(places[number], -1.0, plain.least[number])
        most[number] = search.end(places[number], 1.0, plain.most[number])
        if progress is not None:
            progress(done + 1, len(searched))
    return Variability(names, least, most, best, fraction)


def cyclic_reactions(network: Network) -> Flags:
    """Flags (reactions,) of those that can run in a cycle, each in a direction that its bounds allow."""
    lower, upper = np.where(network.lower < 0, -1.0, 0.0), np.where(network.upper > 0, 1.0, 0.0)
    lower[network.boundary] = upper[network.boundary] = 0.0
    within = replace(network.problem, lower=lower, upper=upper)
    _, least, most = column_ranges(within, {}, range(len(network.reactions)), 0.0)
    flags: Flags = (least < -TURNS) | (most > TURNS)
    return flags


class _Search:
    """Ends of loopless ranges with the objective at ``held`` or better.

    ``entangled``: a forced flux or the objective lies in a cycle, so that all cycles have to be kept out at once.
    """

    def __init__(self, network: Network, cyclic: Flags, entangled: bool, held: float) -> None:
        self._network, self._cyclic, self._entangled = network, cyclic, entangled
        problem = with_objective(network.problem, costs_of(network))
        self.problem = problem.with_bounds({problem.columns[-1]: (held, np.inf)})
        self._kernel = Kernel(self.problem)
        places = np.flatnonzero(cyclic)
        groups = [places] if entangled else cycle_groups(network.matrix, places)
        self._groups = {int(place): number for number, group in enumerate(groups) for place in group}
        self._members = groups
        self._laws: dict[int, LoopLaw] = {}

    def end(self, place: int, sign: float, plain: float) -> float:
        """The least (sign -1) or most (1) of a reaction; its ``plain`` one where a loopless distribution has it."""
        if np.isfinite(plain):
            self._kernel.maximise({place: sign})
            fluxes = self._kernel.solve().values[: len(self._network.reactions)]
            turning = np.abs(_turning(self._network, self._cyclic, fluxes, all_of=True))
            # Where cycles may be taken away freely, only one through this reaction would change its flux.
            doubtful = float(turning.max() if self._entangled else turning[place])
            if doubtful <= SAME * (1.0 + abs(plain)):
                return plain
        return self._law(self._groups.get(place, 0)).extreme(place, sign)

    def _law(self, group: int) -> LoopLaw:
        if group not in self._laws:
            self._laws[group] = LoopLaw(self.problem, self._network.matrix, self._members[group])
        return self._laws[group]


def _best(network: Network, cyclic: Flags, entangled: bool) -> float:
    """The best objective of a distribution without cycles."""
    kernel = Kernel(network.problem)
    costs = costs_of(network)
    kernel.maximise(costs)
    found = kernel.solve()
    if not entangled or not _turning(network, cyclic, found.values, all_of=True).any():
        return found.objective
    law = LoopLaw(with_objective(network.problem, costs), network.matrix, np.flatnonzero(cyclic))
    return law.extreme(len(network.reactions), 1.0)


def _turning(network: Network, cyclic: Flags, fluxes: Floats, all_of: bool = False) -> Floats:
    """The part of ``fluxes`` (reactions,) that runs in cycles: what can be taken away, or ``all_of`` it."""
    places = np.flatnonzero(cyclic & (fluxes != 0.0))
    turning = np.zeros(len(network.reactions))
    if not len(places):
        return turning
    values, sign = fluxes[places], np.sign(fluxes[places])
    room = np.abs(values)
    if not all_of:
        floor = np.where(sign > 0, network.lower[places], -network.upper[places]).clip(min=0.0)
        room = np.where(network.objective[places] != 0.0, 0.0, (room - floor).clip(min=0.0))
    rows = np.zeros(network.matrix.shape[0])
    matrix = sparse.csc_matrix(network.matrix[:, places] @ sparse.diags_array(sign))
    names = tuple(network.reactions[place] for place in places)
    kernel = Kernel(Problem(names, matrix, np.zeros(len(places)), room, rows, rows))
    kernel.maximise(dict.fromkeys(range(len(places)), 1.0))
    try:
        turning[places] = sign * kernel.solve().values
    except SolverFailed as error:
        raise SolverFailed(f"the cycles of a flux distribution were not found: {error}") from None
    return turning
