"""The page of a model's check: every finding with the reactions it is about, the worst first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab.errors import BadInput
from biofab.report.parts import Items, Part, Section, Subtitle, Words, table

if TYPE_CHECKING:
    from strains.check.report import ModelReport

LEVELS = {"fault": "Faults", "warning": "To be minded", "note": "Good to know", "ok": "In order"}
MOST = 200  # offenders of one finding on a page; the JSON has them all


def model_check(found: Mapping[str, Any]) -> Section:
    """The section for ``ModelReport.to_dict()``."""
    size = f"{found['reactions']:,} reactions, {found['metabolites']:,} metabolites, {found['genes']:,} genes"
    cells = f" Cells are made by {found['biomass']}." if found["biomass"] else ""
    parts: list[Part] = [Words(f"{size}.{cells}")]
    for level, heading in LEVELS.items():
        those = [one for one in found["findings"] if one["level"] == level]
        if those and level == "ok":
            parts += [Subtitle(heading), Items(tuple(f"{one['title']}: {one['sentence']}" for one in those))]
        elif those:
            parts.append(Subtitle(heading))
            for one in those:
                parts += _finding(one)
    return Section("model-check", f"The model {found['model']}", tuple(parts))


def require_html(path: Path) -> Path:
    """The path, when a page can be written there. Raises BadInput."""
    if path.suffix.lower() != ".html":
        raise BadInput(f"--page: {path}: expected a file that ends in .html")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"--page: {path}: there is no folder {path.parent}")
    return path


def write_page(found: ModelReport, path: Path) -> None:
    """A page of its own, in the look of the reports; it asks nothing of the network."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("model_check.html.j2").render(
        style=Markup((here / "report.css").read_text(encoding="utf-8")),  # noqa: S704  (the package's own file)
        name=found.model,
        verdict=found.verdict(),
        section=model_check(found.to_dict()),
    )
    path.write_text(page, encoding="utf-8")


def _finding(one: Mapping[str, Any]) -> list[Part]:
    sentence = f"{one['title']}: {one['sentence']}"
    if not one["offenders"]:
        return [Words(sentence)]
    columns = {"id": "identifier", "name": "name", "detail": "what"}
    if not any(each["detail"] for each in one["offenders"]):
        del columns["detail"]
    rows = [[each[key] for key in columns] for each in one["offenders"][:MOST]]
    found: list[Part] = [table(sentence, tuple(columns.values()), rows, ())]
    more = len(one["offenders"]) - MOST
    return [*found, Words(f"And {more:,} more, in the JSON.", quiet=True)] if more > 0 else found
