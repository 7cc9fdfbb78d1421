"""One look for every picture: colours that the colour-blind tell apart, direct labels, no ornament.

Colours: M. Okabe and K. Ito, Color Universal Design, 2008; line styles differ as well, for grey prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN = "#16181a", "#e69f00", "#56b4e9", "#009e73"
BLUE, VERMILION, PURPLE = "#0072b2", "#d55e00", "#cc79a7"
QUIET, FAINT = "#5c6369", "#c9cdd1"
# Okabe and Ito's orange, green and purple are too light for text on white; these are the same hues, darker.
TEXT = {ORANGE: "#8a5f00", GREEN: "#00694d", PURPLE: "#96457a", SKY: "#1f6f9c", VERMILION: "#a84a00"}
MILLIMETRE = 1.0 / 25.4
SIZE = 8.0  # points; axes and direct labels
SMALL = 7.0
GAP = 0.075  # of the axes' height between two direct labels, at a height of one inch and a half

SETTINGS = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same layout on every machine
    "font.size": SIZE,
    "axes.titlesize": SIZE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": SIZE,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": BLACK,
    "text.color": BLACK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "axes.linewidth": 0.7,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "lines.linewidth": 1.6,
    "hatch.linewidth": 0.5,
    "axes.grid": False,
    "figure.facecolor": "white",
    "svg.fonttype": "none",  # text stays text
    "text.parse_math": False,  # names come from users' cards; a $ is a $
    "path.simplify_threshold": 0.3,
}


@dataclass(frozen=True)
class Label:
    """A direct label: where in data, what, in which colour."""

    x: float
    y: float
    text: str
    colour: str


@contextmanager
def styled(**more: object) -> Iterator[None]:
    """Matplotlib's settings for a picture, put back afterwards."""
    from matplotlib import rc_context

    with rc_context(cast(Any, {**SETTINGS, **more})):
        yield


def new_figure(width: float, height: float) -> Figure:
    """A figure of ``width`` x ``height`` mm that no window knows of."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width * MILLIMETRE, height * MILLIMETRE), layout="constrained")


def own_axes(axes: Axes | None, width: float, height: float) -> Axes:
    """The caller's Axes, or those of a new figure of ``width`` x ``height`` mm."""
    return new_figure(width, height).add_subplot() if axes is None else axes


def text_colour(colour: str) -> str:
    """The colour of a label beside a line of this colour."""
    return TEXT.get(colour, colour)


def label_ends(axes: Axes, labels: Sequence[Label], gap: float = GAP) -> None:
    """Writes labels to the right of their points, moved apart where they would touch; the limits must be set before."""
    low, high = axes.get_ylim()
    wanted = sorted(labels, key=lambda label: label.y)
    places = apart([(label.y - low) / (high - low) for label in wanted], gap)
    for label, place in zip(wanted, places, strict=True):
        axes.annotate(
            label.text,
            xy=(label.x, low + place * (high - low)),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=text_colour(label.colour),
            annotation_clip=False,
        )


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Rising places moved as little as needed to stand ``gap`` apart within 0 to 1, as far as there is room."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    ceiling = 1.0
    for i in range(len(moved) - 1, -1, -1):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap
    return moved


def grid(axes: Axes, which: str = "y") -> None:
    """Faint lines behind the data."""
    axes.set_axisbelow(True)
    axes.grid(True, axis=which, color="#e6e8ea", linewidth=0.6)  # type: ignore[arg-type]
