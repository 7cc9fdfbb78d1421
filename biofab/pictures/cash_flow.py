"""The owners' money over a plant's life: what goes out and comes in each year, and what it has come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biofab.pictures.style import BLACK, BLUE, QUIET, SMALL, VERMILION, grid, own_axes, styled, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MILLION = 1e6


def cash_flow(years: Sequence[float], flow: Sequence[float], year: int, axes: Axes | None = None) -> Axes:
    """Bars of yearly cash and a line of its sum, million USD of ``year``; year 0 is the last of construction."""
    yearly = [float(value) / MILLION for value in flow]
    so_far = [sum(yearly[: end + 1]) for end in range(len(yearly))]
    with styled():
        axes = own_axes(axes, 170, 85)
        colours = [VERMILION if value < 0.0 else BLUE for value in yearly]
        axes.bar(list(years), yearly, width=0.75, color=colours, edgecolor=BLACK, linewidth=0.4)
        axes.plot(list(years), so_far, color=QUIET, marker="o", markersize=2.5)
        axes.axhline(0.0, color=BLACK, linewidth=0.7)
        axes.annotate(
            f"sum {so_far[-1]:.1f}", (years[-1], so_far[-1]), (4, 0), textcoords="offset points", va="center",
            fontsize=SMALL, color=text_colour(QUIET), annotation_clip=False,
        )  # fmt: skip
        axes.set_xlabel("year of operation")
        axes.set_ylabel(f"owners' cash after tax and loan, million USD of {year}")
        grid(axes)
    return axes
