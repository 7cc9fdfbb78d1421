"""A batch over time: what grows, what is fed, what breathes and warms, and which limit is active when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from biofab.pictures.spans import Active, active_limits
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
    Label,
    grid,
    label_ends,
    new_figure,
    styled,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WHITE = "#ffffff"
ROOM = 0.35  # of the time axis, that a limit's name needs
HEIGHTS = (0.8, 2.6, 1.0, 1.0, 1.0, 1.0)
# limit: the lane in which its hours are shaded
LANES = {"feed_max": 2, "volume_max": 2, "glucose_charge": 1, "residual_glucose": 1, "maintenance": 1}
LANES |= {"power_max": 3, "air_flow_max": 3, "kla_factor": 3, "co2_flow_max": 1, "co2_utilisation": 1, "cooling_max": 5}
OTHER_COLUMNS = {"time", "phase", "volume", "biomass", "glucose", "product", "growth_rate", "glucose_uptake", "our"}
OTHER_COLUMNS |= {"cer", "dissolved_oxygen", "base", "feed", "stirrer", "air_flow", "co2_flow", "heat"}
DASHES = {"biomass": "-", "glucose": (0, (5, 2)), "product": "-", "by_product": (0, (1, 1.2))}


def trajectories(
    table: pd.DataFrame,
    limits: Iterable[Mapping[str, Any]] = (),
    cooling: float | None = None,
    product: str = "product",
    axes: Sequence[Axes] | None = None,
) -> list[Axes]:
    """Six lanes on one time axis: active limits, concentrations, feed, OUR, dissolved oxygen, heat.

    ``table``: columns of ``processes.table.UNITS``; ``limits``: as ``Limit.to_dict``; ``cooling``: most heat in kW that
    the vessel sheds; ``axes``: six, in that order.
    """
    active = active_limits(limits)
    with styled():
        lanes = list(axes) if axes is not None else _lanes(len(active))
        _strip(lanes[0], active)
        _concentrations(lanes[1], table, product)
        _lane(lanes[2], table, "feed", "feed\nL/h", ORANGE)
        aerated = table[table["phase"] == "growth"]
        _lane(lanes[3], aerated, "our", "O₂ uptake\nmmol/L/h", SKY)
        _lane(lanes[4], aerated, "dissolved_oxygen", "dissolved O₂\n% of air sat.", BLUE)
        _lane(lanes[5], table, "heat", "heat\nkW", VERMILION)
        _cooling(lanes[5], table, cooling)
        _shade(lanes, active)
        _phases(lanes, table)
        lanes[-1].set_xlabel("hours since inoculation")
    return lanes


def _lanes(active: int) -> list[Axes]:
    strip = 0.28 * active + 0.35
    heights = (strip, *HEIGHTS[1:])
    figure = new_figure(180, 22.0 * sum(heights) + 12)
    return list(figure.subplots(len(heights), 1, sharex=True, gridspec_kw={"height_ratios": heights}))


def _strip(axes: Axes, active: Sequence[Active]) -> None:
    """One bar a limit while it binds, named beside it."""
    axes.set_ylim(len(active) - 0.4, -0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(bottom=False, labelbottom=False)
    axes.set_title("active limits" if active else "no limit is active in time", pad=3)
    end = max((limit.hours[-1][1] for limit in active), default=0.0)
    for row, limit in enumerate(active):
        axes.broken_barh([(a, b - a) for a, b in limit.hours], (row - 0.32, 0.64), color=QUIET, linewidth=0)
        place, side, shift, colour = _beside(limit.hours, end)
        axes.annotate(
            limit.words,
            (place, row),
            (shift, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=SMALL,
            color=colour,
        )


def _beside(hours: Sequence[tuple[float, float]], end: float) -> tuple[float, str, int, str]:
    """Where the name of a limit finds room: behind its last bar, before its first, between two, or on the longest."""
    bars = [(0.0, 0.0), *hours, (end, end)]
    gaps = [(after[0] - before[1], before[1], after[0]) for before, after in pairwise(bars)]
    width, start, stop = max(gaps)
    if width < ROOM * end:
        _, start = max((b - a, a) for a, b in hours)
        return start, "left", 4, WHITE
    return (stop, "right", -4, BLACK) if start == 0.0 else (start, "left", 4, BLACK)


def _concentrations(axes: Axes, table: pd.DataFrame, product: str) -> None:
    by_products = [name for name in table.columns if name not in OTHER_COLUMNS]
    columns = [("biomass", "biomass", GREEN), ("glucose", "glucose", ORANGE), ("product", product, BLUE)]
    columns += [(name, name, PURPLE) for name in by_products]
    labels = []
    for column, words, colour in columns:
        axes.plot(table["time"], table[column], color=colour, linestyle=DASHES.get(column, DASHES["by_product"]))
        labels.append(Label(float(table["time"].iloc[-1]), float(table[column].iloc[-1]), words, colour))
    axes.set_ylim(0.0, 1.06 * max(float(table[column].max()) for column, _, _ in columns))
    axes.set_ylabel("g/L\n(biomass: gDW/L)")
    grid(axes)
    label_ends(axes, labels)


def _lane(axes: Axes, table: pd.DataFrame, column: str, name: str, colour: str) -> None:
    values = table[column].clip(lower=0.0)
    axes.plot(table["time"], values, color=colour, drawstyle="steps-pre" if column == "feed" else "default")
    axes.set_ylim(0.0, 1.12 * max(float(values.max()) if len(values) else 0.0, 1e-9))
    axes.set_ylabel(name)
    axes.locator_params(axis="y", nbins=4)
    grid(axes)


def _cooling(axes: Axes, table: pd.DataFrame, cooling: float | None) -> None:
    if cooling is None:
        return
    axes.axhline(cooling, color=BLACK, linewidth=0.9, linestyle=(0, (4, 2)))
    axes.set_ylim(0.0, 1.25 * max(cooling, float(table["heat"].max())))
    end = float(table["time"].iloc[-1])
    axes.annotate("most that cooling takes", (end, cooling), (0, 3), textcoords="offset points", ha="right")


def _shade(lanes: Sequence[Axes], active: Sequence[Active]) -> None:
    for limit in active:
        lane = lanes[LANES.get(limit.name, 1)]
        for start, stop in limit.hours:
            lane.axvspan(start, stop, color=FAINT, alpha=0.55, linewidth=0, zorder=0)


def _phases(lanes: Sequence[Axes], table: pd.DataFrame) -> None:
    """The switch through all lanes, the phases' names on top."""
    growth = table[table["phase"] == "growth"]["time"]
    end = float(table["time"].iloc[-1])
    switch = float(growth.iloc[-1]) if len(growth) else 0.0
    for lane in lanes:
        lane.set_xlim(0.0, end)
        if 0.0 < switch < end:
            lane.axvline(switch, color=BLACK, linewidth=0.8)
    for name, start, stop in (("growth, air", 0.0, switch), ("production, CO₂", switch, end)):
        if stop > start:
            lanes[1].annotate(
                name, ((start + stop) / 2, 1.0), (0, 2), xycoords=("data", "axes fraction"), textcoords="offset points",
                ha="center", va="bottom", fontsize=SMALL, color=QUIET,
            )  # fmt: skip
