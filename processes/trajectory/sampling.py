"""One problem optimised for many parameter sets: compiled once in each process, every solve warm-started."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence

import numpy as np

from processes.trajectory.errors import ProblemInvalid
from processes.trajectory.mesh import Array
from processes.trajectory.optimise import Optimiser

_worker: Optimiser | None = None


def sample(optimiser: Optimiser, samples: Sequence[Mapping[str, float]], processes: int = 1) -> Array:
    """(samples,) optimal objective for each set of parameters or limits by name; nan where no trajectory was found.

    Starts are the optimiser's best plan, for every sample, so that the order does not matter. Objectives are those of
    the collocation on the present mesh. Processes are forked where the system can; each compiles for itself once.
    """
    if processes < 1:
        raise ProblemInvalid(f"{processes} processes; expected 1 or more")
    if processes == 1 or len(samples) < 2:
        return np.array([_one(optimiser, changes) for changes in samples])
    global _worker
    _worker = optimiser
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            return np.array(pool.map(_in_process, samples, chunksize=max(1, len(samples) // (4 * processes))))
    finally:
        _worker = None


def _in_process(changes: Mapping[str, float]) -> float:
    if _worker is None:
        raise RuntimeError("a worker without its optimiser")
    return _one(_worker, changes)


def _one(optimiser: Optimiser, changes: Mapping[str, float]) -> float:
    collocated, solve = optimiser.present()
    found = collocated.solve(solve.result, changes, warm=True, iterations=100)
    if not found.success:
        found = collocated.solve(solve.path, changes)
    return found.result.objective if found.success else float("nan")
