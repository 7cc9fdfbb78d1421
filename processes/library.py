"""Cards of this room: found because they are there."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from cards.reading import nearest, read_card
from processes.costing import PriceCard
from processes.errors import CardUnknown
from processes.kinetics import KineticsCard
from processes.scale import ScaleCard

ROOM = Path(__file__).parent
C = TypeVar("C", bound=BaseModel)


def scales() -> list[str]:
    """Names of the scale cards that come with the package."""
    return _names("scales")


def kinetics_cards() -> list[str]:
    """Names of the sets of kinetic constants that come with the package."""
    return _names("kinetics_sets")


def scale(name: str) -> ScaleCard:
    """A scale card by name or path. Raises CardUnknown, CardError."""
    return _read(ScaleCard, "scales", name)


def kinetics_card(name: str) -> KineticsCard:
    """A set of kinetic constants by name or path. Raises CardUnknown, CardError."""
    return _read(KineticsCard, "kinetics_sets", name)


def prices(name: str = "prices") -> PriceCard:
    """The price card by name or path. Raises CardUnknown, CardError."""
    return _read(PriceCard, "data", name)


def _names(folder: str) -> list[str]:
    return sorted(path.stem for path in (ROOM / folder).glob("*.toml"))


def _read(kind: type[C], folder: str, name: str) -> C:
    if name.endswith(".toml"):
        return read_card(kind, Path(name))
    path = ROOM / folder / f"{name}.toml"
    if not path.is_file():
        raise CardUnknown(f"no card '{name}' in {folder}{nearest(name, _names(folder))}")
    return read_card(kind, path)
