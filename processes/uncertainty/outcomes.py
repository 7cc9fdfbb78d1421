"""What is asked of a sample, and its answer: figures, or the reason why there are none. None is dropped in silence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Row = Mapping[str, float]
Evaluate = Callable[[Row], dict[str, float]]
Rows = Mapping[int, Row]  # samples by their number
Said = Callable[[str], None]  # told what a reader should know of a run: a process that died, a worker that left


class Task(Protocol):
    """Plain data that another process can be sent; what it takes long to build is built there, once."""

    def prepared(self) -> Evaluate:
        """The function of one sample. It raises for a sample without an answer; the text says why."""

    def identity(self) -> str:
        """The same for the same question, and for no other: what a checkpoint is known by."""


@dataclass(frozen=True)
class Outcome:
    """Figures of one sample by name; None with a ``failure`` that says why."""

    index: int
    figures: Mapping[str, float] | None
    failure: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data; ``from_dict`` gives the same outcome back, bit for bit."""
        figures = None if self.figures is None else dict(self.figures)
        return {"index": self.index, "figures": figures, "failure": self.failure}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Outcome:
        """What ``to_dict`` gave. Raises KeyError, TypeError, ValueError for anything else."""
        figures = data["figures"]
        if figures is not None:
            figures = {str(name): float(value) for name, value in figures.items()}
        return cls(int(data["index"]), figures, data["failure"])


def outcome_of(evaluate: Evaluate, index: int, row: Row) -> Outcome:
    """The sample's outcome; whatever goes wrong with it is its failure, and the next sample's no business."""
    try:
        figures = {name: float(value) for name, value in evaluate(row).items()}
    except Exception as error:
        return Outcome(index, None, f"{type(error).__name__}: {error}".strip())
    lost = [name for name, value in figures.items() if not math.isfinite(value)]
    if lost:
        return Outcome(index, None, f"{', '.join(lost)}: no finite number came out")
    return Outcome(index, figures)


def one_by_one(evaluate: Evaluate, rows: Rows) -> Iterator[Outcome]:
    """The samples in this process."""
    for index, row in rows.items():
        yield outcome_of(evaluate, index, row)
