"""What a cell does over one or two of its uptake limits, with the borders of its regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    Label,
    grid,
    label_ends,
    own_axes,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from strains.phenotype.phenotype import Phenotype

POINTS = 121
STEPS = 8  # contours
COLOURS = (BLUE, VERMILION, ORANGE, PURPLE, SKY, BLACK)
MOST = 6  # outputs beside growth
SEEN = 1e-3  # of the largest; less is not drawn


def phenotype_plane(found: Phenotype, output: str = "growth", axes: Axes | None = None) -> Axes:
    """Lines of the main outputs over one limit; a map of ``output`` over two, a third at its most."""
    return _lines(found, axes) if len(found.limits) == 1 else _map(found, output, axes)


def _lines(found: Phenotype, axes: Axes | None) -> Axes:
    ((low, high),) = found.box
    x = np.linspace(low, high, POINTS)
    values = found.evaluate(x[:, None])
    shown = [name for name in found.outputs if name not in ("growth", found.limits[0])]
    size = {name: float(np.nanmax(np.abs(values[:, found.column(name)]), initial=0.0)) for name in shown}
    shown = sorted((name for name in shown if size[name] > SEEN * max(size.values())), key=lambda one: -size[one])
    with styled():
        axes = own_axes(axes, 150, 90)
        labels = []
        for name, colour in zip(shown[:MOST], COLOURS, strict=False):
            y = values[:, found.column(name)]
            axes.plot(x, y, color=colour)
            labels.append(Label(float(x[-1]), _last(y), name, colour))
        growth = 10.0 * values[:, found.column("growth")]
        axes.plot(x, growth, color=GREEN, linestyle=(0, (5, 2)))
        labels.append(Label(float(x[-1]), _last(growth), "growth × 10", GREEN))
        axes.set_xlim(low, high)
        axes.set_xlabel(f"most uptake of {found.limits[0]}, mmol/gDW/h")
        axes.set_ylabel("uptake or secretion, mmol/gDW/h; growth, 0.1/h")
        grid(axes)
        label_ends(axes, labels)
    return axes


def _map(found: Phenotype, output: str, axes: Axes | None) -> Axes:
    from matplotlib.ticker import MaxNLocator

    (left, right), (bottom, top) = found.box[:2]
    across, up = np.meshgrid(np.linspace(left, right, POINTS), np.linspace(bottom, top, POINTS))
    rest = [np.full(across.size, high) for _, high in found.box[2:]]
    theta = np.column_stack([across.ravel(), up.ravel(), *rest])
    values = found.evaluate(theta)[:, found.column(output)].reshape(across.shape)
    with styled():
        axes = own_axes(axes, 120, 95)
        levels = MaxNLocator(STEPS).tick_values(float(np.nanmin(values)), float(np.nanmax(values)) + 1e-9)
        drawn = axes.contourf(across, up, values, levels=levels, cmap="viridis", alpha=0.75)
        bar = axes.figure.colorbar(drawn, ax=axes)
        bar.set_label(f"{output}, {'1/h' if output == 'growth' else 'mmol/gDW/h'}")
        if len(found.limits) == 2:
            for corners in found.vertices:
                _border(axes, corners)
        axes.set_xlim(left, right)
        axes.set_ylim(bottom, top)
        axes.set_xlabel(f"most uptake of {found.limits[0]}, mmol/gDW/h")
        axes.set_ylabel(f"most uptake of {found.limits[1]}, mmol/gDW/h")
        words = f"{len(found.rows)} regions; white: not alive"
        axes.text(0.02, 1.01, words, transform=axes.transAxes, fontsize=SMALL, color=QUIET)
    return axes


def _border(axes: Axes, corners: np.ndarray) -> None:
    if len(corners) < 3:
        return
    centre = corners.mean(axis=0)
    around = np.argsort(np.arctan2(*(corners - centre).T[::-1]))
    closed = np.concatenate([corners[around], corners[around[:1]]])
    axes.plot(closed[:, 0], closed[:, 1], color=BLACK, linewidth=0.6)


def _last(values: np.ndarray) -> float:
    """The last value that is one."""
    alive = values[np.isfinite(values)]
    return float(alive[-1]) if len(alive) else 0.0
