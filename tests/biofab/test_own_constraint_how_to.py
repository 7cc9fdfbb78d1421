"""The how-to on constraints of one's own: its command and its code run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from biofab.cli.main import main

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-your-own-constraint.md"


@pytest.mark.slow
def test_command_and_code_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HOW_TO.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^    biofab (.+)$", text, re.MULTILINE)
    assert commands == ["init mystudy"]
    assert main(commands[0].split()) == 0
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    names: dict[str, object] = {}
    exec(compile(code[1], str(HOW_TO), "exec"), names)
    told = capsys.readouterr().out
    before, after = map(float, re.findall(r"([\d.]+) -> ([\d.]+) USD/kg", told)[0])
    assert after > before
