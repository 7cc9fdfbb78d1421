"""Every command of the how-to runs, in its order."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "ask-a-strain.md"
LINES = [line.strip() for line in HOW_TO.read_text().splitlines() if line.startswith("    biofab strain ")]
NO_GROWTH = "--knock-out b0720"


def test_every_command_of_the_how_to_runs(ask, core_file: Path, tmp_path: Path):
    shutil.copy(core_file, tmp_path / "mymodel.xml.gz")
    assert len(LINES) > 20
    for line in LINES:
        answer = ask(*shlex.split(line, comments=True)[2:])
        assert answer.code == 0, f"{line}\n{answer.err}"
        assert answer.out
        assert ("no growth" in answer.out) == (NO_GROWTH in line), line
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {"mymodel.xml.gz", "ranges.html", "map.svg", "run.png", "check.html", "hosts"}


def test_the_how_to_names_no_option_that_is_not_there(ask):
    for line in LINES:
        words = shlex.split(line, comments=True)
        text = ask(words[2], "--help").out
        for word in words[3:]:
            assert not word.startswith("--") or word in text, line
