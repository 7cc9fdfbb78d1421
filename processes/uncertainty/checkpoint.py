"""What is done of a long run, sample by sample on disk: an interrupted run goes on, and ends with the same numbers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from processes.errors import ProcessError
from processes.uncertainty.outcomes import Outcome

FORMAT = 1


class CheckpointOfAnother(ProcessError):
    """The file holds samples of another question, or no samples at all."""


class Checkpoint:
    """A file of one line per sample, written through to the disk as each is done.

    ``question``: plain data that the numbers follow from; a file with another one is refused. A line that was cut off
    by the end of its process is taken away, and its sample computed again. ``done``: outcomes by number.
    """

    def __init__(self, path: Path, question: Mapping[str, Any]) -> None:
        self.path = path
        self.done: dict[int, Outcome] = {}
        self._head = {"format": FORMAT, "question": json.loads(json.dumps(question))}
        whole = self._read() if path.is_file() else 0
        self._file = path.open("ab")
        self._file.truncate(whole)
        if not whole:
            self._write(self._head)

    def append(self, outcome: Outcome) -> None:
        """One more sample, on the disk when this returns."""
        self._write(outcome.to_dict())
        self.done[outcome.index] = outcome

    def close(self) -> None:
        """The file is whole at any time; this gives it back."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, data: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(data, ensure_ascii=False, allow_nan=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self) -> int:
        """Takes in the whole lines; returns how many bytes they are."""
        whole = 0
        for number, line in enumerate(self.path.read_bytes().splitlines(keepends=True)):
            try:
                data = json.loads(line)
                if not line.endswith(b"\n"):
                    break
                if number:
                    outcome = Outcome.from_dict(data)
                    self.done[outcome.index] = outcome
            except (ValueError, KeyError, TypeError, AttributeError):
                break
            if number == 0:
                self._same(data)
            whole += len(line)
        return whole

    def _same(self, head: Any) -> None:
        if head == self._head:
            return
        asked, found = self._head["question"], head.get("question", {}) if isinstance(head, dict) else {}
        other = [name for name in asked if not isinstance(found, dict) or found.get(name) != asked[name]]
        raise CheckpointOfAnother(
            f"{self.path}: holds samples of another question ({', '.join(other) or 'format'} differ); ask the same one "
            "again, or give another folder"
        )
