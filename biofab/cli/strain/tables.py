"""How answers look in a terminal: an answer, a short table with units, what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from biofab.cli.output import columns

if TYPE_CHECKING:
    from strains.models.network import Network

FLUX = "mmol/gDW/h"
WIDEST = 46  # letters of a name in a table
SMALL = 1e-8  # mmol/gDW/h; less is not told


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], more: int = 0) -> str:
    """Columns under their heads, numbers with four digits; ``more`` rows are said to be left out."""
    cells = [list(heads), *([cell(value) for value in row] for row in rows)]
    return "\n".join([columns(cells), *([f"  and {more:,} more; --top N shows more, --json all"] if more > 0 else [])])


def cell(value: object) -> str:
    """A number with four significant digits, a dash for none, a name not longer than a table bears."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) >= SMALL else "0"
    text = str(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def cut(rows: Sequence[Sequence[object]], top: int) -> tuple[Sequence[Sequence[object]], int]:
    """The first ``top`` rows, and how many are left out."""
    return rows[:top], len(rows) - top


def minded(words: Iterable[str]) -> str:
    """Warnings, one a line; empty for none."""
    return "\n".join(f"warning: {one}" for one in words)


def tell(*parts: str) -> None:
    """The parts that are not empty, a blank line between them, on stdout."""
    typer.echo("\n\n".join(part for part in parts if part))


def called(network: Network, names: Mapping[str, str], reaction: str) -> str:
    """What a reaction goes by: a name of the card, else its own in the model."""
    return names.get(reaction) or network.named_reactions[reaction]
