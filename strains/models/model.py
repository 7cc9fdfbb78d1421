"""Reads metabolic models. COBRApy is imported here, when a model is read, and nowhere at import time."""

from __future__ import annotations

import bz2
import gzip
import importlib.util
import json
import logging
import math
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from xml.parsers import expat

from cards.reading import nearest, sha256
from strains.errors import ModelUnreadable

if TYPE_CHECKING:
    import cobra

    from strains.models.network import Network

SHIPPED = "cobra:"
CHUNK = 1 << 16  # bytes read at a time while a file is looked at
LARGEST = 1_000_000_000  # bytes of an unpacked model; the largest published are a tenth of it
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
    return read_model(source)


def read_model(source: str) -> cobra.Model:
    """The model ``source`` as its file is now. Raises ModelUnreadable."""
    path = model_path(source)
    kind = _kind(path)
    try:
        _look(path, kind)
        with _quiet():
            model = _read(path, kind)
    except ModelUnreadable as error:
        raise ModelUnreadable(f"{path}: {error}; expected {_expected()}") from None
    except Exception as error:  # readers raise whatever their parser raised
        why = textwrap.shorten(" ".join(str(error).split()) or type(error).__name__, 200, placeholder=" …").rstrip(".")
        raise ModelUnreadable(f"{path}: is no {kind} model ({why}); expected {_expected()}") from None
    if not model.reactions:
        raise ModelUnreadable(f"{path}: holds no reactions; expected {_expected()}")
    return model


def require_sound(network: Network, name: str) -> None:
    """Raises ModelUnreadable that names the reaction whose bounds are no numbers, or cross."""
    fault = _bounds_fault(zip(network.reactions, network.lower.tolist(), network.upper.tolist(), strict=True))
    if fault:
        raise ModelUnreadable(f"{name}: {fault}")


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
        raise ModelUnreadable(
            "COBRApy is not installed; run pip install 'biofab[engineer]', or '.[engineer]' in the folder of the source"
        )
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


def _look(path: Path, kind: str) -> None:
    """What can be told of a file before a reader takes it into memory. Raises ModelUnreadable."""
    if path.stat().st_size == 0:
        raise ModelUnreadable("is empty; get it again")
    try:
        with _opened(path) as file:
            begins = file.read(CHUNK)
            if kind != "MATLAB" and b"\0" in begins[:1000]:
                raise ModelUnreadable("holds zeros or other bytes that are no text; the copy is broken, get it again")
            if kind == "SBML":
                _Sbml().scan(begins, file)
            elif kind == "MATLAB" and not begins.startswith(b"MATLAB 5.0"):
                raise ModelUnreadable("is no MATLAB file of version 5 to 7; save it in MATLAB with: save -v7")
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        why = "is cut off" if isinstance(error, EOFError) else f"cannot be unpacked or read ({error})"
        raise ModelUnreadable(f"{why}; get it again") from None
    if kind != "SBML" and path.stat().st_size > LARGEST:
        raise ModelUnreadable(f"is larger than {LARGEST:,} bytes: no metabolic model")


def _opened(path: Path) -> IO[bytes]:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return bz2.open(path, "rb") if suffix == ".bz2" else path.open("rb")


