"""Samples shared among the workers of a Dask cluster. A worker may leave or die: its samples go to the others."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from typing import Any

from processes.errors import ProcessError
from processes.uncertainty.outcomes import Evaluate, Outcome, Row, Rows, Said, Task, outcome_of

PATIENCE = 10.0  # s until an address counts as silent
AHEAD = 4  # samples handed out per thread of the cluster
_ready: dict[str, tuple[threading.Lock, Evaluate]] = {}  # of a worker: by the task's identity
_making = threading.Lock()


class ClusterSilent(ProcessError):
    """No scheduler answers at the address, or it has no workers."""


def on_dask(task: Task, rows: Rows, address: str, say: Said | None = None) -> Iterator[Outcome]:
    """Outcomes as they come from the cluster whose scheduler listens at ``address`` (tcp://HOST:PORT).

    The numbers are those of one process: a sample is the same computation wherever it runs. What a lost worker had at
    work is computed again elsewhere; a sample that ended several workers is a failure of that sample. The workers need
    this package in the same version. Raises ClusterSilent.
    """
    client = _client(address)
    try:
        if say:
            say(f"dask: {_width(client)} threads at {address}")
        # a task of its own and no scattered data: the scheduler can make it again when the worker that had it is lost
        sent = client.submit(pickle.loads, pickle.dumps(task), key=f"biofab-task-{task.identity()}", pure=True)
        yield from _gathered(client, sent, task.identity(), rows)
    finally:
        client.close()


def _client(address: str) -> Any:
    import distributed

    connect: Any = distributed.Client  # its methods carry no types
    try:
        client = connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ClusterSilent(
            f"{address}: no Dask scheduler answers ({said}); start one with 'dask scheduler' and give its address as "
            "tcp://HOST:PORT"
        ) from None
    if not _width(client):
        client.close()
        raise ClusterSilent(f"{address}: the Dask scheduler has no workers; start one with 'dask worker {address}'")
    return client


def _width(client: Any) -> int:
    return int(sum(client.nthreads().values()))


def _gathered(client: Any, sent: Any, identity: str, rows: Rows) -> Iterator[Outcome]:
    import distributed

    as_completed: Any = distributed.as_completed
    waiting = list(rows.items())
    ahead = AHEAD * _width(client)

    def submit(index: int, row: Row) -> Any:
        return client.submit(_one, sent, identity, index, dict(row), key=f"biofab-{identity[:16]}-{index}", pure=False)

    numbers = {}
    for index, row in waiting[:ahead]:
        numbers[submit(index, row)] = index
    del waiting[:ahead]
    done = as_completed(list(numbers), loop=client.loop)
    for future in done:
        index = numbers.pop(future)
        error = future.exception()
        yield future.result() if error is None else Outcome(index, None, f"{type(error).__name__}: {error}")
        if waiting:
            index, row = waiting.pop(0)
            more = submit(index, row)
            numbers[more] = index
            done.add(more)


def _one(task: Task, identity: str, index: int, row: Row) -> Outcome:
    """On a worker: its threads take turns, a compiled model answers one question at a time."""
    with _making:
        if identity not in _ready:
            _ready.clear()  # of an earlier question
            _ready[identity] = threading.Lock(), task.prepared()
        lock, evaluate = _ready[identity]
    with lock:
        return outcome_of(evaluate, index, row)
