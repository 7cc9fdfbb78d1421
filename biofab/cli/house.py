"""Commands about the house itself: init, doctor, schema."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from biofab.cli.options import Json, one_of

if TYPE_CHECKING:
    from biofab.doctor import Diagnosis

SCHEMAS = {
    "study": ("biofab.study_card", "Study"),
    "host": ("strains.catalogue.host", "HostCard"),
    "product": ("strains.catalogue.product", "ProductCard"),
    "medium": ("strains.catalogue.medium", "MediumCard"),
    "scale": ("processes.scale", "ScaleCard"),
    "plant": ("plant_io.plant", "PlantCard"),
    "kinetics": ("processes.kinetics", "KineticsCard"),
}
_MARKS = {"ok": "ok     ", "missing": "missing", "broken": "BROKEN "}


def add_to(app: typer.Typer) -> None:
    """Hangs the commands into the command line, in the order that its help shows."""
    app.command()(init)
    app.command()(doctor)
    app.command()(schema)


def init(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The new study's folder.")]) -> None:
    """Begin a study: a commented study.toml of the succinic acid question, to edit."""
    from biofab.study import write_template

    path = write_template(folder)
    typer.echo(str(path))
    typer.echo(f"edit it, then run: biofab optimise {folder}", err=True)


def doctor(as_json: Json = False) -> None:
    """Say what works here and what to install for the rest."""
    from biofab.doctor import diagnose

    found = diagnose()
    typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False) if as_json else _prose(found))
    raise typer.Exit(int(found.exit_code))


def schema(card: Annotated[str, typer.Argument(metavar="CARD", help=f"One of {', '.join(SCHEMAS)}.")]) -> None:
    """Print the JSON Schema of a card, for an editor."""
    module, name = SCHEMAS[one_of(card, SCHEMAS, "card")]
    model = getattr(import_module(module), name)
    typer.echo(json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False))


def _prose(found: Diagnosis) -> str:
    width = max(len(check.name) for check in found.checks)
    lines: list[str] = []
    for group in dict.fromkeys(check.group for check in found.checks):
        lines.append(group)
        for check in found.checks:
            if check.group == group:
                remedy = f"  -> {check.remedy}" if check.remedy else ""
                lines.append(f"  {_MARKS[check.status]}  {check.name:<{width}}  {check.detail}{remedy}")
    return "\n".join(lines)
