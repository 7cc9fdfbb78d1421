"""Samples shared among processes of this machine. Each starts afresh, builds what it needs once, and can be lost."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from processes.uncertainty.outcomes import Evaluate, Outcome, Row, Rows, Said, Task, outcome_of

AHEAD = 2  # samples handed out per process: one at work, one waiting
_here: dict[str, Evaluate] = {}  # of a worker process: its task, ready to run


def in_processes(task: Task, rows: Rows, processes: int, say: Said | None = None) -> Iterator[Outcome]:
    """Outcomes as they come, from ``processes`` processes; the numbers do not depend on how many there are.

    A process that dies loses nothing: its samples are computed again, one at a time, and a sample that kills its
    process a second time is a failure of that sample.
    """
    left = dict(rows)
    while left:
        suspects: dict[int, Row] = {}
        for item in _pooled(task, left, processes):
            if isinstance(item, Outcome):
                del left[item.index]
                yield item
            else:
                suspects = item
        if say and suspects:
            say(f"a process ended without an answer: its samples ({_list(suspects)}) are computed again, one at a time")
        for index, row in suspects.items():
            del left[index]
            (answer,) = _pooled(task, {index: row}, 1)
            yield (
                answer
                if isinstance(answer, Outcome)
                else Outcome(index, None, "ProcessLost: it ended its process twice")
            )


def _list(indices: dict[int, Row]) -> str:
    return ", ".join(map(str, sorted(indices)))


def _pooled(task: Task, rows: Rows, processes: int) -> Iterator[Outcome | dict[int, Row]]:
    """Outcomes until all are there, or until a process dies: then last the samples that were handed out."""
    context = multiprocessing.get_context("spawn")  # a forked copy would inherit locks of the solver's threads
    pool = ProcessPoolExecutor(min(processes, len(rows)), mp_context=context, initializer=_begin, initargs=(task,))
    waiting, given = list(rows.items()), dict[Future[Outcome], tuple[int, Row]]()
    try:
        while waiting or given:
            with _deaf_to_interrupts():
                while waiting and len(given) < AHEAD * processes:
                    index, row = waiting.pop(0)
                    given[pool.submit(_one, index, row)] = index, row
            for future in wait(given, return_when=FIRST_COMPLETED).done:
                outcome = future.result()
                del given[future]
                yield outcome
    except BrokenProcessPool:
        yield dict(given.values())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(task: Task) -> None:
    """In a new process: Ctrl-C is the first process's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here["task"] = task.prepared()


def _one(index: int, row: Row) -> Outcome:
    return outcome_of(_here["task"], index, row)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """While processes start: they inherit it, so that Ctrl-C does not end one of them in the middle of an import."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
