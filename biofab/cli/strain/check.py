"""``biofab strain check``: what is wrong with a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from biofab.cli.options import Json
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.errors import ExitCode


def add_to(app: typer.Typer) -> None:
    """Hangs the command into ``biofab strain``."""
    app.command()(check)


def check(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    uptake: of.Uptake = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    biomass: Annotated[str | None, typer.Option("--biomass", help="Reaction that makes cells; guessed.")] = None,
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", help="Write it as a page, .html.")] = None,
    top: of.Top = 10,
    as_json: Json = False,
) -> None:
    """Check a model: mass, charge, energy from nothing, growth, dead ends, loops; exit 2 when it has a fault."""
    from biofab.cli.strain.subject import subject
    from biofab.progress import terminal_progress
    from strains.check.report import check_model

    if page is not None:
        from biofab.report.model_check import require_html

        require_html(page)
    asked = subject(of.choice(host, medium, product, model, None, uptake, knock_out, block))
    known = 0 if asked.strain is None else asked.strain.host.model.unbalanced
    cells = biomass or (None if asked.strain is None else asked.growth)
    with terminal_progress() as progress:
        found = check_model(asked.network, cells, asked.title, progress.step, progress.advance, known)
    if page is not None:
        from biofab.report.model_check import write_page

        write_page(found, page)
    if as_json:
        print_result(found.to_dict(), as_json=True)
    else:
        typer.echo(found.as_text(top))
    raise typer.Exit(int(ExitCode.OK if found.ok else ExitCode.BAD_INPUT))
