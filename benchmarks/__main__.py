"""``python -m benchmarks NAME [--json] [--quick]``: exit 1 when a row is under its floor (never with --quick)."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness import Result

_NO_BENCHMARKS = {"__init__", "__main__", "harness"}


def names() -> list[str]:
    """The benchmarks there are: a module with a ``measure(quick)`` is one."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in _NO_BENCHMARKS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ours and a peer on the same work.")
    parser.add_argument("name", choices=names())
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--quick", action="store_true", help="small sizes, floors not judged")
    given = parser.parse_args(arguments)
    rows = []
    for row in importlib.import_module(f"benchmarks.{given.name}").measure(given.quick):
        print(row, file=sys.stderr, flush=True)  # some take minutes
        rows.append(row)
    result = Result(given.name, tuple(rows))
    print(json.dumps(result.to_dict(), indent=2, allow_nan=False) if given.json else result.to_text())
    return 1 if result.failures() and not given.quick else 0


if __name__ == "__main__":
    sys.exit(main())
