"""Runs a task over many samples: here, in processes or on a cluster, from where an earlier run was broken off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from processes.errors import OutOfRange
from processes.uncertainty.checkpoint import Checkpoint
from processes.uncertainty.outcomes import Outcome, Rows, Said, Task, one_by_one

Progress = Callable[[int, int], None]  # samples done, of how many


@dataclass(frozen=True)
class Where:
    """Where samples are computed: a Dask scheduler's address, else processes of this machine; 1 is this process."""

    processes: int = 1
    dask: str | None = None

    def __post_init__(self) -> None:
        if self.processes < 1:
            raise OutOfRange(f"{self.processes} processes; expected 1 or more")

    def outcomes(self, task: Task, rows: Rows, say: Said | None = None) -> Iterator[Outcome]:
        """Outcomes of the samples in the order in which they come."""
        if self.dask is not None:
            from processes.uncertainty.dask_cluster import on_dask

            return on_dask(task, rows, self.dask, say)
        if self.processes > 1 and len(rows) > 1:
            from processes.uncertainty.parallel import in_processes

            return in_processes(task, rows, self.processes, say)
        return one_by_one(task.prepared(), rows)


def run(
    task: Task,
    rows: Rows,
    where: Where | None = None,
    checkpoint: Checkpoint | None = None,
    progress: Progress | None = None,
    say: Said | None = None,
) -> list[Outcome]:
    """The outcome of every sample, by rising number: the same whatever ``where`` is, and however often it was resumed.

    What the checkpoint holds already is taken from it; what is new is in it as soon as it is done.
    """
    kept = {} if checkpoint is None else checkpoint.done
    done = {index: kept[index] for index in rows if index in kept}
    left = {index: row for index, row in rows.items() if index not in done}
    if progress and done:
        progress(len(done), len(rows))
    for outcome in (where or Where()).outcomes(task, left, say) if left else ():
        done[outcome.index] = outcome
        if checkpoint is not None:
            checkpoint.append(outcome)
        if progress:
            progress(len(done), len(rows))
    return [done[index] for index in sorted(done)]
