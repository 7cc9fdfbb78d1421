"""Results as JSON: numbers of numpy, paths and times become what JSON knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def to_json(result: Mapping[str, Any]) -> str:
    """The object; a number that is none (nan, infinity) is an error, because JSON has no word for it."""
    return json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False, default=plain)


def plain(value: Any) -> Any:
    """Numbers and arrays of numpy, and paths, as JSON knows them."""
    if isinstance(value, Path):
        return str(value)
    for turn in ("tolist", "item", "isoformat"):
        if hasattr(value, turn):
            return getattr(value, turn)()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
