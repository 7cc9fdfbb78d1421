"""Random flux distributions of a network: COBRApy's samplers, asked in the terms of this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from strains.errors import LimitUnusable
from strains.questions.growth import costs_of

if TYPE_CHECKING:
    import cobra
    import pandas as pd
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]

Method = Literal["optgp", "achr"]


@dataclass(frozen=True, eq=False)
class Samples:
    """``fluxes`` (samples, reactions) in mmol/gDW/h, each within every bound; drawn by ``method`` with ``seed``."""

    reactions: tuple[str, ...]
    fluxes: Floats
    method: str
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """A row per sample, a column per reaction."""
        import pandas as pd

        return pd.DataFrame(self.fluxes, columns=pd.Index(self.reactions))


def sample(
    network: Network, count: int, method: Method = "optgp", seed: int = 1, thinning: int = 100, processes: int = 1
) -> Samples:
    """``count`` flux distributions, nearly uniform over all that keep the bounds, whatever the objective.

    ``optgp`` is Megchelenbrink et al. 2014, doi:10.1371/journal.pone.0086587, ``achr`` Kaufman & Smith 1998,
    doi:10.1287/opre.46.1.84, both as COBRApy has them; every ``thinning``-th step is kept. The same ``seed`` gives the
    same samples. Raises LimitUnusable.
    """
    from cobra.sampling import ACHRSampler, OptGPSampler

    if count < 1 or thinning < 1:
        raise LimitUnusable(f"{count} samples with a thinning of {thinning}; expected 1 or more of each")
    model = to_cobra(network)
    if method == "optgp":
        sampler = OptGPSampler(model, thinning=thinning, processes=processes, seed=seed)
    else:
        sampler = ACHRSampler(model, thinning=thinning, seed=seed)
    drawn = sampler.sample(count, fluxes=True)
    return Samples(network.reactions, drawn[list(network.reactions)].to_numpy(dtype=float), method, seed)


def to_cobra(network: Network) -> cobra.Model:
    """The network as a COBRApy model: stoichiometry, bounds and objective."""
    import cobra

    model = cobra.Model(network.name)
    metabolites = [
        cobra.Metabolite(name, formula=formula, compartment=compartment)
        for name, formula, compartment in zip(network.metabolites, network.formulas, network.compartments, strict=True)
    ]
    model.add_metabolites(metabolites)
    reactions = []
    for place, name in enumerate(network.reactions):
        low, high = float(network.lower[place]), float(network.upper[place])
        reaction = cobra.Reaction(name, lower_bound=low, upper_bound=high)
        parts = network.stoichiometry(place).items()
        reaction.add_metabolites({metabolites[row]: number for row, number in parts})
        reactions.append(reaction)
    model.add_reactions(reactions)
    model.objective = {reactions[place]: cost for place, cost in costs_of(network).items()}
    return model
