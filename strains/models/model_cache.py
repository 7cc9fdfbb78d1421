"""Models as arrays, kept from the first reading: the second takes milliseconds and needs no COBRApy."""

from __future__ import annotations

import io
import json
import os
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from scipy import sparse

from cards.reading import sha256
from strains.models.gene_rule import GeneRule
from strains.models.model import model_path, read_model
from strains.models.network import Network

FORMAT = 1  # of the files; another number is another file name, and the old one is left to be cleaned up by the system
FOLDER = "BIOFAB_CACHE"  # variable that moves the folder
_WORDS = (
    "name", "metabolites", "metabolite_names", "formulas", "compartments", "reactions", "reaction_names", "subsystems",
    "genes", "gene_names", "rules",
)  # fmt: skip
_NUMBERS = ("charges", "lower", "upper", "objective")


@lru_cache(maxsize=8)
def base_network(source: str) -> Network:
    """The model ``source`` (``cobra:NAME`` or a file) as arrays, unedited. Raises ModelUnreadable."""
    path = model_path(source)
    stored = folder() / f"{sha256(path)}.{FORMAT}.npz"
    with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile):
        return read(stored)
    network = Network.from_cobra(read_model(source))  # read anew: what is kept must be what was hashed
    with suppress(OSError):  # no room or no right to write: the model is read again next time
        write(network, stored)
    return network


def folder() -> Path:
    """Where models are kept: the variable ``BIOFAB_CACHE``, else the system's place for what can be made again."""
    from platformdirs import user_cache_path

    given = os.environ.get(FOLDER)
    return Path(given) if given else user_cache_path("biofab", appauthor=False) / "models"


def write(network: Network, path: Path) -> None:
    """Store ``network``; whole or not at all."""
    words = json.dumps({key: getattr(network, key) for key in _WORDS}).encode()
    matrix = network.matrix
    buffer = io.BytesIO()
    np.savez(
        buffer,
        words=np.frombuffer(words, dtype=np.uint8),
        data=matrix.data,
        indices=matrix.indices,
        indptr=matrix.indptr,
        **{key: getattr(network, key) for key in _NUMBERS},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(buffer.getbuffer())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> Network:
    """A stored network. Raises OSError, ValueError, KeyError or BadZipFile where the file is not whole."""
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        words = json.loads(stored["words"].tobytes())
        shape = (len(words["metabolites"]), len(words["reactions"]))
        matrix = sparse.csc_matrix((stored["data"], stored["indices"], stored["indptr"]), shape=shape)
        numbers = {key: stored[key] for key in _NUMBERS}
    words = {key: value if key == "name" else tuple(value) for key, value in words.items()}
    return Network(**{**words, **numbers, "matrix": matrix, "rules": tuple(map(_rule, words["rules"]))})


def _rule(stored: object) -> GeneRule:
    if stored is None or isinstance(stored, str):
        return stored
    word, parts = stored  # type: ignore[misc]
    return word, tuple(_rule(part) for part in parts)  # type: ignore[has-type]
