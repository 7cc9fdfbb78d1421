"""A figure as a file: SVG, PNG, or a page of its own that asks nothing of the network."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from biofab.errors import BadInput
from biofab.pictures.style import styled
from biofab.pictures.svg import to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDINGS = (".svg", ".png", ".html")
DOTS = 200  # per inch
STYLE = """body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #16181a; background: #fff; } h1 { font-size: 1.2rem; } figure { margin: 0; } svg { width: 100%; height: auto; }
figcaption { color: #5c6369; } pre { overflow-x: auto; font-size: 0.85rem; }"""


def require_ending(path: Path) -> Path:
    """The path, when a figure can be saved under it. Raises BadInput before anything is computed."""
    if path.suffix.lower() not in ENDINGS:
        raise BadInput(f"--plot: {path}: expected a file that ends in {', '.join(ENDINGS)}")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"--plot: {path}: there is no folder {path.parent}")
    return path


def save(axes: Axes, path: Path, title: str, caption: str, text: str = "") -> None:
    """The figure that Axes belong to in the file ``path``; a page has ``title``, ``caption`` and the numbers too."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the Axes belong to no figure")
    kind = path.suffix.lower()
    if kind == ".html":
        path.write_text(_page(to_svg(figure, "figure"), title, caption, text), encoding="utf-8")
        return
    with styled(**{"svg.hashsalt": "figure"}):
        if kind == ".svg":
            figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
        else:
            figure.savefig(path, format="png", dpi=DOTS)


def _page(svg: str, title: str, caption: str, text: str) -> str:
    name, words = html.escape(title), html.escape(caption)
    numbers = f"<pre>{html.escape(text)}</pre>" if text else ""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{name}</title>\n<style>\n{STYLE}\n'
        f'</style>\n</head>\n<body>\n<h1>{name}</h1>\n<figure role="img" aria-label="{words}">\n{svg}\n'
        f"<figcaption>{words}</figcaption>\n</figure>\n{numbers}\n</body>\n</html>\n"
    )
