"""The audit trail: an append-only table in which every row holds the hash of the row before.

A changed, removed or inserted row breaks the chain at its place. Whoever can write the whole file can rewrite the whole
chain, and rows cut off at the end leave no trace inside: keep ``head()`` somewhere else, and give it to ``verify``, to
notice both.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from plant_io.errors import AuditError

_FIRST = "0" * 64
_TABLE = """
CREATE TABLE IF NOT EXISTS audit (
  number INTEGER PRIMARY KEY, time TEXT NOT NULL, event TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
  tag TEXT NOT NULL, value REAL, reason TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
"""
_COLUMNS = "number, time, event, role, name, tag, value, reason, detail, previous, hash"


@dataclass(frozen=True)
class Entry:
    """One row: what happened (armed, intent, done, failed, unknown, refused, ...), who, on what, and why."""

    event: str
    role: str
    name: str
    tag: str = ""
    value: float | None = None
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Row(Entry):
    """An entry in the trail with its place, time (UTC, ISO 8601) and hash."""

    number: int = 0
    time: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Verdict:
    """``broken`` is the number of the first row that is not as it was written; None when all ``rows`` are."""

    rows: int
    broken: int | None
    why: str
    head: str

    @property
    def whole(self) -> bool:
        """Every row is as it was written."""
        return self.broken is None


class Audit:
    """An open trail. A row is on the disk when ``record`` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._base = sqlite3.connect(path, isolation_level=None, timeout=10.0)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=FULL")
            self._base.executescript(_TABLE)
        except sqlite3.Error as error:
            raise AuditError(f"{path}: the audit trail cannot be opened ({error}); give a free folder") from error

    def record(self, entry: Entry) -> Row:
        """Append an entry. Raises AuditError when it cannot be kept: then the caller must not act."""
        try:
            self._base.execute("BEGIN IMMEDIATE")
            row = self._append(entry)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise AuditError(f"{self.path}: the audit trail cannot be written ({error}); free the disk") from error
        return row

    def rows(self) -> list[Row]:
        """All rows, oldest first."""
        found = self._base.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY number").fetchall()  # noqa: S608
        return [_row(line) for line in found]

    def head(self) -> str:
        """Hash of the last row. Raises AuditError."""
        try:
            found = self._base.execute("SELECT hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
        except sqlite3.Error as error:
            raise AuditError(f"{self.path}: the audit trail cannot be read ({error}); leave it as it is") from error
        return str(found[0]) if found else _FIRST

    def close(self) -> None:
        """Close the trail."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _append(self, entry: Entry) -> Row:
        last = self._base.execute("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
        number, previous = (last[0] + 1, last[1]) if last else (1, _FIRST)
        content = (
            number,
            datetime.now(UTC).isoformat(),
            entry.event,
            entry.role,
            entry.name,
            entry.tag,
            None if entry.value is None else float(entry.value),
            entry.reason,
            entry.detail,
            previous,
        )
        line = (*content, _hash(content))
        self._base.execute(f"INSERT INTO audit ({_COLUMNS}) VALUES ({', '.join('?' * len(line))})", line)  # noqa: S608
        return _row(line)


def verify(path: Path, head: str | None = None) -> Verdict:
    """Read a trail again and check every row; ``head``, if kept elsewhere, must be the hash of the last one.

    Raises AuditError when there is no such file.
    """
    if not path.is_file():
        raise AuditError(f"{path}: there is no such audit trail")
    previous, number = _FIRST, 0
    try:
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        return Verdict(0, 1, f"cannot be opened: {error}", previous)
    try:
        base.text_factory = bytes  # a damaged text may not be UTF-8, and must still be placed
        for line in base.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY number"):  # noqa: S608
            number += 1
            fault = _fault(line, number, previous)
            if fault:
                return Verdict(number - 1, number, fault, previous)
            previous = line[-1].decode()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the second: a damaged schema in sqlite's own message
        return Verdict(number, number + 1, f"cannot be read: {error}", previous)
    finally:
        base.close()
    if head is not None and head != previous:
        return Verdict(number, number + 1, "rows are missing at the end, or the whole chain was rewritten", previous)
    return Verdict(number, None, "", previous)


def _fault(line: tuple[object, ...], number: int, previous: str) -> str:
    try:
        content = tuple(field.decode() if isinstance(field, bytes) else field for field in line)
    except UnicodeDecodeError:
        return "is not readable text"
    if content[0] != number:
        return f"expected row {number}, found row {content[0]}"
    if content[-2] != previous:
        return "does not follow from the row before"
    if content[-1] != _hash(content[:-1]):
        return "was changed after it was written"
    return ""


def _hash(content: tuple[object, ...]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _row(line: tuple[object, ...]) -> Row:
    number, time, event, role, name, tag, value, reason, detail, _, digest = line
    shown = None if value is None else float(str(value))
    return Row(
        event=str(event),
        role=str(role),
        name=str(name),
        tag=str(tag),
        value=shown,
        reason=str(reason),
        detail=str(detail),
        number=int(str(number)),
        time=str(time),
        hash=str(digest),
    )
