"""A figure as SVG that can stand inside a page: text as text, its own names, no outside address."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from biofab.pictures.style import styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FONT = re.compile(r"(font-family: |font: [^'\";]*)'DejaVu Sans'[^;\"]*")
_GEOMETRY = re.compile(r'\b(d|x|y|transform|points)="[^"]*"')
_LONG = re.compile(r"(\d+\.\d\d)\d+")


def to_svg(figure: Figure, name: str) -> str:
    """The ``<svg>`` element, as wide as its place; every id begins with ``name``, so that figures share a page."""
    with styled(**{"svg.hashsalt": name}):
        whole = _saved(figure)
    inner = whole[whole.index("<svg") :]
    inner = re.sub(r"<metadata>.*?</metadata>", "", inner, flags=re.DOTALL)
    inner = re.sub(r'\s+xmlns(:xlink)?="[^"]*"', "", inner).replace("xlink:href", "href")
    inner = re.sub(r'\bid="', f'id="{name}-', inner)
    inner = re.sub(r'href="#', f'href="#{name}-', inner)
    inner = inner.replace("url(#", f"url(#{name}-")
    inner = re.sub(r'<svg width="[^"]*" height="[^"]*"', '<svg aria-hidden="true"', inner, count=1)
    inner = _FONT.sub(r"\1system-ui, sans-serif", inner)
    inner = inner.replace("*{stroke-linejoin", f"#{name}-figure_1 *{{stroke-linejoin")
    inner = _GEOMETRY.sub(lambda found: _LONG.sub(r"\1", found[0]), inner)  # hundredths of a point are enough
    return re.sub(r"\s*\n\s*", "\n", inner).strip()


def _saved(figure: Figure) -> str:
    """Matplotlib's file. The layout is made once before: while it is on, matplotlib draws everything twice."""
    text = io.StringIO()
    layout = figure.get_layout_engine()
    if layout is not None:
        layout.execute(figure)
    figure.set_layout_engine("none")
    try:
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    finally:
        figure.set_layout_engine(layout)
    return text.getvalue()
