"""Reads metabolic models. COBRApy is imported here, when a model is read, and nowhere at import time."""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cards.reading import nearest, sha256
from strains.errors import ModelUnreadable

if TYPE_CHECKING:
    import cobra

SHIPPED = "cobra:"
_KINDS = {
    ".xml": "SBML",
    ".sbml": "SBML",
    ".json": "COBRA JSON",
    ".yml": "COBRA YAML",
    ".yaml": "COBRA YAML",
    ".mat": "MATLAB",
}


def load_model(source: str | Path) -> cobra.Model:
    """A fresh copy of the model ``source``: ``cobra:NAME`` (shipped with COBRApy, read offline) or a file.

    Files are SBML (.xml, .sbml), JSON, YAML or MATLAB; SBML may be packed as .gz or .bz2. Raises ModelUnreadable.
    """
    return base_model(str(source)).copy()


@lru_cache(maxsize=8)
def base_model(source: str) -> cobra.Model:
    """The model ``source``, read once and shared: never to be changed. Raises ModelUnreadable."""
    path = model_path(source)
    kind = _kind(path)
    with _quiet():
        try:
            model = _reader(kind)(str(path))
        except Exception as error:  # readers raise whatever their parser raised
            why = _first_line(error)
            raise ModelUnreadable(f"{path}: is no {kind} model ({why}); expected {_expected()}") from None
    if not model.reactions:
        raise ModelUnreadable(f"{path}: holds no reactions; expected {_expected()}")
    return model


def model_sha256(source: str | Path) -> str:
    """Hash of the model's file. Raises ModelUnreadable when there is none."""
    return sha256(model_path(str(source)))


def model_path(source: str) -> Path:
    """The file of ``source``. Raises ModelUnreadable when it does not exist."""
    if source.startswith(SHIPPED):
        return _shipped(source.removeprefix(SHIPPED))
    path = Path(source).expanduser()
    if path.is_dir():
        raise ModelUnreadable(f"{path}: is a folder; expected {_expected()}")
    if not path.is_file():
        raise ModelUnreadable(f"{path}: no such file; expected {_expected()}")
    return path


def _shipped(name: str) -> Path:
    spec = importlib.util.find_spec("cobra")
    if spec is None or spec.origin is None:
        raise ModelUnreadable("COBRApy is not installed; install biofab[engineer]")
    folder = Path(spec.origin).parent / "data"
    path = folder / f"{name}.xml.gz"
    if not path.is_file():
        known = [other.name.removesuffix(".xml.gz") for other in folder.glob("*.xml.gz")]
        raise ModelUnreadable(f"COBRApy ships no model '{name}'{nearest(name, known)}")
    return path


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in (".gz", ".bz2"):
        suffix = Path(path.stem).suffix.lower()
        if _KINDS.get(suffix) != "SBML":
            raise ModelUnreadable(f"{path}: only SBML is read packed; unpack it, or give {_expected()}")
    if suffix not in _KINDS:
        raise ModelUnreadable(f"{path}: unknown kind of model '{suffix}'; expected {_expected()}")
    return _KINDS[suffix]


def _reader(kind: str) -> Callable[[str], Any]:
    import cobra.io

    readers: dict[str, Callable[[str], Any]] = {
        "SBML": cobra.io.read_sbml_model,
        "COBRA JSON": cobra.io.load_json_model,
        "COBRA YAML": cobra.io.load_yaml_model,
        "MATLAB": cobra.io.load_matlab_model,
    }
    return readers[kind]


@contextmanager
def _quiet() -> Iterator[None]:
    """Readers log and warn on stderr what the error or the balance report says better."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:120].rstrip(".") if lines else type(error).__name__


def _expected() -> str:
    return "SBML (.xml, .xml.gz), COBRA JSON or YAML, or MATLAB (.mat)"