class _Sbml:
    """Reads an SBML file once from end to end without keeping it, and refuses what no reader should be given."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._element
        self._root = ""
        self._bounded = False
        self._values: dict[str, str] = {}
        self._reactions: dict[str, tuple[str, str]] = {}

    def scan(self, begins: bytes, file: IO[bytes]) -> None:
        """The whole file, of which ``begins`` was read. Raises ModelUnreadable."""
        if not begins.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            raise ModelUnreadable("is not XML: it does not begin with <")
        size, data = 0, begins
        try:
            while data:
                size += len(data)
                if size > LARGEST:
                    raise ModelUnreadable(f"is larger than {LARGEST:,} bytes: no metabolic model")
                self._parser.Parse(data, False)
                data = file.read(CHUNK)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ModelUnreadable(self._broken(error, at_end=not data)) from None
        if not self._bounded:
            raise ModelUnreadable("is SBML without bounds of fluxes; export it again with the package fbc of Level 3")
        ends = ((name, *(self._number(end) for end in pair)) for name, pair in self._reactions.items())
        fault = _bounds_fault(ends)  # type: ignore[arg-type]
        if fault:
            raise ModelUnreadable(fault)

    def _broken(self, error: expat.ExpatError, at_end: bool) -> str:
        if at_end:
            return f"is XML that is cut off at line {error.lineno}; get it again"
        return f"is not well-formed XML: {expat.ErrorString(error.code)} in line {error.lineno}"

    def _doctype(self, *declared: Any) -> None:
        if declared[-1]:  # entities of its own, which may grow without end
            line = self._parser.CurrentLineNumber
            raise ModelUnreadable(f"holds a DOCTYPE with declarations of its own (line {line}): refused; SBML has none")

    def _element(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if not self._root:
            self._root = tag
            if tag != "sbml":
                raise ModelUnreadable(f"is XML but not SBML: its first element is <{tag}>")
        if tag == "parameter":
            self._values[given.get("id", "")] = given.get("value", "nan")
            self._bounded |= given.get("id", "").upper() in ("LOWER_BOUND", "UPPER_BOUND")
        elif tag == "reaction":
            name = given.get("id", "")
            if name in self._reactions:
                raise ModelUnreadable(f"reaction '{name}' is there twice (line {self._parser.CurrentLineNumber})")
            self._reactions[name] = (given.get("fbc:lowerFluxBound", ""), given.get("fbc:upperFluxBound", ""))
            self._bounded |= "fbc:lowerFluxBound" in given
        elif tag in ("fluxBound", "listOfFluxBounds"):  # fbc, version 1
            self._bounded = True

    def _number(self, parameter: str) -> float | None:
        return float(self._values[parameter]) if parameter in self._values else None


def _read(path: Path, kind: str) -> Any:
    import cobra.io

    if kind == "SBML":
        return cobra.io.read_sbml_model(str(path))
    if kind == "MATLAB":
        return cobra.io.load_matlab_model(str(path))
    data = _json(path) if kind == "COBRA JSON" else _yaml(path)
    if not isinstance(data, dict) or not isinstance(data.get("reactions"), list) or "metabolites" not in data:
        raise ModelUnreadable(f"is no {kind} model: it has no lists 'reactions' and 'metabolites'")
    for part in ("reactions", "metabolites", "genes"):
        _require_single(part, data.get(part) or ())
    known = {one["id"] for one in data["metabolites"]}
    for one in data["reactions"]:
        strange = next((name for name in one.get("metabolites") or () if name not in known), None)
        if strange is not None:
            raise ModelUnreadable(
                f"reaction '{one['id']}' uses metabolite '{strange}', which is not in the list of metabolites"
            )
    bounds = ((str(one["id"]), one.get("lower_bound"), one.get("upper_bound")) for one in data["reactions"])
    fault = _bounds_fault(bounds)
    if fault:
        raise ModelUnreadable(fault)
    return cobra.io.model_from_dict(data)


def _json(path: Path) -> Any:
    text = path.read_text(encoding="utf-8-sig")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if not text[error.pos :].strip():
            raise ModelUnreadable(f"is cut off at line {error.lineno}; get it again") from None
        raise ModelUnreadable(f"is no JSON: line {error.lineno}: {error.msg}") from None


def _yaml(path: Path) -> Any:
    from cobra.io.yaml import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"))
    except Exception as error:  # of the parser's own kinds
        mark = getattr(error, "problem_mark", None)
        line = f": line {mark.line + 1}" if mark is not None else ""
        raise ModelUnreadable(f"is no YAML{line}: {getattr(error, 'problem', None) or error}") from None


def _require_single(part: str, entries: Iterable[Mapping[str, Any]]) -> None:
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        name = entry.get("id")
        if not isinstance(name, str):
            raise ModelUnreadable(f"{part[:-1]} {number + 1} has no id")
        if name in seen:
            raise ModelUnreadable(f"{part[:-1]} '{name}' is there twice")
        seen.add(name)


def _bounds_fault(bounds: Iterable[tuple[str, Any, Any]]) -> str:
    """The first reaction whose bounds are no numbers or cross, in words; empty where all are sound."""
    for name, lower, upper in bounds:
        for word, bound in (("lower", lower), ("upper", upper)):
            if bound is not None and (not isinstance(bound, int | float) or math.isnan(bound)):
                return f"the {word} bound of reaction '{name}' is {bound!r}; expected a number"
        if lower is not None and upper is not None and lower > upper:
            return f"the lower bound of reaction '{name}', {lower:g}, is above its upper bound, {upper:g}"
    return ""


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


def _expected() -> str:
    return "SBML (.xml, .xml.gz), COBRA JSON or YAML, or MATLAB (.mat)"
