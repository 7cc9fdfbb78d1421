"""What several commands share: their options, and the checks before a long computation begins."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from biofab.errors import EXTRA_OF, BadInput, MissingExtra

if TYPE_CHECKING:
    from biofab.study import Study

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the results; must be new or empty.")]
StudyPlace = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder with a study.toml, or such a file.")]


def require(*packages: str) -> None:
    """Raises MissingExtra when a package is not installed, before any work is done. Imports none of them."""
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise MissingExtra(package, EXTRA_OF[package])


def fresh_folder(out: Path | None, kind: str) -> Path:
    """The folder for the results of a command; by default a new one below ``runs``. Raises BadInput if it is in use."""
    folder = out if out is not None else Path("runs") / f"{kind}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: is a file; expected a folder for the results")
    if folder.is_dir() and any(folder.iterdir()):
        raise BadInput(f"{folder}: is not empty; name a new folder with --out, nothing was written")
    return folder


def study_at(place: Path) -> Study:
    """The study in a folder or file. Raises CardMissing, CardError."""
    from biofab.study import read_study

    return read_study(place)


def positive(speed: float | None) -> float | None:
    """A speed of plant time. Raises BadInput unless it is above zero."""
    if speed is not None and not 0 < speed <= 1e6:
        raise BadInput(f"--speed: expected plant seconds per real second, above 0 and at most 1e6, not {speed:g}")
    return speed


def one_of(word: str, choices: Collection[str], what: str) -> str:
    """The word, when it is one of the choices. Raises BadInput with the nearest of them."""
    if word not in choices:
        from cards.reading import nearest

        raise BadInput(f"there is no {what} '{word}'{nearest(word, choices)}")
    return word
