"""Models that the user supplies: this room keeps no foreign model file, it knows where to look for one."""

from __future__ import annotations

import os
from pathlib import Path

USER = "user:"
VARIABLE = "BIOFAB_MODELS"
_PACKED = ("", ".gz", ".bz2")


def folder() -> Path:
    """Where models are looked for: the variable ``BIOFAB_MODELS``, else the system's place for a user's data."""
    from platformdirs import user_data_path

    given = os.environ.get(VARIABLE)
    return Path(given).expanduser() if given else user_data_path("biofab", appauthor=False) / "models"


def find(source: str) -> Path | None:
    """The file of ``user:FILE``, packed as .gz or .bz2 or not; None where the folder does not have it."""
    name = source.removeprefix(USER)
    return next((path for ending in _PACKED if (path := folder() / f"{name}{ending}").is_file()), None)


def missing(source: str, url: str | None, licence: str) -> str:
    """What to do about a model ``user:FILE`` that is not there, in one sentence."""
    name = source.removeprefix(USER)
    where = f"get it from {url} ({licence})" if url else f"its licence: {licence}"
    return (
        f"the model file {name} is supplied by you and is not in {folder()}: {where} and save it there under this "
        f"name, set {VARIABLE} to the folder that has it, or name the file with --model FILE"
    )
