"""The code of the how-to runs, in its order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "solve-your-own-process.md"


def test_every_block_runs_and_says_something(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 6
    for block in blocks:
        exec(block, names)
        assert capsys.readouterr().out.strip(), block
