"""What every benchmark gives: rows with ours, the peer's, their ratio and the least that is promised."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One task. ``ratio`` is better when larger, whatever the unit; ``floor`` is the least that is promised.

    ``difference`` is the relative difference of the two answers, where both give one.
    """

    task: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str | None = None
    ratio: float | None = None
    floor: float | None = None
    difference: float | None = None

    @property
    def passed(self) -> bool:
        """Whether what is promised is kept; a row without a floor promises nothing."""
        return self.floor is None or (self.ratio is not None and self.ratio >= self.floor)

    def __str__(self) -> str:
        line = f"  {self.task:<40} {self.ours:>10.4g} {self.unit:<6}"
        if self.ratio is not None:
            line += f" {self.peer_name} {self.peer:.4g} {self.unit}, ratio {self.ratio:.3g}"
        if self.floor is not None:
            line += f", floor {self.floor:g}{'' if self.passed else '  UNDER ITS FLOOR'}"
        return line


def less_is_better(task: str, ours: float, peer: float, peer_name: str, unit: str, floor: float | None = None) -> Row:
    """A row for times and costs: ratio = peer ÷ ours. For an absolute target ``peer_name`` is ``target``."""
    if not ours > 0:
        raise ValueError(f"{task}: expected a measurement above 0 {unit}, not {ours:g}")
    return Row(task, ours, unit, peer, peer_name, ratio=peer / ours, floor=floor)


def more_is_better(task: str, ours: float, peer: float, peer_name: str, unit: str, floor: float | None = None) -> Row:
    """A row for rates: ratio = ours ÷ peer. For an absolute target ``peer_name`` is ``target``."""
    if not peer > 0:
        raise ValueError(f"{task}: expected a peer above 0 {unit}, not {peer:g}")
    return Row(task, ours, unit, peer, peer_name, ratio=ours / peer, floor=floor)


@dataclass(frozen=True)
class Result:
    """One benchmark's rows and the machine they were measured on."""

    name: str
    rows: tuple[Row, ...]
    machine: dict[str, Any] = field(default_factory=lambda: machine())

    def to_dict(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {"name": self.name, "machine": self.machine, "rows": [asdict(row) for row in self.rows]}

    def failures(self) -> list[Row]:
        """Rows under their floor."""
        return [row for row in self.rows if not row.passed]

    def to_text(self) -> str:
        """A table for a reader."""
        lines = [f"{self.name} on {self.machine['processor']}, {self.machine['cores']} cores, {self.machine['python']}"]
        lines += [str(row) for row in self.rows]
        return "\n".join(lines)


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "processor": next(_processors(), platform.machine()),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def _processors() -> Iterator[str]:
    path = Path("/proc/cpuinfo")
    if path.is_file():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                yield line.partition(":")[2].strip()
