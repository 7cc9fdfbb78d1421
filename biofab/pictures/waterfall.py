"""Where the cost of a kilogram comes from, line upon line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from biofab.pictures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    ORANGE,
    PURPLE,
    QUIET,
    SKY,
    SMALL,
    VERMILION,
    own_axes,
    styled,
    text_colour,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (ORANGE, SKY, GREEN, BLUE, PURPLE, VERMILION)


def waterfall(lines: Mapping[str, float], kinds: Mapping[str, Sequence[str]], axes: Axes | None = None) -> Axes:
    """Cost lines (USD/kg) by kind from left to right, each beginning where the one above ends, the sum at the foot."""
    rows = [(kind, line, float(lines[line])) for kind, names in kinds.items() for line in names if line in lines]
    total = sum(value for _, _, value in rows)
    colours = dict(zip(kinds, COLOURS * len(kinds), strict=False))
    with styled():
        axes = own_axes(axes, 170, 5.2 * len(rows) + 22)
        start = 0.0
        for y, (kind, _, value) in enumerate(rows):
            axes.barh(y, value, left=start, height=0.72, color=colours[kind], edgecolor=BLACK, linewidth=0.4)
            axes.plot([start + value] * 2, [y + 0.36, y + 0.64], color=QUIET, linewidth=0.5)
            _value(axes, start + value, y, f"{value:.3f}")
            start += value
        axes.barh(len(rows), total, height=0.72, color=FAINT, edgecolor=BLACK, linewidth=0.6)
        _value(axes, total, len(rows), f"{total:.2f}", bold=True)
        names = [line.replace("_", " ").replace("co2", "CO₂") for _, line, _ in rows]
        axes.set_yticks(range(len(rows) + 1), [*names, "sum"])
        axes.set_ylim(len(rows) + 0.6, -0.6)
        axes.set_xlim(0.0, 1.28 * total)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("cost, USD per kg of product recovered")
        _kinds(axes, rows, colours, total)
    return axes


def _value(axes: Axes, x: float, y: int, text: str, bold: bool = False) -> None:
    weight = "bold" if bold else "normal"
    axes.annotate(text, (x, y), (3, 0), textcoords="offset points", va="center", fontsize=SMALL, weight=weight)


def _kinds(axes: Axes, rows: Sequence[tuple[str, str, float]], colours: Mapping[str, str], total: float) -> None:
    """The kind's name and sum at the right, beside its lines."""
    for kind in dict.fromkeys(kind for kind, _, _ in rows):
        own = [(y, value) for y, (other, _, value) in enumerate(rows) if other == kind]
        top, foot = own[0][0] - 0.36, own[-1][0] + 0.36
        axes.plot([1.11 * total] * 2, [top, foot], color=colours[kind], linewidth=2.5, solid_capstyle="butt")
        axes.text(
            1.125 * total, (top + foot) / 2, f"{kind}\n{sum(value for _, value in own):.2f}", va="center",
            fontsize=SMALL, color=text_colour(colours[kind]), linespacing=1.05,
        )  # fmt: skip
