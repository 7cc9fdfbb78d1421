"""The front between productivity and cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from biofab.pictures.style import BLACK, BLUE, GREEN, QUIET, SMALL, VERMILION, grid, own_axes, styled, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RATE, COST, YIELD = "productivity_g_per_l_h", "cost_usd_per_kg", "yield_g_per_g"


def pareto(points: Sequence[Mapping[str, Any]], axes: Axes | None = None) -> Axes:
    """Each point of the front with its yield; the cheapest and the fastest plan marked.

    ``points``: with productivity_g_per_l_h, cost_usd_per_kg, yield_g_per_g.
    """
    ordered = sorted(points, key=lambda point: float(point[RATE]))
    rates, costs = [float(p[RATE]) for p in ordered], [float(p[COST]) for p in ordered]
    with styled():
        axes = own_axes(axes, 160, 85)
        axes.plot(rates, costs, color=BLUE, marker="o", markersize=4.5, markerfacecolor="white", zorder=3)
        for point, rate, cost in zip(ordered, rates, costs, strict=True):
            axes.annotate(
                f"{float(point[YIELD]):.2f}", (rate, cost), (-4, 5), textcoords="offset points", ha="right",
                fontsize=SMALL, color=QUIET,
            )  # fmt: skip
        _mark(axes, rates[0], costs[0], "cheapest", GREEN, (0, -13))
        _mark(axes, rates[-1], costs[-1], "fastest", VERMILION, (8, -3))
        axes.set_xlabel("productivity, turn-round counted, g/L/h")
        axes.set_ylabel("cost, USD per kg")
        _room(axes, rates, costs)
        axes.text(0.02, 0.94, "small figures: yield, g/g", transform=axes.transAxes, fontsize=SMALL, color=QUIET)
        grid(axes, "both")
    return axes


def _mark(axes: Axes, x: float, y: float, words: str, colour: str, shift: tuple[float, float]) -> None:
    axes.plot([x], [y], marker="D", markersize=6.5, color=colour, markeredgecolor=BLACK, markeredgewidth=0.6, zorder=4)
    side = "left" if shift[0] > 0 else "center"
    axes.annotate(words, (x, y), shift, textcoords="offset points", ha=side, color=text_colour(colour), weight="bold")


def _room(axes: Axes, rates: Sequence[float], costs: Sequence[float]) -> None:
    """Room for the labels at the edges, also when all points are one."""
    wide = max(rates[-1] - rates[0], 0.02 * rates[-1])
    high = max(max(costs) - min(costs), 0.02 * max(costs))
    axes.set_xlim(rates[0] - 0.10 * wide, rates[-1] + 0.16 * wide)
    axes.set_ylim(min(costs) - 0.16 * high, max(costs) + 0.14 * high)
