"""The report of a run folder: one HTML file that asks nothing of the network, written again from the folder at will."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from biofab.report.answer import answer, course, key_numbers, recipe
from biofab.report.batch import batch, next_tests
from biofab.report.choices import certainty, costs, front, objectives
from biofab.report.ground import assumptions, certificates, provenance
from biofab.report.material import Material
from biofab.report.organism import recheck, strain
from biofab.report.standing import limits, published
from biofab.run_folder import RunFolder

HERE = Path(__file__).parent
SECTIONS = (
    recipe,
    published,
    limits,
    objectives,
    front,
    costs,
    certainty,
    strain,
    recheck,
    batch,
    next_tests,
    assumptions,
    certificates,
    provenance,
)


def write_report(run: Path) -> Path:
    """Write ``report.html`` into a run folder; parts that the run does not have are left out.

    Raises BadInput when the folder holds no result, or a file of it is damaged.
    """
    folder = RunFolder.open(run)
    return folder.write_text(folder.report.name, render(Material(folder, folder.result())))


def render(material: Material) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    sections = [section for section in (make(material) for make in SECTIONS) if section is not None]
    return environment.get_template("report.html.j2").render(
        style=Markup((HERE / "report.css").read_text(encoding="utf-8")),  # noqa: S704  (the package's own file)
        markup=Markup,
        study=str(material.result.get("study", "")),
        question=material.question,
        answer=answer(material),
        numbers=key_numbers(material),
        course=course(material),
        sections=sections,
    )
