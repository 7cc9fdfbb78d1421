"""Tasks that other processes can import too."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

TASKS = Path(__file__).parent / "data"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of quick tasks, on the path of this process and of those that it starts."""
    monkeypatch.syspath_prepend(TASKS)
    return importlib.import_module("quick_tasks")
