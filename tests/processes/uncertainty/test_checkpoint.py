from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from processes.uncertainty.checkpoint import Checkpoint, CheckpointOfAnother
from processes.uncertainty.running import Where, run

ROWS = {i: {"a": i / 3.0, "b": 0.1 * i} for i in range(20)}
QUESTION = {"seed": 1, "what": "line"}


def test_a_broken_off_run_goes_on_to_the_same_numbers(quick: ModuleType, tmp_path: Path) -> None:
    whole = run(quick.Line(broken=6.0), ROWS)
    path = tmp_path / "samples.jsonl"

    def stop(done: int, of: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Checkpoint(path, QUESTION) as kept:
        run(quick.Line(broken=6.0), ROWS, checkpoint=kept, progress=stop)
    with path.open("ab") as file:
        file.write(b'{"index": 7, "figures": {"co')  # the process ended in the middle of a line
    seen: list[int] = []
    with Checkpoint(path, QUESTION) as kept:
        assert len(kept.done) == 7
        again = run(quick.Line(broken=6.0), ROWS, Where(2), kept, lambda done, of: seen.append(done))
    assert again == whole
    assert seen[0] == 7
    assert len(seen) == 14
    with Checkpoint(path, QUESTION) as kept:
        assert run(quick.Deadly(0.0), ROWS, checkpoint=kept) == whole  # nothing is computed: it would end this process


def test_samples_of_another_question_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    Checkpoint(path, QUESTION).close()
    with pytest.raises(CheckpointOfAnother, match="seed differ"):
        Checkpoint(path, QUESTION | {"seed": 2})
