"""Monte Carlo with the dynamic optimisation inside, two processes: the compiled model against a new one per sample.

Both solve the same samples from the same plan in two processes of their own; the peer builds its model for each sample
anew, as a loop over Pyomo models does. It is asked for some of the samples, and each of them is timed in full; the
start of the processes is counted on both sides, over the same number of samples. ``difference`` is the largest relative
difference of a cost that both have.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.harness import Row, less_is_better
from biofab.organism import organism_of
from biofab.planner import Planner
from biofab.study import default_study
from processes.optimise import Optimiser
from processes.uncertainty.numbers import spreads
from processes.uncertainty.outcomes import Evaluate, Outcome, Rows, Task
from processes.uncertainty.running import Where, run
from processes.uncertainty.sampling import samples
from processes.uncertainty.tasks import Replanned

SAMPLES, PEER_SAMPLES, PROCESSES, FLOOR = 200, 24, 2, 8.0


@dataclass(frozen=True)
class Rebuilt:
    """The same question with a model of its own for each sample."""

    task: Replanned

    def prepared(self) -> Evaluate:
        """Builds at each call."""
        return lambda row: self.task.on(Optimiser(self.task.nominal.problem, self.task.mesh))(row)

    def identity(self) -> str:
        """Of the question that is rebuilt."""
        return f"rebuilt-{self.task.identity()}"


def measure(quick: bool) -> list[Row]:
    """The row; ``quick``: few samples, floor not judged."""
    planner = Planner(default_study(), organism_of(default_study()))
    solution = planner.solution("production", "cost")
    task = Replanned.of(planner.optimiser, solution)
    count, asked = (16, 4) if quick else (SAMPLES, PEER_SAMPLES)
    drawn = samples(spreads(solution.problem), count, seed=1)
    rows = {index: drawn.row(index) for index in range(count)}
    ours, answers = _timed(task, rows)
    some = {index: rows[index] for index in range(asked)}
    start, _ = _timed(Rebuilt(task), {0: rows[0], 1: rows[1]})
    peer, others = _timed(Rebuilt(task), some)
    # what two samples take is the start of the processes and one sample each; the rest is per sample
    each = (peer - start) / max(asked - PROCESSES, 1)
    whole = start + each * (count - PROCESSES)
    title = f"{count} samples with the dynamic optimisation inside, {PROCESSES} processes"
    row = less_is_better(title, ours, whole, f"rebuilding in each ({asked} timed)", "s", None if quick else FLOOR)
    return [replace(row, difference=_furthest(answers, others))]


def _timed(task: Task, rows: Rows) -> tuple[float, Sequence[Outcome]]:
    since = time.perf_counter()
    found = run(task, rows, Where(PROCESSES))
    return time.perf_counter() - since, found


def _furthest(ours: Sequence[Outcome], others: Sequence[Outcome]) -> float:
    known = {one.index: one.figures["cost"] for one in ours if one.figures is not None}
    return max(
        (abs(known[one.index] / one.figures["cost"] - 1.0) for one in others if one.figures and one.index in known),
        default=0.0,
    )
