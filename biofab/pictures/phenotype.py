"""What the cell does with glucose and oxygen, as the genome-scale model says: growth as a map, production as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biofab.pictures.style import (
    BLACK,
    BLUE,
    GREEN,
    PURPLE,
    QUIET,
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

Array = NDArray[np.float64]
POINTS = 81
STEP = 0.2  # 1/h between contours


def growth_map(
    phenotype: Mapping[str, Any], path: tuple[Sequence[float], Sequence[float]] | None = None, axes: Axes | None = None
) -> Axes:
    """Growth rate (1/h) over the uptake limits of glucose and oxygen (mmol/gDW/h), with the borders of its regions.

    ``phenotype``: as ``Phenotype.to_dict`` of ``strains.phenotype`` gives of a phase with two limits; ``path``: glucose
    and oxygen uptake of a plan along its growth phase.
    """
    (_, right), (_, top) = phenotype["box"]
    glucose, oxygen = np.meshgrid(np.linspace(0.0, right, POINTS), np.linspace(0.0, top, POINTS))
    growth = growth_at(phenotype, np.stack([glucose, oxygen], axis=-1))
    with styled():
        axes = own_axes(axes, 95, 80)
        levels = np.arange(0.0, np.nanmax(growth) + STEP, STEP)
        axes.contourf(glucose, oxygen, growth, levels=levels, cmap="Greens", alpha=0.55)
        lines = axes.contour(glucose, oxygen, growth, levels=levels[1:], colors=QUIET, linewidths=0.6)
        _contour_labels(axes, lines.allsegs, levels[1:])
        for region in phenotype.get("vertices", ()):
            if len(region):
                _border(axes, np.asarray(region, dtype=float))
        if path is not None:
            _path(axes, *path)
        axes.set_xlim(0.0, right)
        axes.set_ylim(0.0, top)
        axes.set_xlabel("glucose uptake, mmol/gDW/h")
        axes.set_ylabel("oxygen uptake, mmol/gDW/h")
        axes.set_title("growth rate with air, 1/h")
    return axes


def _contour_labels(axes: Axes, segments: Sequence[Sequence[Array]], levels: Array) -> None:
    """The level beside the longest piece of its contour, upright, where a third of it has passed."""
    for pieces, level in zip(segments, levels, strict=True):
        longest = max(pieces, key=len, default=np.empty((0, 2)))
        if len(longest) >= POINTS // 8:
            x, y = longest[2 * len(longest) // 3]
            axes.text(
                x, y, f"{level:.1f}", fontsize=SMALL, color=QUIET, ha="center", va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.8},
            )  # fmt: skip


def growth_at(phenotype: Mapping[str, Any], theta: Array) -> Array:
    """Growth rate at uptake limits ``theta`` (..., limits): the least of the rows, NaN where the cell cannot live."""
    ones = np.concatenate([np.ones((*theta.shape[:-1], 1)), theta], axis=-1)
    growth = np.min(ones @ np.asarray(phenotype["rows"], dtype=float).T, axis=-1)
    alive = np.asarray(phenotype["alive"], dtype=float).reshape(-1, ones.shape[-1])
    dead = np.any(ones @ alive.T < -1e-9, axis=-1) | (growth < 0.0)
    return np.where(dead, np.nan, growth)


def _border(axes: Axes, corners: Array) -> None:
    centre = corners.mean(axis=0)
    around = np.argsort(np.arctan2(*(corners - centre).T[::-1]))
    closed = np.concatenate([corners[around], corners[around[:1]]])
    axes.plot(closed[:, 0], closed[:, 1], color=BLACK, linewidth=0.9)


def _path(axes: Axes, glucose: Sequence[float], oxygen: Sequence[float]) -> None:
    axes.plot(glucose, oxygen, color=VERMILION, linewidth=2.2, marker="o", markersize=2.5)
    x, y = float(glucose[-1]), float(oxygen[-1])
    axes.annotate(
        "this plan", (x, y), (-6, 12), textcoords="offset points", color="#a84a00", weight="bold", ha="right",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
    )  # fmt: skip


def production_line(phenotype: Mapping[str, Any], product: str = "product", axes: Axes | None = None) -> Axes:
    """Product and by-product (mmol/gDW/h) and growth (scaled, 1/h x 10) over glucose uptake, without oxygen."""
    outputs = list(phenotype["outputs"])
    known = {"growth", "glucose", "oxygen", "product", "co2", "proton"}
    shown: list[tuple[str, str, str, Any]] = [("product", product, BLUE, "-")]
    shown += [(name, name, PURPLE, (0, (1, 1.2))) for name in outputs if name not in known]
    with styled():
        axes = own_axes(axes, 85, 80)
        (_, right) = phenotype["box"][0]
        labels = []
        for name, words, colour, dashes in shown:
            x, y = _line(phenotype, outputs.index(name))
            axes.plot(x, y, color=colour, linestyle=dashes)
            labels.append(Label(float(x[-1]), float(y[-1]), words, colour))
        x, y = _line(phenotype, outputs.index("growth"))
        axes.plot(x, 10.0 * y, color=GREEN, linestyle=(0, (5, 2)))
        labels.append(Label(float(x[-1]), 10.0 * float(y[-1]), "growth × 10", GREEN))
        axes.set_xlim(0.0, right)
        axes.set_ylim(0.0, None)
        axes.set_xlabel("glucose uptake, mmol/gDW/h")
        axes.set_ylabel("secretion, mmol/gDW/h; growth, 0.1/h")
        axes.set_title("production without oxygen")
        grid(axes)
        label_ends(axes, labels)
    return axes


def _line(phenotype: Mapping[str, Any], output: int) -> tuple[Array, Array]:
    """One output over the single limit, region by region, without the points at which the cell cannot live."""
    (_, right) = phenotype["box"][0]
    x = np.linspace(0.0, right, POINTS)
    rows = np.asarray(phenotype["rows"], dtype=float)
    region = np.argmin(rows[:, :1] + rows[:, 1:] * x, axis=0)
    coefficients = np.asarray(phenotype["coefficients"], dtype=float)[region, output]
    alive = np.isfinite(growth_at(phenotype, x[:, None]))
    values: Array = coefficients[:, 0] + coefficients[:, 1] * x
    return x[alive], values[alive]
