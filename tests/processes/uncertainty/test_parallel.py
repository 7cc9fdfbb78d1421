from __future__ import annotations

from pathlib import Path
from types import ModuleType

from processes.uncertainty.parallel import in_processes
from processes.uncertainty.running import Where, run

ROWS = {i: {"a": float(i), "b": 0.1 * i} for i in range(12)}


def test_numbers_do_not_depend_on_the_number_of_processes(quick: ModuleType) -> None:
    alone = run(quick.Line(broken=9.0), ROWS)
    assert run(quick.Line(broken=9.0), ROWS, Where(2)) == alone
    assert [one.index for one in alone] == list(ROWS)
    assert [one.failure for one in alone if one.figures is None] == [
        "ValueError: a of 10 is too much",
        "ValueError: a of 11 is too much",
    ]


def test_a_process_that_dies_loses_nothing(quick: ModuleType, tmp_path: Path) -> None:
    said: list[str] = []
    found = run(quick.Deadly(4.0, str(tmp_path / "died")), ROWS, Where(2), say=said.append)
    assert found == run(quick.Line(), ROWS)
    assert len(said) == 1
    assert "computed again" in said[0]


def test_a_sample_that_kills_its_process_twice_is_its_own_failure(quick: ModuleType) -> None:
    found = {one.index: one for one in in_processes(quick.Deadly(4.0), ROWS, 2)}
    assert sorted(found) == list(ROWS)
    assert "twice" in (found[4].failure or "")
    assert [index for index, one in found.items() if one.figures is None] == [4]
