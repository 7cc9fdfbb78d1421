"""Why nothing grows: what a biomass reaction needs and the network cannot make."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from strains.errors import SolverFailed
from strains.lp.kernel import Kernel
from strains.models.network import Network

TRIED = 1e-3  # 1/h; the growth for which parts are looked for
SHORT = 1e-6  # of what is needed
SHOWN = 5  # metabolites named in one sentence


def missing(network: Network, biomass: str) -> tuple[str, ...]:
    """Metabolites that ``biomass`` uses up and that are short: the fewest, measured by the share that is missing.

    What is used and given back, such as ATP, counts only where it cannot be recycled. Raises Infeasible.
    """
    column = network.place(biomass)
    needed = {metabolite: -number for metabolite, number in network.stoichiometry(column).items() if number < 0}
    count, size = len(needed), len(network.reactions)
    gifts = sparse.csc_matrix(
        (np.ones(count), (list(needed), np.arange(count))), shape=(len(network.metabolites), count)
    )
    lower, upper = network.lower.copy(), network.upper.copy()
    lower[column] = upper[column] = TRIED
    problem = replace(
        network.problem,
        columns=(*network.reactions, *(f"gift of {network.metabolites[one]}" for one in needed)),
        matrix=sparse.csc_matrix(sparse.hstack([network.matrix, gifts])),
        lower=np.append(lower, np.zeros(count)),
        upper=np.append(upper, TRIED * np.array(list(needed.values()))),  # no food for anything else
    )
    kernel = Kernel(problem)
    kernel.maximise({size + place: -1.0 / (TRIED * number) for place, number in enumerate(needed.values())})
    given = kernel.solve().values[size:]
    return tuple(
        network.metabolites[metabolite]
        for place, (metabolite, number) in enumerate(needed.items())
        if given[place] > SHORT * TRIED * number
    )


def why_no_growth(network: Network, biomass: str | None) -> str:
    """One sentence: the bound that shuts growth off, or the metabolites that cannot be made."""
    if biomass is None:
        objective = ", ".join(network.reactions[place] for place in np.flatnonzero(network.objective))
        return f"the objective ({objective}) cannot carry flux within the model's bounds"
    place = network.place(biomass)
    if network.upper[place] <= 0.0:
        return f"the biomass reaction '{biomass}' is blocked: its upper bound is {network.upper[place]:g}"
    try:
        short = missing(network, biomass)
    except SolverFailed as error:
        return str(error)
    names = dict(zip(network.metabolites, network.metabolite_names, strict=True))
    told = ", ".join(f"{one} ({names[one]})" if names[one] else one for one in short[:SHOWN])
    more = f" and {len(short) - SHOWN} more" if len(short) > SHOWN else ""
    if not short:
        return f"the biomass reaction '{biomass}' carries no flux, though its parts can be made; look at the objective"
    return f"the biomass reaction '{biomass}' is blocked: it lacks {told}{more}; open an uptake or a reaction"
