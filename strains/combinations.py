"""Which cards fit together: the strains that can be made from a host with the products and media that there are."""

from __future__ import annotations

from pathlib import Path

from strains.catalogue import library
from strains.errors import UnknownReaction
from strains.strain import Strain


def strains_of(host: str | Path) -> list[Strain]:
    """Every strain of ``host`` whose product and medium name only what the host's model has."""
    pairs = [(product, medium) for product in library.products() for medium in library.media()]
    found = (_fitting(host, product, medium) for product, medium in pairs)
    return [strain for strain in found if strain is not None]


def _fitting(host: str | Path, product: str, medium: str) -> Strain | None:
    try:
        return Strain.from_cards(host, product, medium)
    except UnknownReaction:
        return None
