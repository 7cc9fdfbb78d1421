"""Does a model create or lose matter, charge or energy? A check of its reactions and of any flux distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from strains.formula import elements
from strains.lp.kernel import Kernel
from strains.network import Network
from strains.strain import Strain

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
    network = strain.base
    skipped = {*network.boundary.tolist(), *_biomass_like(strain)}
    internal = [place for place in range(len(network.reactions)) if place not in skipped]
    known = [place for place in internal if all(network.formulas[m] for m in network.stoichiometry(place))]
    found = ((network.reactions[place], _excess(network, place)) for place in known)
    return BalanceReport(
        model=strain.host.model.source,
        checked=len(known),
        imbalances=tuple(Imbalance(reaction, excess) for reaction, excess in found if excess),
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
    return (_closure(strain, fluxes, "carbon", {"C": 1.0}), _closure(strain, fluxes, "electrons", ELECTRONS, -1.0))


def _closure(
    strain: Strain, fluxes: Mapping[str, float], quantity: str, worth: Mapping[str, float], per_charge: float = 0.0
) -> Closure:
    base = strain.base
    into = out = 0.0
    for place in {*base.boundary.tolist(), *_biomass_like(strain)}:
        parts = base.stoichiometry(place).items()
        content = -sum(_worth(base, metabolite, worth, per_charge) * number for metabolite, number in parts)
        amount = fluxes.get(base.reactions[place], 0.0) * content
        into, out = into - min(amount, 0.0), out + max(amount, 0.0)
    return Closure(quantity, into, out)


def _worth(network: Network, metabolite: int, worth: Mapping[str, float], per_charge: float) -> float:
    atoms = elements(network.formulas[metabolite]).items()
    charge = network.charges[metabolite]
    total = sum(worth.get(element, 0.0) * number for element, number in atoms)
    return total + per_charge * (0.0 if np.isnan(charge) else float(charge))


def _excess(network: Network, reaction: int) -> dict[str, float]:
    """Atoms by element, and ``charge``, that the reaction makes from nothing."""
    excess: dict[str, float] = {}
    for metabolite, number in network.stoichiometry(reaction).items():
        for element, atoms in elements(network.formulas[metabolite]).items():
            excess[element] = excess.get(element, 0.0) + number * atoms
        if not np.isnan(network.charges[metabolite]):
            excess["charge"] = excess.get("charge", 0.0) + number * float(network.charges[metabolite])
    return {key: number for key, number in excess.items() if abs(number) > TOLERANCE}


def _biomass_like(strain: Strain) -> set[int]:
    """The biomass reaction and its sisters: a model may hold several, for instance of wild type and of core biomass."""
    base = strain.base
    sisters = {place for place, name in enumerate(base.reactions) if "biomass" in name.lower()}
    return (sisters | {base.place(strain.host.biomass)}) - set(base.boundary.tolist())
