"""Asks the command line in this process, with folders of its own for cards and models that are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from biofab.cli.main import main


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The object on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The one line of an error."""
        (line,) = [one for one in self.err.splitlines() if one.startswith("error: ")]
        return line.removeprefix("error: ")


Ask = Callable[..., Answer]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """``ask("growth", "--json")``: one command of ``biofab strain``, run in an empty folder."""
    monkeypatch.setenv("BIOFAB_HOSTS", str(tmp_path / "hosts"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Answer:
        capsys.readouterr()
        code = main(["strain", *map(str, arguments)])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return run


@pytest.fixture(scope="session")
def core_file() -> Path:
    """The core model of E. coli as SBML."""
    from strains.models.model import model_path

    return model_path("cobra:textbook")
