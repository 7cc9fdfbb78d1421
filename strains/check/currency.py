"""The metabolites that carry energy, electrons and protons, found in a model by BiGG's identifier or by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from strains.models.network import Network

# BiGG's identifier without compartment: other names it goes by. ChEBI and KEGG names, lower case.
NAMES: Mapping[str, tuple[str, ...]] = {
    "atp": ("atp",), "adp": ("adp",), "gtp": ("gtp",), "gdp": ("gdp",), "ctp": ("ctp",), "cdp": ("cdp",),
    "utp": ("utp",), "udp": ("udp",), "itp": ("itp",), "idp": ("idp",),
    "h2o": ("h2o", "water"), "pi": ("phosphate", "orthophosphate", "hydrogenphosphate"), "h": ("h+", "proton"),
    "nadh": ("nadh",), "nad": ("nad", "nad+", "nad(+)"), "nadph": ("nadph",), "nadp": ("nadp", "nadp+", "nadp(+)"),
    "fadh2": ("fadh2",), "fad": ("fad",), "fmnh2": ("fmnh2",), "fmn": ("fmn",),
    "q8h2": ("ubiquinol-8",), "q8": ("ubiquinone-8",), "q6h2": ("ubiquinol-6",), "q6": ("ubiquinone-6",),
    "mql8": ("menaquinol-8",), "mqn8": ("menaquinone-8",),
    "accoa": ("acetyl-coa",), "ac": ("acetate",), "coa": ("coenzyme a", "coa"),
    "glu__L": ("l-glutamate",), "akg": ("2-oxoglutarate", "alpha-ketoglutarate"), "nh4": ("ammonium",),
}  # fmt: skip


@dataclass(frozen=True)
class Dissipation:
    """A reaction that would spend a carrier: its name and BiGG's identifiers with their coefficients."""

    carrier: str
    parts: Mapping[str, float]


def _spent(carrier: str, rest: str, protons: float) -> Dissipation:
    return Dissipation(carrier, {carrier: -1.0, rest: 1.0, "h": protons})


def _hydrolysed(carrier: str, rest: str) -> Dissipation:
    return Dissipation(carrier, {carrier: -1.0, "h2o": -1.0, rest: 1.0, "pi": 1.0, "h": 1.0})


# Fritzemeier et al. 2017, PLoS Comput. Biol. 13:e1005494, doi:10.1371/journal.pcbi.1005494. Electrons are left out of
# those that carry them: what regenerates NADH while they vanish has made them from nothing.
DISSIPATIONS = (
    *(_hydrolysed(carrier, rest) for carrier, rest in zip(
        ("atp", "gtp", "ctp", "utp", "itp"), ("adp", "gdp", "cdp", "udp", "idp"), strict=True)),
    _spent("nadh", "nad", 1.0), _spent("nadph", "nadp", 1.0),
    _spent("fadh2", "fad", 2.0), _spent("fmnh2", "fmn", 2.0),
    _spent("q8h2", "q8", 2.0), _spent("q6h2", "q6", 2.0), _spent("mql8", "mqn8", 2.0),
    Dissipation("accoa", {"accoa": -1.0, "h2o": -1.0, "ac": 1.0, "coa": 1.0, "h": 1.0}),
    Dissipation("glu__L", {"glu__L": -1.0, "h2o": -1.0, "akg": 1.0, "nh4": 1.0, "h": 2.0}),
)  # fmt: skip


class Currency:
    """Looks metabolites of a model up by BiGG's identifier without compartment."""

    def __init__(self, network: Network) -> None:
        self._by_base: dict[tuple[str, str], int] = {}
        self._by_name: dict[tuple[str, str], int] = {}
        for place, metabolite in enumerate(network.metabolites):
            compartment = network.compartments[place]
            self._by_base.setdefault((base_id(metabolite, compartment), compartment), place)
            name = re.sub(r"\s*\[[^]]*\]$", "", network.metabolite_names[place]).casefold()
            self._by_name.setdefault((name, compartment), place)
        self.compartments = [name for name, _ in Counter(network.compartments).most_common()]

    def find(self, base: str, compartment: str) -> int | None:
        """Position of a metabolite in a compartment; None where the model does not have it."""
        if (base, compartment) in self._by_base:
            return self._by_base[base, compartment]
        names = NAMES.get(base, ())
        return next((self._by_name[name, compartment] for name in names if (name, compartment) in self._by_name), None)

    def parts(self, dissipation: Dissipation) -> dict[int, float] | None:
        """Rows of the model with coefficients, in the largest compartment that has them all; None where none has."""
        for compartment in self.compartments:
            found = {base: self.find(base, compartment) for base in dissipation.parts}
            if None not in found.values():
                return {int(place): dissipation.parts[base] for base, place in found.items() if place is not None}
        return None


def base_id(metabolite: str, compartment: str) -> str:
    """``atp_c`` and ``atp[c]`` as ``atp``."""
    for ending in (f"_{compartment}", f"[{compartment}]", f"({compartment})"):
        if compartment and metabolite.endswith(ending):
            return metabolite.removesuffix(ending).removeprefix("M_")
    return metabolite
