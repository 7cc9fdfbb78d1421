"""A design asked again of the full model with COBRApy: another reader of the rules, no compression, another way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strains.design.designs import COUPLED
from strains.models.formula import molar_mass
from strains.progress import Progress

if TYPE_CHECKING:
    import cobra
    import pandas as pd

    from strains.design.designs import Design
    from strains.strain import Strain

TIGHT = 1e-9  # the solver's tolerance: the worst case is steep in growth


@dataclass(frozen=True)
class Verification:
    """What COBRApy finds for the deletion of ``genes``; growth 1/h, fluxes mmol/gDW/h; all zero where nothing lives."""

    genes: tuple[str, ...]
    reactions: tuple[str, ...]  # blocked by the deletion
    growth: float
    least: float  # product at maximal growth, the worst case
    most: float  # product at maximal growth
    uptake: float  # substrate in the worst case
    yield_: float  # least product per substrate, mol/mol
    mass_yield: float  # the same in g/g; NaN where the model has no formula
    difference: float  # largest from the figures of the design

    @property
    def coupled(self) -> bool:
        """Whether product comes with maximal growth in the worst case too."""
        return self.least > COUPLED

    @property
    def verdict(self) -> str:
        """In words."""
        if self.growth <= 0.0:
            return "does not grow"
        if not self.coupled:
            return "not growth-coupled: a cell at maximal growth can do without the product"
        return f"growth-coupled: at least {self.least:.4g} mmol/gDW/h at {self.growth:.4g} 1/h"


def verify(
    strain: Strain, limits: Mapping[str, float], designs: Sequence[Design], progress: Progress | None = None
) -> tuple[Verification, ...]:
    """Each of ``designs`` deleted from the COBRApy model of ``strain`` under uptake ``limits`` (mmol/gDW/h)."""
    model = strain.model()
    for reaction, bounds in strain.uptake_bounds(limits).items():
        model.reactions.get_by_id(reaction).bounds = bounds
    model.objective = strain.host.biomass
    model.tolerance = TIGHT
    found = []
    for done, design in enumerate(designs):
        if progress is not None:
            progress(done, len(designs))
        with model:
            found.append(_verified(model, strain, design))
    return tuple(found)


def verifications_frame(found: Sequence[Verification]) -> pd.DataFrame:
    """A row per verification."""
    import pandas as pd

    rows = [
        {
            "genes": " + ".join(one.genes),
            "growth": one.growth,
            "least": one.least,
            "most": one.most,
            "yield": one.yield_,
            "mass_yield": one.mass_yield,
            "difference": one.difference,
            "verdict": one.verdict,
        }
        for one in found
    ]
    return pd.DataFrame(rows)


def _verified(model: cobra.Model, strain: Strain, design: Design) -> Verification:
    from cobra.manipulation import knock_out_model_genes

    blocked = knock_out_model_genes(model, list(design.genes))
    names = tuple(sorted(reaction.id for reaction in blocked))
    growth = model.slim_optimize(error_value=0.0)
    if growth <= TIGHT:
        return Verification(design.genes, names, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, max(design.growth, design.least))
    model.reactions.get_by_id(strain.host.biomass).lower_bound = growth
    product = model.reactions.get_by_id(strain.product.exchange)
    model.objective = product
    model.objective_direction = "min"
    least = model.slim_optimize(error_value=0.0)
    uptake = -model.reactions.get_by_id(strain.exchange(strain.substrate)).flux
    model.objective_direction = "max"
    most = model.slim_optimize(error_value=0.0)
    pairs = ((growth, design.growth), (least, design.least), (most, design.most))
    ratio = least / uptake if uptake > 0 else 0.0
    masses = strain.product.molar_mass.value / _mass(model, strain.exchange(strain.substrate))
    apart = max(abs(one - other) for one, other in pairs)
    return Verification(design.genes, names, growth, least, most, uptake, ratio, ratio * masses, apart)


def _mass(model: cobra.Model, exchange: str) -> float:
    """g/mol of what passes through an exchange."""
    (metabolite,) = model.reactions.get_by_id(exchange).metabolites
    return molar_mass(metabolite.formula or "")
