"""Hosts that the user added: a folder each with a card, the medium that the model's bounds allow, and the model."""

from __future__ import annotations

import os
import re
from pathlib import Path

VARIABLE = "BIOFAB_HOSTS"  # moves the folder
CARD, MEDIUM = "card.toml", "medium.toml"


def folder() -> Path:
    """Where the user's hosts are: the variable ``BIOFAB_HOSTS``, else the system's place for a user's data."""
    from platformdirs import user_data_path

    given = os.environ.get(VARIABLE)
    return Path(given).expanduser() if given else user_data_path("biofab", appauthor=False) / "hosts"


def own_hosts() -> list[str]:
    """Names of the hosts that the user added."""
    return sorted(path.parent.name for path in folder().glob(f"*/{CARD}"))


def host_place(name: str | Path) -> str | Path:
    """The card of a host that the user added, else the name as it is."""
    card = folder() / str(name) / CARD
    return card if isinstance(name, str) and re.fullmatch(r"\w+", name) and card.is_file() else name


def own_medium(host: str | Path) -> Path | None:
    """The medium that was written beside a host card; None where there is none."""
    path = Path(host).parent / MEDIUM
    return path if str(host).endswith(".toml") and path.is_file() else None
