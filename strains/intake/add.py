"""Takes a model file in: a host card with its hash and licence beside a copy of it, guesses marked as such.

What stands for growth, maintenance and the exchanges is guessed from objective, formulas and names; the user reads
the card once and corrects it. A medium card holds the uptakes that the model itself allows.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cards.reading import parse_card
from strains.catalogue.host import HostCard
from strains.catalogue.medium import MediumCard
from strains.catalogue.user_hosts import CARD, MEDIUM, folder
from strains.check.roles import guess_roles
from strains.errors import IntakeRefused, ModelUnreadable
from strains.intake.card_text import host_text, medium_text
from strains.models.model import model_path, require_sound
from strains.models.model_cache import base_network
from strains.models.network import Network

BEGINS = 4096  # bytes of a file that are looked at first


@dataclass(frozen=True)
class Intake:
    """What was written, and what in it was guessed (key of the card: what was taken and why)."""

    name: str
    card: Path
    medium: Path | None
    model: Path
    sha256: str
    guesses: dict[str, str]


def add_model(
    source: str | Path,
    licence: str,
    name: str | None = None,
    *,
    citation: str | None = None,
    url: str | None = None,
    biomass: str | None = None,
    maintenance: str | None = None,
    into: Path | None = None,
) -> Intake:
    """Take the model file ``source`` in as host ``name`` (by default after the file), in the folder ``into``.

    Raises ModelUnreadable, UnknownReaction, and IntakeRefused where a role cannot be guessed or the name is taken.
    """
    path, network = model_path(str(source)), read_network(source)
    chosen = _name(name, path)
    target = (into or folder()) / chosen
    if target.exists():
        raise IntakeRefused(f"{target}: there is a host of this name; choose another with --name, nothing was written")
    if len(licence.strip()) < 3:
        raise IntakeRefused(
            "the licence is empty; say under which terms the model may be used, for instance 'CC BY 4.0'"
        )
    roles = guess_roles(network, biomass, maintenance)
    cited = citation or f"not given when the file {path.name} was added; write it here"
    told = host_text(chosen, network, path, roles, licence.strip(), cited, url)
    medium = medium_text(chosen, network, roles)
    hashed = _write(target, path, told, medium)
    beside = target / MEDIUM if medium else None
    return Intake(chosen, target / CARD, beside, target / path.name, hashed, dict(roles.guesses))


def read_network(source: str | Path) -> Network:
    """The model of a file, sound; zeros are refused before a gigabyte of them is hashed. Raises ModelUnreadable."""
    path = model_path(str(source))
    with path.open("rb") as file:
        begins = file.read(BEGINS)
    if begins and not begins.strip(b"\0"):
        raise ModelUnreadable(f"{path}: holds zeros; the copy is broken, get it again")
    network = base_network(str(source))
    require_sound(network, str(path))
    return network


def draft(source: str | Path) -> tuple[HostCard, MediumCard]:
    """The cards that ``add_model`` would write, in memory: roles guessed, uptakes those of the model's bounds.

    Raises ModelUnreadable, and IntakeRefused where a role cannot be guessed or no carbon source is open.
    """
    path, network = model_path(str(source)), read_network(source)
    roles = guess_roles(network)
    name = _name(None, path)
    host = parse_card(HostCard, host_text(name, network, path, roles, "not given", "not given", None), CARD)
    medium = medium_text(name, network, roles)
    if not medium:
        raise IntakeRefused(f"{path}: the model's bounds let no carbon source in; write a host card and a medium card")
    own = host.model_copy(update={"model": host.model.model_copy(update={"source": str(source)})})
    return own, parse_card(MediumCard, medium, MEDIUM)


def _write(target: Path, model: Path, card: str, medium: str) -> str:
    """Writes into a folder of its own and moves that whole: there is all of it or nothing. The hash of the model."""
    read = parse_card(HostCard, card, CARD)
    if medium:
        parse_card(MediumCard, medium, MEDIUM)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        shutil.copyfile(model, part / model.name)
        (part / CARD).write_text(card, encoding="utf-8")
        if medium:
            (part / MEDIUM).write_text(medium, encoding="utf-8")
        part.chmod(0o755)
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return read.model.sha256 or ""


def _name(name: str | None, model: Path) -> str:
    """The host's name: as asked for, or after the file. Raises IntakeRefused for one that no card can have."""
    if name is None:
        plain = re.sub(r"(\.(xml|sbml|json|ya?ml|mat))?(\.(gz|bz2))?$", "", model.name, flags=re.IGNORECASE)
        name = re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")
        name = name if name[:1].isalpha() else f"model_{name}".rstrip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise IntakeRefused(f"'{name}' is no name of a host; expected small letters, digits and _, a letter first")
    return name
