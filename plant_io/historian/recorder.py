"""The sink of a collector: journals what arrives, and begins a new journal when one is long enough."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from plant_io.errors import HistorianError
from plant_io.historian.journal import Journal
from plant_io.historian.reader import extent
from plant_io.historian.segments import journal_path, layout, seal, seal_all
from plant_io.sample import Sample

ROWS = 500_000  # of a journal: about 25 MB, sealed in about a second


class Recorder:
    """Continues the record in ``folder``. ``marks`` is the source time of the last sample of every tag."""

    def __init__(self, folder: Path, rows: int = ROWS) -> None:
        self.samples = 0
        self._folder = folder
        self._rows = rows
        seal_all(folder)
        before = extent(folder)
        self.marks: dict[str, datetime] = dict(before.marks)
        self._journal = self._begin(before.last_sequence + 1)

    def take(self, samples: list[Sample]) -> None:
        """Put samples on the disk. Raises HistorianError; then none of them is recorded."""
        self._journal.append(samples)
        self.samples += len(samples)
        for sample in samples:
            self.marks[sample.tag] = sample.source_time

    def turn(self) -> Path | None:
        """When the journal is long, go on in a new one; the old one, ready to be sealed."""
        if self._journal.rows < self._rows:
            return None
        full = self._journal
        self._journal = self._begin(full.next_sequence)
        full.close()
        return full.path

    def finish(self) -> None:
        """Close and seal."""
        self._journal.close()
        seal(self._journal.path)

    def abandon(self) -> None:
        """Close without sealing; everything stays readable in the journal."""
        self._journal.close()

    def _begin(self, sequence: int) -> Journal:
        return Journal(journal_path(self._folder, layout(self._folder).next_number), sequence)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder against a second collector; the lock ends with the process. Raises HistorianError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "collector.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HistorianError(f"{folder}: another collector writes here; stop it or give another folder") from None
        yield
