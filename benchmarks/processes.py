"""The scale-up optimiser against what else could be done: each row beside its peer, in one run."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import processes_dynamic, processes_uncertainty
from benchmarks.harness import Row


def measure(quick: bool) -> Iterator[Row]:
    """All rows; ``quick``: small meshes and few samples, floors not judged."""
    yield from processes_dynamic.measure(quick)
    yield from processes_uncertainty.measure(quick)
