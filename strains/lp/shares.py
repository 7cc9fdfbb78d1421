"""The search for extremes shared among processes, where the system can fork a process with its solver in it."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from strains.errors import SolverFailed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.extremes import Extremes

    Floats = NDArray[np.float64]

WORTH_IT = 300  # columns; below, starting a process costs more than it saves


def in_shares(
    extremes: Extremes, processes: int, progress: Callable[[int, int], None] | None = None
) -> tuple[Floats, Floats]:
    """Least and greatest as ``extremes.search`` finds them, the work divided among ``processes``."""
    count = int(extremes.open[1].sum())
    if processes <= 1 or count < WORTH_IT or "fork" not in multiprocessing.get_all_start_methods():
        return extremes.search(progress)
    context = multiprocessing.get_context("fork")
    children = []
    for share in range(1, processes):
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_search, args=(extremes, share, processes, theirs), daemon=True)
        with warnings.catch_warnings():
            # The child calls nothing but the simplex and numpy on its own copy: no lock of another thread is met.
            warnings.simplefilter("ignore", DeprecationWarning)
            child.start()
        theirs.close()
        children.append((child, ours))
    try:
        extremes.split(0, processes)
        least, most = extremes.search(progress)
        for _, ours in children:
            found = ours.recv()
            if isinstance(found, SolverFailed):
                raise found
            least, most = _merged((least, most), found)
        return least, most
    finally:
        for child, ours in children:
            ours.close()
            child.kill()
            child.join()


def _search(extremes: Extremes, share: int, of: int, answer: Any) -> None:
    extremes.split(share, of)
    try:
        answer.send(extremes.search())
    except SolverFailed as error:  # the parent raises it
        answer.send(error)


def _merged(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    return np.minimum(one[0], other[0]), np.maximum(one[1], other[1])
