"""Ranges of fluxes: a bar from least to greatest for each reaction, a diamond where there is only one value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biofab.pictures.style import BLUE, QUIET, VERMILION, grid, own_axes, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FIXED = 1e-6  # mmol/gDW/h; a narrower range is one value


LINEAR = 10.0  # mmol/gDW/h; beyond, the axis is logarithmic where fluxes differ much


def flux_ranges(rows: Sequence[tuple[str, float, float]], title: str, axes: Axes | None = None) -> Axes:
    """``rows``: name, least and greatest flux, mmol/gDW/h; the first on top."""
    with styled():
        axes = own_axes(axes, 160, 18 + 5.2 * max(len(rows), 3))
        for place, (_, low, high) in enumerate(rows):
            if high - low > FIXED:
                axes.barh(place, high - low, left=low, height=0.62, color=BLUE, linewidth=0)
            else:
                axes.plot([low], [place], marker="D", markersize=4.5, color=VERMILION, linestyle="none")
        axes.axvline(0.0, color=QUIET, linewidth=0.7, zorder=0)
        _spread(axes, rows)
        axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel("flux, mmol/gDW/h (growth 1/h)")
        axes.set_title(title)
        grid(axes, "x")
    return axes


def _spread(axes: Axes, rows: Sequence[tuple[str, float, float]]) -> None:
    """Room at both ends; loops that only their bounds hold must not hide the rest."""
    low, high = min([0.0, *(one for _, one, _ in rows)]), max([0.0, *(one for _, _, one in rows)])
    if max(-low, high) > 10.0 * LINEAR:
        axes.set_xscale("symlog", linthresh=LINEAR, linscale=1.5)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set_xlim(low * 1.1 - 0.05 * (high - low), high * 1.1 + 0.05 * (high - low))
