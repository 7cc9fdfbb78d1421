"""Which share of the variance each number carries, alone and with all that it acts together with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from biofab.pictures.style import BLACK, BLUE, QUIET, SMALL, grid, own_axes, styled, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12


def sobol_bars(indices: Sequence[Mapping[str, Any]], axes: Axes | None = None) -> Axes:
    """First order filled, total hatched, with their 95 % intervals; the greatest total on top.

    ``indices``: with words, first, first_low, first_high, total, total_low, total_high.
    """
    shown = sorted(indices, key=lambda one: -float(one["total"]))[:MOST]
    with styled():
        axes = own_axes(axes, 160, 7.2 * len(shown) + 24)
        for y, one in enumerate(shown):
            for kind, shift in (("first", -0.19), ("total", 0.19)):
                value, low, high = (float(one[key]) for key in (kind, f"{kind}_low", f"{kind}_high"))
                colour, hatch = (BLUE, "") if kind == "first" else ("white", "////")
                axes.barh(y + shift, value, height=0.36, color=colour, hatch=hatch, edgecolor=BLACK, linewidth=0.4)
                axes.plot([low, high], [y + shift, y + shift], color=BLACK, linewidth=0.8)
        axes.set_yticks(range(len(shown)), [str(one["words"]) for one in shown], fontsize=SMALL)
        axes.set_ylim(len(shown) - 0.4, -1.1)
        axes.set_xlim(min(0.0, axes.get_xlim()[0]), 1.0)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("share of the variance of the cost")
        axes.text(0.42, -0.75, "filled: alone", color=text_colour(BLUE), fontsize=SMALL)
        axes.text(0.98, -0.75, "hatched: with all it acts together with", color=QUIET, fontsize=SMALL, ha="right")
        grid(axes, "x")
    return axes
