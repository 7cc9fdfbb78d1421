"""Options that the commands about strains share, and what they choose: the subject of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from biofab.errors import BadInput

Host = Annotated[str | None, typer.Option("--host", help="A host card's name or its .toml; ecoli_k12 by default.")]
Medium = Annotated[str | None, typer.Option("--medium", help="A medium card's name or its .toml; the host's own.")]
Product = Annotated[str | None, typer.Option("--product", help="A product card, whose edits are made; none.")]
Model = Annotated[
    Path | None,
    typer.Option("--model", help="A model file. Without --host it needs no card: its own bounds and objective hold."),
]
Objective = Annotated[str | None, typer.Option("--objective", help="Reaction to maximise in place of growth.")]
Uptake = Annotated[
    list[str] | None,
    typer.Option("--uptake", metavar="NAME=VALUE", help="Most uptake, mmol/gDW/h, by name or exchange; repeatable."),
]
KnockOut = Annotated[list[str] | None, typer.Option("--knock-out", metavar="GENE", help="Delete a gene; repeatable.")]
BlockIt = Annotated[list[str] | None, typer.Option("--block", metavar="REACTION", help="Block it; repeatable.")]
Overflow = Annotated[
    str | None,
    typer.Option("--overflow", metavar="CARD", help="A proteome allocation by its host's name or .toml: overflow."),
]
Top = Annotated[int, typer.Option("--top", min=1, help="Rows of a table.")]
Plot = Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .svg, .png or .html.")]
Fraction = Annotated[float, typer.Option("--fraction", help="Of the best objective that is kept, 0 to 1.")]
Processes = Annotated[int, typer.Option("--processes", min=1, help="That share the work.")]


@dataclass(frozen=True)
class Choice:
    """What a user chose to ask about: cards or a model file, and what is changed of it."""

    host: str | None = None
    medium: str | None = None
    product: str | None = None
    model: Path | None = None
    objective: str | None = None
    uptake: tuple[tuple[str, float], ...] = ()
    knock_outs: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    overflow: str | None = None

    @property
    def edited(self) -> bool:
        """Whether something was deleted, blocked or limited, so that no growth is an answer and no fault."""
        return bool(self.knock_outs or self.blocks or self.uptake or self.product)

    @property
    def bare(self) -> bool:
        """Whether the model file stands for itself, without a card."""
        return self.model is not None and self.host is None


def choice(
    host: str | None = None,
    medium: str | None = None,
    product: str | None = None,
    model: Path | None = None,
    objective: str | None = None,
    uptake: Sequence[str] | None = None,
    knock_outs: Sequence[str] | None = None,
    blocks: Sequence[str] | None = None,
    overflow: str | None = None,
) -> Choice:
    """The choice that options make. Raises BadInput for options that do not go together or cannot be read."""
    found = Choice(
        host, medium, product, model, objective, pairs(uptake), tuple(knock_outs or ()), tuple(blocks or ()), overflow
    )
    for word, given in (("--medium", medium), ("--product", product)):
        if found.bare and given is not None:
            raise BadInput(f"{word}: a card's names need a host; add --host with the host card of {model}")
    return found


def pairs(given: Sequence[str] | None, option: str = "--uptake") -> tuple[tuple[str, float], ...]:
    """``glucose=10`` as (name, number). Raises BadInput."""
    return tuple(_pair(one, option) for one in given or ())


def spans(given: Sequence[str] | None) -> dict[str, tuple[float, float]]:
    """``glucose=0:10`` as name to (low, high). Raises BadInput."""
    found = {}
    for one in given or ():
        name, _, span = one.partition("=")
        low, _, high = span.partition(":")
        if not name or not high:
            raise BadInput(f"--limit: expected NAME=LOW:HIGH such as glucose=0:10, not '{one}'")
        found[name] = (number(low, "--limit", one), number(high, "--limit", one))
    return found


def _pair(one: str, option: str) -> tuple[str, float]:
    name, _, value = one.rpartition("=")
    if not name:
        raise BadInput(f"{option}: expected NAME=VALUE such as glucose=10, not '{one}'")
    return name, number(value, option, one)


def number(text: str, option: str, whole: str) -> float:
    """A finite number of 0 or more. Raises BadInput."""
    try:
        value = float(text)
    except ValueError:
        raise BadInput(f"{option}: '{text}' in '{whole}' is no number") from None
    if not 0 <= value < float("inf"):
        raise BadInput(f"{option}: '{whole}': expected a number of 0 or more")
    return value
