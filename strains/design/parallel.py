"""Independent searches shared among processes, where the system can fork; answers come in the order of the jobs."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import TypeVar, cast

Answer = TypeVar("Answer")
Job = Callable[[Callable[[], None]], Answer]  # is given a function to call at each step


def run_jobs(jobs: Sequence[Job[Answer]], processes: int, step: Callable[[], None]) -> list[Answer]:
    """Answers of ``jobs``; ``step`` is called here, in the calling process, whenever a job takes a step."""
    if processes <= 1 or len(jobs) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [job(step) for job in jobs]
    answers: dict[int, Answer] = {}
    running: dict[Connection, tuple[int, multiprocessing.process.BaseProcess]] = {}
    waiting = list(enumerate(jobs))
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                number, job = waiting.pop(0)
                running.update(_start(number, job))
            for ready in cast("list[Connection]", wait(list(running))):
                number, child = running[ready]
                message = _message(ready)
                if message is None:
                    step()
                    continue
                del running[ready]
                child.join()
                if isinstance(message[0], BaseException):
                    raise message[0]
                answers[number] = cast("Answer", message[0])
    finally:
        for _, child in running.values():
            child.kill()
            child.join()
    return [answers[number] for number in range(len(jobs))]


def _start(number: int, job: Job[Answer]) -> dict[Connection, tuple[int, multiprocessing.process.BaseProcess]]:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(job, theirs), daemon=True)
    with warnings.catch_warnings():
        # The child calls nothing but the simplex and numpy on its own copy: no lock of another thread is met.
        warnings.simplefilter("ignore", DeprecationWarning)
        child.start()
    theirs.close()
    return {ours: (number, child)}


def _work(job: Job[Answer], pipe: Connection) -> None:
    try:
        pipe.send((job(lambda: pipe.send(None)),))
    except KeyboardInterrupt:
        return  # the caller was interrupted too, and says so
    except Exception as error:
        pipe.send((error,))


def _message(pipe: Connection) -> tuple[object] | None:
    try:
        return cast("tuple[object] | None", pipe.recv())
    except EOFError:
        return (RuntimeError("a process of the search ended without an answer; run with processes=1 to see why"),)
