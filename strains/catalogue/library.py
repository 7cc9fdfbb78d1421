"""Finds the cards of this room. A card is found because it is there; there is no list to extend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cards.reading import nearest, read_card
from strains.catalogue.host import HostCard, model_file
from strains.catalogue.medium import MediumCard
from strains.catalogue.product import ProductCard
from strains.errors import UnknownCard

ROOT = Path(__file__).parents[1]


def hosts() -> list[str]:
    """Names of the host cards."""
    return sorted(path.parent.name for path in ROOT.glob("hosts/*/card.toml"))


def products() -> list[str]:
    """Names of the product cards."""
    return sorted(path.stem for path in ROOT.glob("products/*.toml"))


def media() -> list[str]:
    """Names of the medium cards."""
    return sorted(path.stem for path in ROOT.glob("media/*.toml"))


def host(name: str | Path) -> HostCard:
    """The host card called ``name``, or written in the file ``name``; its model's path is taken from its folder."""
    path = _file(name, "host", hosts, lambda known: ROOT / "hosts" / known / "card.toml")
    card = read_card(HostCard, path)
    model = card.model.model_copy(update={"source": model_file(card.model.source, str(path))})
    return card.model_copy(update={"model": model})


def product(name: str | Path) -> ProductCard:
    """The product card called ``name``, or written in the file ``name``."""
    return read_card(ProductCard, _file(name, "product", products, lambda known: ROOT / "products" / f"{known}.toml"))


def medium(name: str | Path) -> MediumCard:
    """The medium card called ``name``, or written in the file ``name``."""
    return read_card(MediumCard, _file(name, "medium", media, lambda known: ROOT / "media" / f"{known}.toml"))


def _file(name: str | Path, kind: str, known: Callable[[], list[str]], place: Callable[[str], Path]) -> Path:
    if isinstance(name, Path) or name.endswith(".toml"):
        return Path(name)
    names = known()
    if name not in names:
        raise UnknownCard(f"there is no {kind} '{name}'{nearest(name, names)}; or give the path of a .toml file")
    return place(name)
