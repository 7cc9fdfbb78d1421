"""Chemical formulas as models write them: element counts, molar mass, electrons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_PART = re.compile(r"([A-Z][a-z]*)(\d*\.?\d*)")

# g/mol, abridged standard atomic weights: Prohaska et al., Pure Appl. Chem. 94 (2022) 573, doi:10.1515/pac-2019-0603.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "H": 1.008, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.990, "Mg": 24.305,
        "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "V": 50.942,
        "Cr": 51.996, "Mn": 54.938, "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38,
        "As": 74.922, "Se": 78.971, "Br": 79.904, "Mo": 95.95, "Ag": 107.87, "Cd": 112.41, "Sb": 121.76, "I": 126.90,
        "W": 183.84, "Hg": 200.59, "Pb": 207.2,
    }
)  # fmt: skip


@lru_cache(maxsize=20_000)
def elements(formula: str) -> Mapping[str, float]:
    """Atoms of each element; an unknown group such as ``R`` or ``X`` counts as an element. Empty for no formula."""
    counts: dict[str, float] = {}
    for element, number in _PART.findall(formula):
        counts[element] = counts.get(element, 0.0) + (float(number) if number else 1.0)
    return MappingProxyType(counts)


def molar_mass(formula: str) -> float:
    """g/mol; NaN where the formula is empty or holds a group that is no element."""
    counts = elements(formula)
    if not counts or not set(counts) <= set(WEIGHTS):
        return float("nan")
    return sum(WEIGHTS[element] * number for element, number in counts.items())
