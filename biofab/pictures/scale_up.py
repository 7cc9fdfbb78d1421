"""Scale-up rules as a table: what moves between the vessels, and how near each limit of the large one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from biofab.pictures.style import BLACK, BLUE, QUIET, SMALL, VERMILION, own_axes, styled, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from processes.scale_up.comparison import Comparison, Followed
    from processes.scale_up.limits_at import LimitAt

GAP = 0.6  # columns between what moves and what limits
PALE = {BLUE: "#d9e8f3", VERMILION: "#f7ddcc"}
WIDEST = 10.0  # times the limit; what is more, is told as ≫


def scale_up_table(found: Comparison, axes: Axes | None = None) -> Axes:
    """A row for every rule; factors on the left, on the right each limit's use in per cent, marked where passed."""
    moved = list(found.rules[0].ratios)
    limits = [limit.name for limit in found.rules[0].limits]
    places = [*range(len(moved)), *(len(moved) + GAP + i for i in range(len(limits)))]
    with styled():
        axes = own_axes(axes, 230, 9.0 * len(found.rules) + 34)
        for y, rule in enumerate(found.rules):
            for x, name in zip(places, moved, strict=False):
                _factor(axes, x, y, rule, name)
            for x, limit in zip(places[len(moved) :], rule.limits, strict=True):
                _use(axes, x, y, limit)
        axes.set_xticks(places, [name.replace("_", "\n") for name in [*moved, *limits]], fontsize=SMALL)
        axes.set_yticks(range(len(found.rules)), [rule.rule.name for rule in found.rules], fontsize=SMALL)
        axes.set_xlim(-0.6, places[-1] + 0.6)
        axes.set_ylim(len(found.rules) - 0.4, -1.2)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.text(-0.5, -0.8, f"{found.large} over {found.small}; =: kept", fontsize=SMALL, color=QUIET)
        axes.text(places[len(moved)] - 0.5, -0.8, "use of each limit, %; !: passed", fontsize=SMALL, color=QUIET)
    return axes


def _factor(axes: Axes, x: float, y: int, rule: Followed, name: str) -> None:
    kept = name in rule.kept
    words = "=" if kept else f"× {_short(rule.ratios[name])}"
    _cell(axes, x, y, words, "white", BLACK if kept else QUIET, bold=kept)


def _short(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10.0 else f"{ratio:.2g}"


def _use(axes: Axes, x: float, y: int, limit: LimitAt) -> None:
    used = 1.0 - limit.margin
    words = f"{100.0 * used:.0f}" if used < WIDEST else "≫ 100"
    colour = BLUE if limit.kept else VERMILION
    _cell(axes, x, y, words if limit.kept else f"{words} !", PALE[colour], text_colour(colour), bold=not limit.kept)


def _cell(axes: Axes, x: float, y: int, words: str, fill: str, colour: str, *, bold: bool) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x - 0.47, y - 0.42), 0.94, 0.84, facecolor=fill, edgecolor="none"))
    weight = "bold" if bold else "normal"
    axes.text(x, y, words, ha="center", va="center", fontsize=SMALL, color=colour, fontweight=weight)
