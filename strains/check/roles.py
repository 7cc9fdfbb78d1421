"""Which reactions play which role in a model that nobody has described: guessed from objective, formulas and names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from strains.check.biomass import guess_biomass
from strains.check.currency import DISSIPATIONS, Currency, base_id
from strains.check.topology import outside
from strains.errors import IntakeRefused
from strains.models.formula import elements
from strains.models.network import Network

# Name in cards: BiGG's identifier without compartment, names that models use (lower case), formula but for hydrogen.
SUBSTANCES: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "glucose": ("glc__D", ("d-glucose", "glucose", "alpha-d-glucose", "beta-d-glucose"), "C6O6"),
    "oxygen": ("o2", ("oxygen", "o2", "dioxygen"), "O2"),
    "co2": ("co2", ("carbon dioxide", "co2"), "CO2"),
    "proton": ("h", ("h+", "proton"), ""),
    "water": ("h2o", ("h2o", "water"), "O"),
    "ammonium": ("nh4", ("ammonium", "ammonia", "nh4+", "nh3"), "N"),
    "phosphate": ("pi", ("phosphate", "orthophosphate"), "PO4"),
    "sulfate": ("so4", ("sulfate", "sulphate"), "SO4"),
    "acetate": ("ac", ("acetate",), "C2O2"),
    "ethanol": ("etoh", ("ethanol",), "C2O"),
    "formate": ("for", ("formate",), "CO2"),
    "lactate": ("lac__D", ("d-lactate", "(r)-lactate"), "C3O3"),
    "l_lactate": ("lac__L", ("l-lactate", "(s)-lactate"), "C3O3"),
    "succinate": ("succ", ("succinate",), "C4O4"),
    "glycerol": ("glyc", ("glycerol",), "C3O3"),
    "pyruvate": ("pyr", ("pyruvate",), "C3O3"),
    "fructose": ("fru", ("d-fructose", "fructose"), "C6O6"),
    "xylose": ("xyl__D", ("d-xylose", "xylose"), "C5O5"),
    "sucrose": ("sucr", ("sucrose",), "C12O11"),
    "methanol": ("meoh", ("methanol",), "CO"),
    "glutamate": ("glu__L", ("l-glutamate",), "C5NO4"),
    "lysine": ("lys__L", ("l-lysine",), "C6N2O2"),
}
NEEDED = ("oxygen", "co2", "proton")
_MAINTENANCE = re.compile(r"\batpm\b|maintenance", re.IGNORECASE)


@dataclass(frozen=True)
class Roles:
    """Reactions by role, the least ATP that maintenance spends (mmol/gDW/h), and why each guess was made."""

    biomass: str
    maintenance: str
    least: float
    exchanges: Mapping[str, str]
    guesses: Mapping[str, str]


def guess_roles(network: Network, biomass: str | None = None, maintenance: str | None = None) -> Roles:
    """The roles, ``biomass`` and ``maintenance`` as given. Raises IntakeRefused for one that nothing points to."""
    guesses = {}
    if biomass is None:
        found = guess_biomass(network)
        if found is None:
            raise IntakeRefused("no reaction is recognised as the making of cells; name it with --biomass REACTION")
        biomass, guesses["biomass"] = network.reactions[found.reaction], found.how
    network.place(biomass)
    if maintenance is None:
        maintenance = _maintenance(network)
        guesses["maintenance.reaction"] = "it only spends ATP"
    least = max(float(network.lower[network.place(maintenance)]), 0.0)
    exchanges = guess_exchanges(network)
    missing = [name for name in NEEDED if name not in exchanges]
    if missing:
        raise IntakeRefused(
            f"no exchange of {' and '.join(missing)} is recognised by identifier, name and formula; write the card by "
            "hand: biofab schema host"
        )
    guesses.update({f"exchanges.{name}": "by name and formula" for name in exchanges})
    return Roles(biomass, maintenance, least, exchanges, guesses)


def guess_exchanges(network: Network) -> dict[str, str]:
    """Exchange reactions of common substances by what they are called in cards."""
    medium = outside(network)
    found: dict[str, str] = {}
    for place in network.boundary:
        (metabolite,) = network.stoichiometry(int(place))
        if network.compartments[metabolite] == medium:
            name = _substance(network, metabolite)
            if name:
                found.setdefault(name, network.reactions[place])
    return {name: found[name] for name in SUBSTANCES if name in found}


def _substance(network: Network, metabolite: int) -> str:
    base = base_id(network.metabolites[metabolite], network.compartments[metabolite])
    base = base.replace("_DASH_", "__").replace("-", "__")
    called = re.sub(r"\s*\[[^]]*\]$", "", network.metabolite_names[metabolite]).casefold()
    atoms = {key: number for key, number in elements(network.formulas[metabolite]).items() if key != "H"}
    for name, (bigg, names, formula) in SUBSTANCES.items():
        if (base == bigg or called in names) and (atoms == elements(formula) or not network.formulas[metabolite]):
            return name
    return ""


def _maintenance(network: Network) -> str:
    """The reaction that only spends ATP: one that is forced or called so before others."""
    currency = Currency(network)
    candidates = []
    for compartment in currency.compartments:
        parts = {base: currency.find(base, compartment) for base in DISSIPATIONS[0].parts}
        wanted = {place: DISSIPATIONS[0].parts[base] for base, place in parts.items()}
        candidates += [place for place in range(len(network.reactions)) if _spends(network, place, wanted)]
    if not candidates:
        raise IntakeRefused("no reaction is recognised that only spends ATP; name it with --maintenance REACTION")

    def rank(place: int) -> tuple[bool, bool, int]:
        words = f"{network.reactions[place]} {network.reaction_names[place]}"
        return _MAINTENANCE.search(words) is not None, network.lower[place] > 0, -place

    return network.reactions[max(candidates, key=rank)]


def _spends(network: Network, place: int, wanted: Mapping[int | None, float]) -> bool:
    """Whether a reaction is the hydrolysis of ATP, protons counted or not."""
    parts = network.stoichiometry(place)
    if not 4 <= len(parts) <= 5 or not parts.keys() <= wanted.keys():
        return False
    return all(number * wanted[metabolite] > 0 for metabolite, number in parts.items())
