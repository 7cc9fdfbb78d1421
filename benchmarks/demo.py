"""Where the seconds of the demo go, step by step. The total is held against two minutes; the steps have no floor."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.harness import Row, less_is_better
from biofab.progress import Lines

TARGET = 120.0  # s, on two cores
SEED = 1


def measure(quick: bool) -> list[Row]:
    """Runs the demo once in a temporary folder. ``quick`` changes nothing: the demo has one size."""
    del quick
    from biofab.demo import run_demo

    with tempfile.TemporaryDirectory(prefix="biofab-demo-") as folder:
        since = time.perf_counter()
        with Lines() as progress:
            run_demo(Path(folder) / "run", SEED, None, progress)
        total = time.perf_counter() - since
    rows = [Row(step, seconds, "s") for step, seconds in progress.seconds.items()]
    return [*rows, less_is_better("total", total, TARGET, "target", "s", floor=1.0)]
