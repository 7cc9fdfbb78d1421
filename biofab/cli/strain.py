"""Commands about strains: list, check."""

from __future__ import annotations

from typing import Annotated

import typer

from biofab.cli.options import Json, require
from biofab.cli.output import print_result
from biofab.errors import ExitCode

app = typer.Typer(help="Hosts, products, media and the strain they make.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_cards(as_json: Json = False) -> None:
    """Name the host, product and medium cards that come with biofab."""
    from strains.library import hosts, media, products

    print_result({"hosts": hosts(), "products": products(), "media": media()}, as_json=as_json)


@app.command()
def check(
    host: Annotated[str, typer.Option("--host", help="A host card's name or its .toml.")] = "ecoli_k12",
    product: Annotated[str, typer.Option("--product", help="A product card's name or its .toml.")] = "succinate",
    medium: Annotated[str, typer.Option("--medium", help="A medium card's name or its .toml.")] = "m9_glucose",
    as_json: Json = False,
) -> None:
    """Check a strain's model: mass, charge, energy from nothing; exit 2 when something does not balance."""
    require("cobra")
    from strains.balance import check_balance
    from strains.strain import Strain

    found = check_balance(Strain.from_cards(host, product, medium))
    if as_json:
        print_result(found.to_dict(), as_json=True)
    else:
        typer.echo(found.as_text())
    raise typer.Exit(int(ExitCode.OK if found.ok else ExitCode.BAD_INPUT))
