"""What the cost is unsure of: the effect of one standard deviation of each uncertain number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from biofab.pictures.style import BLACK, BLUE, QUIET, SMALL, grid, own_axes, styled, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12


def tornado(
    effects: Sequence[Mapping[str, Any]], cost: float, units: Mapping[str, str] | None = None, axes: Axes | None = None
) -> Axes:
    """The strongest effects on the cost, around the plan's.

    ``effects``: with name, words, value, sd and cost_usd_per_kg (for one sd more); ``units`` by name.
    """
    shown = sorted(effects, key=lambda effect: -abs(effect["cost_usd_per_kg"]))[:MOST]
    with styled():
        axes = own_axes(axes, 170, 7.2 * len(shown) + 24)
        for y, effect in enumerate(shown):
            change = float(effect["cost_usd_per_kg"])
            axes.barh(y, change, left=cost, height=0.66, color=BLUE, edgecolor=BLACK, linewidth=0.4)
            axes.barh(y, -change, left=cost, height=0.66, color="white", edgecolor=BLACK, linewidth=0.4, hatch="////")
            axes.annotate(
                f"± {abs(change):.3f}", (cost + abs(change), y), (4, 0), textcoords="offset points", va="center",
                fontsize=SMALL,
            )  # fmt: skip
        axes.axvline(cost, color=BLACK, linewidth=0.8)
        axes.set_yticks(range(len(shown)), [_name(effect, units or {}) for effect in shown], fontsize=SMALL)
        axes.set_ylim(len(shown) - 0.4, -1.1)
        reach = 1.25 * max((abs(effect["cost_usd_per_kg"]) for effect in shown), default=0.01)
        axes.set_xlim(cost - reach, cost + reach)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("cost, USD per kg")
        _key(axes, cost, reach)
        grid(axes, "x")
    return axes


def _name(effect: Mapping[str, Any], units: Mapping[str, str]) -> str:
    unit = units.get(effect["name"], "")
    return f"{effect['words']}\n{effect['value']:.3g} ± {effect['sd']:.2g} {unit}".rstrip()


def _key(axes: Axes, cost: float, reach: float) -> None:
    axes.text(cost - 0.98 * reach, -0.75, "filled: one sd more", color=text_colour(BLUE), fontsize=SMALL)
    axes.text(cost + 0.98 * reach, -0.75, "hatched: one sd less", color=QUIET, fontsize=SMALL, ha="right")
