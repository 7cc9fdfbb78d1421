"""How often the cost comes out at which value, and how probable it is to be under a price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from biofab.pictures.style import BLACK, BLUE, GREEN, QUIET, SMALL, VERMILION, grid, own_axes, styled, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (BLUE, VERMILION, GREEN)
DASHES = ("-", "--", ":")
SIGNS = ("——", "– –", "· ·")  # of the dashes, in the key
SHOWN = 0.97  # of the samples of every mode lie within the axis; how many lie beyond it is said


def cost_distribution(
    costs: Mapping[str, Sequence[float]], plan: float, price: float | None = None, axes: Axes | None = None
) -> Axes:
    """Share of the samples whose cost is at most each value, a line to a mode; the plan and the price marked.

    ``costs``: USD/kg of every sample by mode. The step curve is the samples themselves: nothing is smoothed.
    """
    ordered = {mode: np.sort(np.asarray(values, dtype=float)) for mode, values in costs.items()}
    ends = [plan, *([] if price is None else [price])]
    low = min([*ends, *(values[0] for values in ordered.values())])
    high = max([*ends, *(float(np.quantile(values, SHOWN)) for values in ordered.values())])
    room = 0.05 * max(high - low, 0.02 * high)
    with styled():
        axes = own_axes(axes, 160, 90)
        for place, (mode, values) in enumerate(ordered.items()):
            colour = COLOURS[place % len(COLOURS)]
            shares = np.arange(1, len(values) + 1) / len(values)
            axes.step(values, shares, where="post", color=colour, linestyle=DASHES[place % len(DASHES)])
            beyond = int((values > high + room).sum())
            words = f"{SIGNS[place % len(SIGNS)]} {mode}" + _under(axes, values, price, colour)
            words += f", {beyond} beyond the axis" if beyond else ""
            axes.text(
                0.985, 0.05 + 0.07 * place, words, transform=axes.transAxes, ha="right", color=text_colour(colour),
                bbox={"color": "white", "pad": 1.0},
            )  # fmt: skip
        _mark(axes, plan, "as planned", QUIET, ":")
        if price is not None:
            _mark(axes, price, "price", BLACK, "-")
        axes.set_xlim(low - room, high + room)
        axes.set_ylim(0.0, 1.1)
        axes.set_xlabel("cost, USD per kg")
        axes.set_ylabel("share of samples that cost at most this")
        grid(axes, "both")
    return axes


def _under(axes: Axes, values: np.ndarray, price: float | None, colour: str) -> str:
    if price is None:
        return ""
    share = float((values <= price).mean())
    axes.plot([price], [share], marker="o", color=colour, markeredgecolor=BLACK, markeredgewidth=0.6, zorder=4)
    return f": {share:.0%} under {price:g}"


def _mark(axes: Axes, cost: float, words: str, colour: str, line: str) -> None:
    axes.axvline(cost, ymax=1.0 / 1.1, color=colour, linewidth=0.8, linestyle=line)
    side = "right" if line == ":" else "left"
    shift = -3 if line == ":" else 3
    axes.annotate(words, (cost, 1.03), (shift, 0), textcoords="offset points", ha=side, color=colour, fontsize=SMALL)
