"""Does a model create or lose matter, charge or energy? A check of its reactions and of any flux distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from strains.lp.kernel import Kernel
from strains.models.balance import TOLERANCE, Imbalance, countable, imbalances
from strains.models.closing import Closure, closing
from strains.strain import Strain


@dataclass(frozen=True)
class BalanceReport:
    """What is unbalanced, unknown or made from nothing in a model, and whether a flux distribution closes."""

    model: str
    checked: int
    imbalances: tuple[Imbalance, ...]
    without_formula: tuple[str, ...]
    energy_from_nothing: float  # mmol ATP/gDW/h spent with every uptake closed
    closures: tuple[Closure, ...]

    @property
    def ok(self) -> bool:
        """Nothing unbalanced, nothing unknown, no energy from nothing, every closure closed."""
        sound = not self.imbalances and not self.without_formula and abs(self.energy_from_nothing) <= TOLERANCE
        return sound and all(closure.closes for closure in self.closures)

    def to_dict(self) -> dict[str, Any]:
        """Lists, numbers and words only."""
        return {**asdict(self), "ok": self.ok}

    def as_text(self) -> str:
        """A few lines to read."""
        lines = [f"{self.model}: {self.checked} internal reactions checked, {len(self.imbalances)} unbalanced"]
        for one in self.imbalances[:20]:
            excess = ", ".join(f"{element} {number:+g}" for element, number in sorted(one.excess.items()))
            lines.append(f"  {one.reaction}: {excess}")
        if len(self.imbalances) > 20:
            lines.append(f"  and {len(self.imbalances) - 20} more")
        if self.without_formula:
            names = ", ".join(self.without_formula[:8])
            lines.append(f"{len(self.without_formula)} metabolites without formula: {names}")
        lines.append(f"ATP with every uptake closed: {self.energy_from_nothing:.3g} mmol/gDW/h")
        return "\n".join([*lines, *map(str, self.closures)])


def check_balance(strain: Strain, fluxes: Mapping[str, float] | None = None) -> BalanceReport:
    """Check the model of ``strain``, and ``fluxes`` (reaction id to mmol/gDW/h) when given: carbon, electrons.

    The biomass reactions are no imbalance: they turn matter into cells, whose content is what the reaction consumes.
    """
    network = strain.base
    skipped = {*network.boundary.tolist(), *_biomass_like(strain)}
    internal = [place for place in range(len(network.reactions)) if place not in skipped]
    return BalanceReport(
        model=strain.host.model.source,
        checked=int(countable(network, internal).sum()),
        imbalances=imbalances(network, internal),
        without_formula=tuple(
            m for m, formula in zip(network.metabolites, network.formulas, strict=True) if not formula
        ),
        energy_from_nothing=energy_from_nothing(strain),
        closures=() if fluxes is None else closures(strain, fluxes),
    )


def energy_from_nothing(strain: Strain) -> float:
    """The most ATP, mmol/gDW/h, that ``strain`` spends when nothing may enter: 0 in a sound model."""
    base = strain.base
    closed = {base.reactions[place]: (0.0, max(float(base.upper[place]), 0.0)) for place in base.boundary}
    bounds = {**strain.bounds, **closed}
    bounds[strain.host.maintenance.reaction] = (0.0, np.inf)
    kernel = Kernel(base.problem.with_bounds(bounds))
    kernel.maximise({base.place(strain.host.maintenance.reaction): 1.0})
    return kernel.solve().objective


def closures(strain: Strain, fluxes: Mapping[str, float]) -> tuple[Closure, ...]:
    """Carbon (mmol C) and electrons (mmol e-, the degree of reduction) in and out, per gDW and hour."""
    network = strain.network
    return closing(network, np.array([fluxes.get(name, 0.0) for name in network.reactions])).closures


def _biomass_like(strain: Strain) -> set[int]:
    """The biomass reaction and its sisters: a model may hold several, for instance of wild type and of core biomass."""
    base = strain.base
    sisters = {place for place, name in enumerate(base.reactions) if "biomass" in name.lower()}
    return (sisters | {base.place(strain.host.biomass)}) - set(base.boundary.tolist())
