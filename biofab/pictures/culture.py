"""A simulated culture over time: cells and volume, substances, growth; events as marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biofab.pictures.style import (
    BLUE,
    FAINT,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    Label,
    grid,
    label_ends,
    new_figure,
    styled,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLOURS = (ORANGE, BLUE, VERMILION, PURPLE, SKY)


def culture(table: pd.DataFrame, substances: Sequence[str], cells: Sequence[str], events: Sequence[float]) -> Axes:
    """``table``: columns time_h, biomass.NAME g/L and growth.NAME 1/h for ``cells``, and ``substances`` mmol/L."""
    with styled():
        figure = new_figure(160, 130)
        lanes = list(figure.subplots(3, 1, sharex=True, gridspec_kw={"height_ratios": (1.2, 1.6, 0.8)}))
        _lane(lanes[0], table, [(f"biomass.{name}", name) for name in cells], "cells, gDW/L", (GREEN,))
        _lane(lanes[1], table, [(name, name) for name in substances], "substances, mmol/L", COLOURS)
        _lane(lanes[2], table, [(f"growth.{name}", name) for name in cells], "growth, 1/h", (GREEN,))
        for lane in lanes:
            for time in events:
                lane.axvline(time, color=FAINT, linewidth=0.7, zorder=0)
        lanes[-1].set_xlabel("hours")
    axes: Axes = lanes[0]
    return axes


def _lane(
    axes: Axes, table: pd.DataFrame, columns: Sequence[tuple[str, str]], words: str, colours: Sequence[str]
) -> None:
    labels = []
    for number, (column, name) in enumerate(columns):
        colour = colours[number % len(colours)]
        dashes = "-" if number < len(colours) else (0, (4, 2))
        axes.plot(table["time_h"], table[column], color=colour, linestyle=dashes)
        labels.append(Label(float(table["time_h"].iloc[-1]), float(table[column].iloc[-1]), name, colour))
    axes.set_xlim(float(table["time_h"].iloc[0]), float(table["time_h"].iloc[-1]))
    axes.set_ylim(0.0, None)
    axes.set_ylabel(words)
    grid(axes)
    label_ends(axes, labels)
