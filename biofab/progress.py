"""Progress of a long computation, on stderr, with the seconds that every step took."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichBar
    from rich.progress import TaskID


class Progress(Protocol):
    """Told by a computation what it does. Used as a context, so that a bar is taken down whatever happens."""

    seconds: dict[str, float]

    def step(self, name: str) -> None:
        """Ends the step before and begins the next."""

    def end(self) -> None:
        """Ends the step; its seconds can be read then."""

    def advance(self, fraction: float) -> None:
        """Tells how much of the step is done, 0 to 1."""

    def say(self, text: str) -> None:
        """One line for the reader."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Silent:
    """Shows nothing and keeps the seconds per step; a step that comes again adds to its seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._current: str | None = None
        self._since = 0.0

    def step(self, name: str) -> None:
        """Ends the step before and begins the next."""
        self._close()
        self._current = name
        self._since = time.perf_counter()

    def end(self) -> None:
        """Ends the step; its seconds can be read then."""
        self._close()

    def advance(self, fraction: float) -> None:
        """Nothing to show."""

    def say(self, text: str) -> None:
        """Nothing to show."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(_how(kind))

    def _close(self, ended: str = "") -> None:
        if self._current is not None:
            took = time.perf_counter() - self._since
            self.seconds[self._current] = self.seconds.get(self._current, 0.0) + took
            self._ended(self._current, took, ended)
        self._current = None

    def _ended(self, name: str, took: float, ended: str) -> None:
        """Shows that a step took so many seconds, and how it ``ended`` where it did not come to its end."""


class Lines(Silent):
    """Plain lines, for a log file or a pipe: the step when it begins, its seconds when it ends."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._stream = stream if stream is not None else sys.stderr

    def step(self, name: str) -> None:
        """Ends the step before and begins the next."""
        super().step(name)
        self.say(f"{name} ...")

    def say(self, text: str) -> None:
        """One line on the stream."""
        print(text, file=self._stream, flush=True)

    def _ended(self, name: str, took: float, ended: str) -> None:
        self.say(f"{name}: {ended} after {took:.1f} s" if ended else f"{name}: {took:.1f} s")


class Bar(Silent):
    """A bar per step on a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._bar = _rich_bar(stream if stream is not None else sys.stderr)
        self._task: TaskID | None = None

    def step(self, name: str) -> None:
        """Ends the step before and begins the next."""
        super().step(name)
        self._task = self._bar.add_task(name, total=None)

    def advance(self, fraction: float) -> None:
        """Tells how much of the step is done, 0 to 1."""
        if self._task is not None:
            self._bar.update(self._task, total=1.0, completed=min(max(fraction, 0.0), 1.0))

    def say(self, text: str) -> None:
        """One line above the bars."""
        self._bar.console.print(text, markup=False, highlight=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(_how(kind))
        self._bar.stop()

    def _ended(self, name: str, took: float, ended: str) -> None:
        if self._task is not None and ended:
            self._bar.update(self._task, description=f"{name}: {ended} after {took:.1f} s")
        elif self._task is not None:
            self._bar.update(self._task, total=1.0, completed=1.0)
        self._task = None


def _how(kind: type[BaseException] | None) -> str:
    """How a step ended that an error or the user broke off; empty for one that came to its end."""
    if kind is None:
        return ""
    return "interrupted" if issubclass(kind, KeyboardInterrupt) else "failed"


def terminal_progress(stream: TextIO | None = None) -> Progress:
    """A bar where stderr is a terminal, plain lines elsewhere."""
    out = stream if stream is not None else sys.stderr
    return Bar(out) if out.isatty() else Lines(out)


def _rich_bar(stream: TextIO) -> RichBar:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichBar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return RichBar(*columns, console=Console(file=stream))
