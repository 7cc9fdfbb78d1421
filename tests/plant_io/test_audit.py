"""The audit trail keeps every row, and a changed byte is found and placed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plant_io.audit import Audit, Entry, verify
from plant_io.errors import AuditError

ROWS = 12


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    path = tmp_path / "audit.sqlite"
    with Audit(path) as audit:
        for number in range(ROWS):
            audit.record(Entry("intent", "operator", "Ada", "F-301.FeedSetpoint", number / 3, f"step {number}", "tést"))
    return path


def test_a_whole_trail(trail: Path) -> None:
    with Audit(trail) as audit:
        rows, head = audit.rows(), audit.head()
    assert [row.number for row in rows] == list(range(1, ROWS + 1))
    assert rows[3].value == 1.0
    verdict = verify(trail, head)
    assert verdict.whole
    assert (verdict.rows, verdict.head) == (ROWS, rows[-1].hash)


def test_rows_cannot_be_changed_through_the_base(trail: Path) -> None:
    base = sqlite3.connect(trail)
    for statement in ("UPDATE audit SET reason = 'x' WHERE number = 3", "DELETE FROM audit WHERE number = 3"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            base.execute(statement)
    base.close()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_any_flipped_byte_of_a_row_is_found_and_placed(trail: Path, data: st.DataObject) -> None:
    """Every byte of every field of a row: found in the file by the row's own text."""
    content = bytearray(trail.read_bytes())
    with Audit(trail) as audit:
        row = data.draw(st.sampled_from(audit.rows()))
    text = "".join((row.time, row.event, row.role, row.name, row.tag)).encode()
    start = content.find(text)
    assert start > 0, "the fields of a row stand one after the other"
    end = content.find(row.hash.encode(), start) + 64
    place = data.draw(st.integers(start, end - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    damaged = trail.with_name("damaged.sqlite")
    damaged.write_bytes(content)
    verdict = verify(damaged)
    assert verdict.broken == row.number
    assert verdict.rows == row.number - 1


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(data=st.data())
def test_no_flipped_byte_of_the_file_gives_another_trail(trail: Path, data: st.DataObject) -> None:
    """Bytes that hold no row may change nothing; none may change a row unnoticed."""
    content = bytearray(trail.read_bytes())
    with Audit(trail) as audit:
        before, head = audit.rows(), audit.head()
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    damaged = trail.with_name("damaged.sqlite")
    damaged.write_bytes(content)
    verdict = verify(damaged, head)
    if verdict.whole:
        assert verdict.rows == len(before)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET value = 99 WHERE number = 5", 5),
        ("UPDATE audit SET time = '2020' WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 7", 7),
        ("UPDATE audit SET number = 100 WHERE number = 12", 12),
    ],
)
def test_changed_and_removed_rows_are_placed(trail: Path, statement: str, broken: int) -> None:
    _force(trail, statement)
    assert verify(trail).broken == broken


def test_rows_cut_off_at_the_end_need_the_head(trail: Path) -> None:
    with Audit(trail) as audit:
        head = audit.head()
    _force(trail, "DELETE FROM audit WHERE number > 10")
    assert verify(trail).whole
    verdict = verify(trail, head)
    assert verdict.broken == 11
    assert "missing at the end" in verdict.why


def test_a_head_that_cannot_be_read_is_told(trail: Path) -> None:
    with Audit(trail) as audit:
        base = sqlite3.connect(trail)
        base.execute("DROP TABLE audit")
        base.close()
        with pytest.raises(AuditError, match="cannot be read"):
            audit.head()


def test_the_trail_is_continued(trail: Path) -> None:
    with Audit(trail) as audit:
        assert audit.record(Entry("done", "operator", "Ada")).number == ROWS + 1
    assert verify(trail).rows == ROWS + 1


def test_no_trail_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="no such audit trail"):
        verify(tmp_path / "none.sqlite")
    with pytest.raises(AuditError, match="cannot be opened"):
        Audit(tmp_path / "no folder" / "audit.sqlite")


def _force(path: Path, statement: str) -> None:
    """What someone with the file in hand could do."""
    base = sqlite3.connect(path)
    base.executescript(f"DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; {statement};")
    base.close()
