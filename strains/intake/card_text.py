"""The cards of a model that is taken in, as TOML text; what was guessed says so beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from cards.reading import sha256
from strains.check.roles import SUBSTANCES, Roles
from strains.models.formula import elements
from strains.models.network import Network

WIDE = 999.0  # mmol/gDW/h; a bound of this size or more means none
GUESS = "guessed"


def host_text(
    name: str, network: Network, model: Path, roles: Roles, licence: str, citation: str, url: str | None
) -> str:
    """The host card of ``model``, which lies beside it."""
    carbon = carbon_source(network, roles)
    exchanges = dict(roles.exchanges)
    if carbon is not None:
        exchanges.setdefault(*carbon)
    lines = [
        f"name = {_text(name)}",
        f"title = {_text(network.name or model.name)}",
        f"biomass = {_text(roles.biomass)}{_why(roles, 'biomass')}",
        "",
        "[model]",
        f"source = {_text(model.name)}",
        f"sha256 = {_text(sha256(model))}",
        f"licence = {_text(licence)}",
        f"citation = {_text(citation)}",
        *([f"url = {_text(url)}"] if url else []),
        "",
        "[maintenance]",
        f"reaction = {_text(roles.maintenance)}{_why(roles, 'maintenance.reaction')}",
        f'value = {{ value = {roles.least!r}, unit = "mmol/gDW/h", '
        f"source = {_text(f'the lower bound of {roles.maintenance} in the model')} }}",
        "",
        "[exchanges]",
        *(f"{key} = {_text(reaction)}{_why(roles, f'exchanges.{key}')}" for key, reaction in exchanges.items()),
        *_translated(roles),
    ]
    return "\n".join(lines) + "\n"


def medium_text(name: str, network: Network, roles: Roles) -> str:
    """A medium card of the uptakes that the model's own bounds allow; empty where they allow no carbon source."""
    carbon = carbon_source(network, roles)
    if carbon is None:
        return ""
    lines = [
        f"name = {_text(f'{name}_own')}",
        f"title = {_text(f'the uptakes that the bounds of the model of {name} allow')}",
        f"source = {_text('the bounds of the exchanges as the model file has them')}",
        f"substrate = {_text(carbon[0])}",
    ]
    for place, limit in open_uptakes(network):
        reaction = network.reactions[place]
        lines += ["", "[[components]]", f"name = {_text(_passing(network, place))}", f"exchanges = [{_text(reaction)}]"]
        if limit < WIDE:
            source = _text(f"the bound of {reaction} in the model")
            lines.append(f'limit = {{ value = {limit!r}, unit = "mmol/gDW/h", source = {source} }}')
    return "\n".join(lines) + "\n"


def open_uptakes(network: Network) -> Iterator[tuple[int, float]]:
    """Positions of the exchanges through which the model may take up, and how much, mmol/gDW/h."""
    for place in network.boundary.tolist():
        ((_, number),) = network.stoichiometry(place).items()
        limit = float(-network.lower[place] if number < 0 else network.upper[place])
        if limit > 0:
            yield place, limit


def carbon_source(network: Network, roles: Roles) -> tuple[str, str] | None:
    """Name and exchange of what the cells live on: of the open uptakes that with the most limited carbon."""
    names = {reaction: name for name, reaction in roles.exchanges.items()}
    found = []
    for place, limit in open_uptakes(network):
        (metabolite,) = network.stoichiometry(place)
        carbon = elements(network.formulas[metabolite]).get("C", 0.0)
        reaction = network.reactions[place]
        if carbon > 0 and names.get(reaction) != "co2":
            found.append((limit < WIDE, reaction in names, carbon * limit, place))
    if not found:
        return None
    place = max(found)[-1]
    reaction = network.reactions[place]
    return names.get(reaction) or _slug(_passing(network, place)), reaction


def _translated(roles: Roles) -> Iterator[str]:
    """BiGG's names of the exchanges and of maintenance, which media and products write, where the model has others."""
    own = {f"EX_{SUBSTANCES[name][0]}_e": reaction for name, reaction in roles.exchanges.items()}
    own["ATPM"] = roles.maintenance
    other = {bigg: reaction for bigg, reaction in own.items() if bigg != reaction}
    if other:
        yield from ("", "# What media and products name, and how this model calls it.", "[reactions]")
        yield from (f"{bigg} = {_text(reaction)}" for bigg, reaction in other.items())


def _why(roles: Roles, key: str) -> str:
    return f"  # {GUESS}: {roles.guesses[key]}; check it" if key in roles.guesses else ""


def _passing(network: Network, place: int) -> str:
    (metabolite,) = network.stoichiometry(place)
    return network.metabolite_names[metabolite] or network.metabolites[metabolite]


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_") or "substrate"


def _text(words: str) -> str:
    """A TOML string: JSON's, but for the one control character that JSON lets pass."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
