"""The journal: samples appended as Arrow record batches, on the disk before the call returns.

A file is the line ``MAGIC`` and then frames: length (u32, little endian), CRC-32 of the body (u32), body (one Arrow IPC
record batch of ``SAMPLES``, without the schema). The checksum tells a frame torn by a power cut, or filled with zeros
by a file system, from a whole one; reading ends there, and every frame before it is whole.
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import pyarrow as pa

from plant_io.errors import HistorianError
from plant_io.sample import SAMPLES, Sample, to_batch

MAGIC = b"biofab journal 1\n"
_FRAME = struct.Struct("<II")
_LARGEST = 1 << 28  # bytes; a longer frame was never written, its length is damaged


class Journal:
    """An open journal. Not for several threads or processes at once."""

    def __init__(self, path: Path, first_sequence: int = 1) -> None:
        self.path = path
        self.next_sequence = first_sequence
        self.rows = 0
        try:
            self._file = path.open("xb", buffering=0)
            self._write(MAGIC)
            os.fsync(self._file.fileno())
            sync_folder(path.parent)
        except OSError as error:
            raise HistorianError(f"{path}: cannot be begun ({error.strerror}); give a free folder") from error

    def append(self, samples: Sequence[Sample]) -> None:
        """Write the samples and wait until they are on the disk. Raises HistorianError; then none of them counts."""
        if not samples:
            return
        body = to_batch(samples, self.next_sequence).serialize()
        data = memoryview(body)
        end = self._file.tell()
        try:
            self._write(_FRAME.pack(len(data), zlib.crc32(data)))
            self._write(data)
            os.fsync(self._file.fileno())
        except OSError as error:
            self._undo(end)
            raise HistorianError(f"{self.path}: cannot be written ({error.strerror}); free the disk") from error
        self.next_sequence += len(samples)
        self.rows += len(samples)

    def close(self) -> None:
        """Close the file; what was appended is on the disk already."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, data: bytes | memoryview) -> None:
        """All of it: an unbuffered file may take less than it was given."""
        rest = memoryview(data)
        while len(rest):
            rest = rest[self._file.write(rest) :]

    def _undo(self, end: int) -> None:
        """Cut a frame that was not written whole, so that the next one can be read."""
        with contextlib.suppress(OSError):  # a reader stops at the torn frame; the caller is told anyway
            self._file.truncate(end)
            self._file.seek(end)


def read_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The whole batches of a journal, first to last; a torn tail is left out. Raises HistorianError: not a journal."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            if path.stat().st_size < len(MAGIC):
                return  # killed while it was begun
            raise HistorianError(f"{path}: is not a journal; expected it to begin with {MAGIC!r}")
        while len(head := file.read(_FRAME.size)) == _FRAME.size:
            length, checksum = _FRAME.unpack(head)
            body = file.read(length) if 0 < length <= _LARGEST else b""
            # No batch is empty: a length of zero, whose checksum is zero too, is a tail filled with zeros.
            if not body or len(body) != length or zlib.crc32(body) != checksum:
                return
            yield pa.ipc.read_record_batch(pa.py_buffer(body), SAMPLES)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
