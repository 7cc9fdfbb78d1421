"""Commands about plants: sim, list, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from biofab.cli.options import Json, positive, require
from biofab.cli.output import print_result
from biofab.errors import BadInput

app = typer.Typer(help="The virtual plant, and plant cards.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def sim(
    plant: Annotated[str, typer.Option("--plant", help="A plant card's name or its .toml.")] = "pilot",
    speed: Annotated[float, typer.Option("--speed", help="Plant seconds in a real second.")] = 60.0,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 4840,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the sensors' noise.")] = 1,
    kinetics: Annotated[Path | None, typer.Option("--kinetics", help="JSON file with the cells' kinetics.")] = None,
    scale: Annotated[Path | None, typer.Option("--scale", help="Scale card, .toml or JSON, of the vessel.")] = None,
    truth: Annotated[Path | None, typer.Option("--truth", help="File for what is true of this plant.")] = None,
    parent: Annotated[int | None, typer.Option("--parent", help="End when this process has ended.")] = None,
) -> None:
    """Serve the virtual plant over OPC UA until Ctrl-C."""
    for option, path in (("--kinetics", kinetics), ("--scale", scale)):
        if path is not None and not path.is_file():
            raise BadInput(f"{option}: {path}: no such file")
    positive(speed)
    require("scipy")
    from plant_io.plant import plant as read_plant

    read_plant(plant)
    from biofab.sim import Parts, serve_twin

    serve_twin(plant, Parts(speed, port, seed, kinetics, scale, truth), parent)


@app.command("list")
def list_plants(as_json: Json = False) -> None:
    """Name the plant cards that come with biofab."""
    from plant_io.plant import plant, plants

    cards = [plant(name) for name in plants()]
    rows = [{"name": card.name, "title": card.title, "tags": len(card.tags)} for card in cards]
    print_result({"plants": rows}, as_json=as_json)


@app.command()
def check(
    card: Annotated[str, typer.Argument(metavar="CARD", help="A plant card's name or its .toml.")],
    as_json: Json = False,
) -> None:
    """Read a plant card and say what is in it, or every fault with its line."""
    from plant_io.plant import plant

    read = plant(card)
    facts = {
        "name": read.name,
        "title": read.title,
        "endpoint": read.endpoint,
        "units": len(read.units),
        "tags": len(read.tags),
        "writable": sum(tag.writable for tag in read.tags),
        "interlocks": len(read.interlocks),
    }
    print_result(facts, as_json=as_json)
