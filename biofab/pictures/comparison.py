"""Plan, plant and the model that was fitted again to the batch, observable by observable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biofab.pictures.style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    QUIET,
    SKY,
    SMALL,
    VERMILION,
    grid,
    new_figure,
    styled,
    text_colour,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

PLAN = "#9aa1a7"


@dataclass(frozen=True)
class Lane:
    """One small picture: its column in the tables, in the assays or in the signals, and its words."""

    column: str
    words: str
    colour: str
    assay: str | None = None
    signal: str | None = None


def lanes_of(plan: pd.DataFrame, product: str, by_product: str | None) -> tuple[Lane, ...]:
    """What can be compared, with the by-product by its own name."""
    lanes = [
        Lane("biomass", "biomass, gDW/L", GREEN, assay="biomass"),
        Lane("glucose", "glucose, g/L", ORANGE, assay="glucose"),
        Lane("product", f"{product}, g/L", BLUE, assay="product"),
    ]
    if by_product is not None:
        lanes.append(Lane(by_product, f"{by_product}, g/L", PURPLE, assay="by_product"))
    lanes.append(Lane("our", "O₂ uptake, mmol/L/h", SKY, signal="our"))
    lanes.append(Lane("volume", "broth, L (plant: kg)", VERMILION, signal="weight"))
    return tuple(lane for lane in lanes if lane.column in plan)


def plan_plant_refit(
    plan: pd.DataFrame,
    signals: pd.DataFrame | None,
    assays: pd.DataFrame | None,
    refit: pd.DataFrame | None,
    product: str = "product",
    by_product: str | None = None,
    axes: Sequence[Axes] | None = None,
) -> list[Axes]:
    """Small pictures of biomass, glucose, product, by-product, OUR and broth over the hours since inoculation.

    ``plan``, ``refit``: columns of ``processes.table.UNITS``, bands of the second as ``_low`` and ``_high``;
    ``signals``: ``hour`` and roles, with ``our`` in mmol/L/h; ``assays``: ``hour`` and g/L. None where there is none.
    """
    lanes = lanes_of(plan, product, by_product)
    with styled():
        places = list(axes) if axes is not None else _places(len(lanes))
        for place, lane in zip(places, lanes, strict=False):
            _plan(place, plan, lane)
            _plant(place, signals, assays, lane)
            _refit(place, refit, lane)
            place.set_title(lane.words)
            place.set_ylim(bottom=0.0)
            place.set_xlim(left=0.0)
            place.locator_params(nbins=5)
            grid(place)
        for place in places[-3:]:
            place.set_xlabel("hours since inoculation")
        _key(places[0], refit is not None, signals is not None or assays is not None)
    return places


def _places(count: int) -> list[Axes]:
    rows = -(-count // 3)
    figure = new_figure(180, 54 * rows + 6)
    places = figure.subplots(rows, 3, squeeze=False).ravel()
    for spare in places[count:]:
        spare.set_visible(False)
    return list(places[:count])


def _plan(axes: Axes, plan: pd.DataFrame, lane: Lane) -> None:
    axes.plot(plan["time"], plan[lane.column], color=PLAN, linewidth=2.6)


def _plant(axes: Axes, signals: pd.DataFrame | None, assays: pd.DataFrame | None, lane: Lane) -> None:
    from biofab.estimation.data import ASSAY_RELATIVE_SD

    if assays is not None and lane.assay in assays:
        known = assays.dropna(subset=[lane.assay])
        values = known[lane.assay]
        axes.errorbar(
            known["hour"], values, yerr=ASSAY_RELATIVE_SD * values.abs(), fmt="o", markersize=3, color=lane.colour,
            markeredgecolor=BLACK, markeredgewidth=0.4, elinewidth=0.8, zorder=3,
        )  # fmt: skip
    if signals is not None and lane.signal in signals:
        during = signals[signals["hour"] >= 0.0]
        axes.plot(during["hour"], during[lane.signal], color=lane.colour, linewidth=0.8, zorder=3)


def _refit(axes: Axes, refit: pd.DataFrame | None, lane: Lane) -> None:
    if refit is None or lane.column not in refit:
        return
    if f"{lane.column}_low" in refit:
        low, high = refit[f"{lane.column}_low"], refit[f"{lane.column}_high"]
        axes.fill_between(refit["time"], low, high, color=BLACK, alpha=0.18, linewidth=0)
    axes.plot(refit["time"], refit[lane.column], color=BLACK, linewidth=1.0, zorder=4)


def _key(axes: Axes, refit: bool, plant: bool) -> None:
    """The key as words in the first picture, in the colour of what they name."""
    words = [("plan", QUIET)]
    if plant:
        words.append(("plant", text_colour(GREEN)))
    if refit:
        words.append(("re-fitted model", BLACK))
    for row, (text, colour) in enumerate(words):
        y = 0.95 - 0.105 * row
        axes.text(0.04, y, text, transform=axes.transAxes, color=colour, weight="bold", fontsize=SMALL, va="top")
