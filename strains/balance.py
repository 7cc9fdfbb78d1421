"""Does a model create or lose matter, charge or energy? A check of its reactions and of any flux distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from strains.lp.highs import WarmLP
from strains.lp.problem import Problem
from strains.strain import Strain

if TYPE_CHECKING:
    import cobra

TOLERANCE = 1e-6  # atoms or charges per reaction
CLOSES = 1e-6  # of what goes in; within this a balance counts as closed

# Electrons that one atom gives up on its way to CO2, H2O, NH4+, PO4(3-), SO4(2-), and one charge takes with it. Metals
# keep the charge that they are taken up with and are left out: Roels 1983, Energetics and Kinetics in Biotechnology.
ELECTRONS = {"C": 4.0, "H": 1.0, "O": -2.0, "N": -3.0, "P": 5.0, "S": 6.0}


@dataclass(frozen=True)
class Imbalance:
    """A reaction whose two sides differ: ``excess`` of products over substrates, atoms by element, and ``charge``."""

    reaction: str
    excess: dict[str, float]


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
    model = strain.base
    biomass = _biomass_like(strain)
    internal = [reaction for reaction in model.reactions if not reaction.boundary and reaction.id not in biomass]
    known = [reaction for reaction in internal if all(m.formula for m in reaction.metabolites)]
    found = ((reaction.id, _excess(reaction)) for reaction in known)
    return BalanceReport(
        model=strain.host.model.source,
        checked=len(known),
        imbalances=tuple(Imbalance(reaction, excess) for reaction, excess in found if excess),
        without_formula=tuple(m.id for m in model.metabolites if not m.formula),
        energy_from_nothing=energy_from_nothing(strain),
        closures=() if fluxes is None else closures(strain, fluxes),
    )


def energy_from_nothing(strain: Strain) -> float:
    """The most ATP, mmol/gDW/h, that ``strain`` spends when nothing may enter: 0 in a sound model."""
    closed = {r.id: (0.0, max(r.upper_bound, 0.0)) for r in strain.base.boundary}
    bounds = {**strain.bounds, **closed}
    bounds[strain.host.maintenance.reaction] = (0.0, np.inf)
    problem = Problem.from_model(strain.base, bounds)
    lp = WarmLP(problem)
    lp.maximise({problem.index(strain.host.maintenance.reaction): 1.0})
    return lp.solve().objective


def closures(strain: Strain, fluxes: Mapping[str, float]) -> tuple[Closure, ...]:
    """Carbon (mmol C) and electrons (mmol e-, the degree of reduction) in and out, per gDW and hour."""
    return (_closure(strain, fluxes, "carbon", {"C": 1.0}), _closure(strain, fluxes, "electrons", ELECTRONS, -1.0))


def _closure(
    strain: Strain, fluxes: Mapping[str, float], quantity: str, worth: Mapping[str, float], per_charge: float = 0.0
) -> Closure:
    drains = [*strain.base.boundary, *map(strain.base.reactions.get_by_id, _biomass_like(strain))]
    into = out = 0.0
    for reaction in drains:
        content = -sum(_worth(m, worth, per_charge) * number for m, number in reaction.metabolites.items())
        amount = fluxes.get(reaction.id, 0.0) * content
        into, out = into - min(amount, 0.0), out + max(amount, 0.0)
    return Closure(quantity, into, out)


def _worth(metabolite: cobra.Metabolite, worth: Mapping[str, float], per_charge: float) -> float:
    elements = metabolite.elements or {}
    atoms = sum(worth.get(element, 0.0) * number for element, number in elements.items())
    return float(atoms + per_charge * (metabolite.charge or 0))


def _excess(reaction: cobra.Reaction) -> dict[str, float]:
    return {key: float(number) for key, number in reaction.check_mass_balance().items() if abs(number) > TOLERANCE}


def _biomass_like(strain: Strain) -> set[str]:
    """The biomass reaction and its sisters: a model may hold several, for instance of wild type and of core biomass."""
    internal = (reaction.id for reaction in strain.base.reactions if not reaction.boundary)
    return {name for name in internal if "biomass" in name.lower()} | {strain.host.biomass}
