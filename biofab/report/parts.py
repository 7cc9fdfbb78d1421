"""What a page is made of; the template knows how each looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from biofab.pictures.svg import to_svg
from biofab.report.numbers import NONE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Cell:
    """One cell; numbers stand at the right in tabular figures."""

    text: str
    number: bool = False


@dataclass(frozen=True)
class Words:
    """A paragraph; ``quiet`` for notes."""

    kind: ClassVar[str] = "words"
    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Items:
    """A list."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with units in its heads."""

    kind: ClassVar[str] = "table"
    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A figure; ``label`` is read aloud in its place, ``caption`` says what to see in it."""

    kind: ClassVar[str] = "picture"
    name: str
    svg: str
    label: str
    caption: str


@dataclass(frozen=True)
class Subtitle:
    """A heading within a section."""

    kind: ClassVar[str] = "subtitle"
    text: str


Part = Words | Items | Table | Picture | Subtitle


@dataclass(frozen=True)
class Section:
    """One heading with its parts; ``page``: begins a new sheet in print."""

    name: str
    title: str
    parts: tuple[Part, ...]
    page: bool = False


@dataclass(frozen=True)
class KeyNumber:
    """One of the four numbers: what, how much, how sure, what limits it, and how much when asked for alone."""

    name: str
    value: str
    unit: str
    interval: str
    limited_by: str
    alone: str


def cell(value: str | None, number: bool = False) -> Cell:
    """A cell, a dash where there is nothing."""
    return Cell(NONE if value is None else value, number)


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str | None]], numbers: Sequence[int]) -> Table:
    """A table of texts; the columns ``numbers`` (from 0) hold numbers."""
    columns = frozenset(numbers)
    return Table(
        caption,
        tuple(cell(head, i in columns) for i, head in enumerate(heads)),
        tuple(tuple(cell(text, i in columns) for i, text in enumerate(row)) for row in rows),
    )


def picture(axes: Axes, name: str, label: str, caption: str) -> Picture:
    """The figure that Axes belong to, as a part."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the Axes belong to no figure")
    return Picture(name, to_svg(figure, name), label, caption)
