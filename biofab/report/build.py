"""The report of a run folder: one HTML file that asks nothing of the network, written again from the folder at will."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from biofab.errors import BadInput
from biofab.progress import Progress
from biofab.report.answer import answer, course, covers, key_numbers, recipe
from biofab.report.batch import batch, next_tests
from biofab.report.choices import certainty, costs, front, objectives
from biofab.report.ground import assumptions, certificates, provenance
from biofab.report.material import Material
from biofab.report.organism import recheck, strain
from biofab.report.standing import limits, published
from biofab.run_folder import RESULT, RunFolder

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


def conclude(folder: RunFolder, facts: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The last step of a run: its facts with the report's path and the seconds of every step, stored; the report."""
    progress.step("report")
    result = {**facts, "seconds": dict(progress.seconds), "report": str(folder.report)}
    folder.write_result(result)
    write_report(folder.path)
    progress.end()
    result["seconds"] = dict(progress.seconds)
    folder.write_result(result)
    return result


def write_report(run: Path) -> Path:
    """Write ``report.html`` into a run folder; parts that the run does not have are left out.

    Raises BadInput when the folder holds no result, or a file of it is damaged or of another version.
    """
    folder = RunFolder.open(run)
    result = folder.result()
    try:
        page = render(Material(folder, result))
    except (KeyError, TypeError, AttributeError, IndexError) as error:  # a part that has not the shape of ours
        lacks = f"lacks {error}" if isinstance(error, KeyError) else f"has a part of another shape ({error})"
        raise BadInput(
            f"{folder.path / RESULT}: {lacks}: it was written by another version of biofab or changed since; "
            "run the study again"
        ) from error
    return folder.write_text(folder.report.name, page)


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
        covers=covers(material),
        course=course(material),
        sections=sections,
    )
