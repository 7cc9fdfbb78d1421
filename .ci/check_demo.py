"""Checks what ``biofab demo --json`` printed: ``python .ci/check_demo.py FILE``. Exit 1 says what is wrong."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

NUMBERS = ("titre_g_per_l", "productivity_g_per_l_h", "yield_g_per_g", "cost_usd_per_kg")
OTHERS = ("limited_by", "pareto", "recheck", "record", "estimate", "report")
LEAST_POINTS = 8
RECHECK = 0.005  # relative difference of the plan from the simulation with the whole genome-scale model

# What makes a browser fetch something: a loading element with an address, or a style sheet that names one.
_LOADS = re.compile(
    r"""<(?:script|link|img|iframe|source|video|audio|object|embed|use|image)\b[^>]*"""
    r"""\b(?:src|href|data|srcset)\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|url\(\s*["']?\s*(?:https?:)?//|@import\s|\bfetch\(|XMLHttpRequest|WebSocket""",
    re.IGNORECASE,
)


def wrongs(demo: dict[str, Any]) -> Iterator[str]:
    """Everything that is wrong with the object, one sentence each."""
    missing = [key for key in (*NUMBERS, *OTHERS) if key not in demo]
    if missing:
        yield f"keys are missing: {', '.join(missing)}"
        return
    for key in NUMBERS:
        if not (isinstance(demo[key], int | float) and math.isfinite(demo[key]) and demo[key] > 0):
            yield f"{key}: expected a number above 0, not {demo[key]!r}"
    if not demo["limited_by"]:
        yield "limited_by: is empty"
    yield from _pareto(demo["pareto"])
    for key in ("titre", "productivity", "yield"):
        if not abs(demo["recheck"][key]) <= RECHECK:
            yield f"recheck.{key}: {demo['recheck'][key]} is beyond {RECHECK}"
    yield from _record(demo["record"])
    for name, parameter in demo["estimate"].items():
        absent = {"value", "unit", "ci95", "truth"} - set(parameter)
        if absent:
            yield f"estimate.{name}: keys are missing: {', '.join(sorted(absent))}"
    yield from _report(Path(demo["report"]))


def _pareto(points: list[dict[str, float]]) -> Iterator[str]:
    if len(points) < LEAST_POINTS:
        yield f"pareto: {len(points)} points; expected at least {LEAST_POINTS}"
    front = sorted((point["productivity_g_per_l_h"], point["cost_usd_per_kg"]) for point in points)
    for (rate, cost), (faster, dearer) in pairwise(front):
        if not (faster > rate and dearer > cost):
            yield f"pareto: ({rate}, {cost}) and ({faster}, {dearer}): one dominates the other, or they are the same"


def _record(record: dict[str, int] | None) -> Iterator[str]:
    if record is None:
        yield "record: is null; the stored record was not compared with the server's history"
        return
    for key in ("missing", "duplicated"):
        if record[key] != 0:
            yield f"record.{key}: {record[key]}; expected 0"
    if not record["samples"] > 0 or record["samples"] != record["server_history"]:
        yield f"record: {record['samples']} samples, {record['server_history']} in the server's history"


def _report(path: Path) -> Iterator[str]:
    if not path.is_file():
        yield f"report: {path}: no such file"
        return
    found = _LOADS.search(path.read_text(encoding="utf-8"))
    if found:
        yield f"report: asks for something from outside: {found.group()[:120]}"


def main() -> int:
    """Prints what is wrong; returns the exit code."""
    demo = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = list(wrongs(demo))
    for wrong in found:
        sys.stderr.write(f"demo: {wrong}\n")
    sys.stdout.write(f"demo: {'wrong' if found else 'all as promised'}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
