"""Substances: composition, molar mass, oxygen demand, heat of combustion, by name from ``data/components.csv``."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cards.reading import nearest
from processes.plant.errors import ComponentUnknown

DATA = Path(__file__).parents[1] / "data"
IN_CELLS, CRYSTALS = " in cells", " crystals"  # the same substance, held by the cells or as a solid
HEAT_PER_OXYGEN = 460.0  # kJ/mol O2: 455 ± 15, J. A. Roels, Energetics and Kinetics in Biotechnology, Elsevier 1983
# standard atomic weights, rounded: IUPAC, Pure Appl. Chem. 94 (2022) 573, doi:10.1515/pac-2019-0603
ATOMS = {
    "H": 1.008,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "Na": 22.990,
    "Mg": 24.305,
    "P": 30.974,
    "S": 32.06,
    "Cl": 35.45,
    "K": 39.098,
    "Ca": 40.078,
}


@dataclass(frozen=True)
class Component:
    """A substance. ``phase`` is gas, liquid (volatile), dissolved or solid, as it occurs in a broth."""

    name: str
    atoms: dict[str, float]
    heat_capacity: float  # kJ/kg/K
    density: float  # kg/L that it adds to the volume of a broth
    phase: str
    latent_heat: float  # kJ/kg at 25 °C
    gas_heat_capacity: float  # kJ/kg/K
    combustion: float  # kJ/kg, to CO2, H2O and NH3

    @property
    def molar_mass(self) -> float:
        """g/mol."""
        return sum(ATOMS[atom] * number for atom, number in self.atoms.items())

    @property
    def oxygen_demand(self) -> float:
        """kg of O2 per kg to burn C and H, nitrogen leaving as ammonia; 0 of what has no carbon."""
        c, h, o, n = (self.atoms.get(atom, 0.0) for atom in "CHON")
        return 32.0 * (c + h / 4.0 - o / 2.0 - 0.75 * n) / self.molar_mass if c else 0.0


@lru_cache(maxsize=1)
def _table() -> dict[str, Component]:
    with (DATA / "components.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: _component(row) for row in csv.DictReader(file)}


@lru_cache(maxsize=256)
def component(name: str) -> Component:
    """The substance ``name``; in cells or as crystals it is the same, but solid. Raises ComponentUnknown."""
    for form in (IN_CELLS, CRYSTALS):
        if name.endswith(form):
            dissolved = component(name.removesuffix(form))
            return Component(**(vars(dissolved) | {"name": name, "phase": "solid"}))
    known = _table()
    if name not in known:
        raise ComponentUnknown(f"no substance '{name}' in data/components.csv{nearest(name, known)}")
    return known[name]


def names() -> list[str]:
    """All substances of the table."""
    return sorted(_table())


def atoms_of(formula: str) -> dict[str, float]:
    """Number of each atom in a formula as C6H12O6 or CH1.8O0.5N0.2. Raises ComponentUnknown."""
    parts = re.findall(r"([A-Z][a-z]?)(\d*\.?\d*)", formula)
    atoms: dict[str, float] = {}
    for atom, number in parts:
        if atom not in ATOMS:
            raise ComponentUnknown(f"formula '{formula}' has the unknown atom '{atom}'; expected one of {list(ATOMS)}")
        atoms[atom] = atoms.get(atom, 0.0) + float(number or 1.0)
    if not parts or "".join(a + n for a, n in parts) != formula:
        raise ComponentUnknown(f"formula '{formula}' cannot be read; expected one as C6H12O6")
    return atoms


def _component(row: dict[str, str]) -> Component:
    atoms = atoms_of(row["formula"])
    bare = Component(
        row["name"],
        atoms,
        float(row["heat_capacity"]),
        float(row["density"]),
        row["phase"],
        float(row["latent_heat"] or 0.0),
        float(row["gas_heat_capacity"] or row["heat_capacity"]),
        0.0,
    )
    burnt = float(row["combustion"]) / bare.molar_mass * 1000.0 if row["combustion"] else None
    thornton = HEAT_PER_OXYGEN * bare.oxygen_demand / 32.0 * 1000.0
    return Component(**(vars(bare) | {"combustion": thornton if burnt is None else burnt}))
