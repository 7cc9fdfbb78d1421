"""What can run and what cannot: growth, blocked reactions, and loops that run on nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from strains.check.biomass import Biomass
from strains.check.closed import RUNS, closed
from strains.check.finding import Finding, Level, counted, reactions
from strains.check.still import Progress, still, still_in_cone
from strains.errors import SolverFailed
from strains.lp.kernel import Kernel
from strains.models.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.intp]

OPEN = 1000.0  # mmol/gDW/h; what constraint-based models write for "no bound"
STILL = 1e-7  # mmol/gDW/h; the solver's tolerance, below which a reaction is blocked
GROWS = 1e-6  # 1/h


def blocked(network: Network, progress: Progress | None = None) -> Places:
    """Reactions that carry no flux whatever the medium: every exchange open, nothing forced."""
    lower, upper = np.minimum(network.lower, 0.0), np.maximum(network.upper, 0.0)
    lower[network.boundary] = np.minimum(lower[network.boundary], -OPEN)
    upper[network.boundary] = np.maximum(upper[network.boundary], OPEN)
    return still(replace(network.problem, lower=lower, upper=upper), STILL, progress)


def blocked_here(network: Network, progress: Progress | None = None) -> Places:
    """Reactions that carry no flux within the bounds as they are. Raises Infeasible."""
    return still(network.problem, STILL, progress)


def loops(network: Network, progress: Progress | None = None) -> Places:
    """Reactions that can run with every exchange closed: only bounds hold such a flux, no thermodynamics does."""
    everything = np.arange(len(network.reactions))
    return np.setdiff1d(everything, still_in_cone(closed(network), RUNS, progress))


def check_running(network: Network, biomass: Biomass | None, progress: Progress) -> Iterator[Finding]:
    """Growth, blocked reactions and loops; three searches over all reactions, which ``progress`` is told of."""
    yield _growth(network, biomass)
    title, total = "blocked reactions", len(network.reactions)
    never = blocked(network, lambda share: progress(share / 3))
    sentence = f"{counted(len(never), 'reaction')} of {total:,} blocked whatever the medium"
    try:
        here = blocked_here(network, lambda share: progress((1 + share) / 3))
        sentence += f"; {len(here):,} on this one"
        values = {"blocked": len(never), "blocked_on_this_medium": len(here)}
    except SolverFailed:
        sentence += "; on this one nothing can be told, its bounds contradict each other"
        values = {"blocked": len(never)}
    level = Level.NOTE if len(never) else Level.OK
    yield Finding("blocked", title, level, sentence, reactions(network, never.tolist()), values)
    running = loops(network, lambda share: progress((2 + share) / 3))
    sentence = f"{counted(len(running), 'reaction')} of {total:,} can run in a loop with every exchange closed"
    level = Level.WARNING if len(running) else Level.OK
    offenders = reactions(network, running.tolist())
    yield Finding("loops", "loops", level, sentence, offenders, {"in_loops": len(running)})


def _growth(network: Network, biomass: Biomass | None) -> Finding:
    title = "growth"
    objective = {int(place): float(network.objective[place]) for place in np.flatnonzero(network.objective)}
    costs = objective if biomass is None else {biomass.reaction: 1.0}
    if not costs:
        return Finding("growth", title, Level.WARNING, "the model names no objective and no biomass is recognised")
    name = " + ".join(network.reactions[place] for place in costs)
    kernel = Kernel(network.problem)
    try:
        kernel.maximise(costs)
        most = kernel.solve().objective
    except SolverFailed as error:
        return Finding("growth", title, Level.FAULT, str(error))
    if biomass is None:
        sentence = f"the objective {name} reaches {most:.6g}; no reaction is recognised as the making of cells"
        return Finding("growth", title, Level.WARNING, sentence, (), {"objective": most})
    values = {"growth_per_h": most}
    if most <= GROWS:
        sentence = f"{name} carries no flux within the model's bounds: no growth on this medium"
        return Finding("growth", title, Level.FAULT, sentence, reactions(network, costs), values)
    return Finding("growth", title, Level.OK, f"{most:.6g} 1/h by {name} ({biomass.how})", (), values)
