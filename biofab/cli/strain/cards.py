"""``biofab strain list``, ``show`` and ``add``: the cards there are, what a strain is, and a new host from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.cli.strain.tables import called, minded, table, tell

if TYPE_CHECKING:
    from biofab.cli.strain.subject import Subject
    from strains.intake.add import Intake

APART = ("uptakes", "exchanges")  # told in tables


def add_to(app: typer.Typer) -> None:
    """Hangs the commands into ``biofab strain``."""
    app.command("list")(list_cards)
    app.command()(show)
    app.command()(add)


def list_cards(as_json: Json = False) -> None:
    """Name the host, product and medium cards that there are, your own hosts among them."""
    from strains.catalogue import library
    from strains.catalogue.user_hosts import own_hosts

    found = {
        "hosts": sorted({*library.hosts(), *own_hosts()}),
        "products": library.products(),
        "media": library.media(),
    }
    print_result(found if as_json else {key: list(names) for key, names in found.items()}, as_json=as_json)


def show(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    objective: of.Objective = None,
    uptake: of.Uptake = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    as_json: Json = False,
) -> None:
    """What a strain or a model is: its size, growth, edits, and what it may take up."""
    from biofab.cli.strain.subject import subject

    asked = subject(of.choice(host, medium, product, model, objective, uptake, knock_out, block))
    told = _facts(asked)
    if as_json:
        print_result(told, as_json=True)
        return
    uptakes = [(one["name"], one["most"], one["exchange"]) for one in told["uptakes"]]
    tell(
        "\n".join(_line(key, told[key]) for key in told if key not in APART and told[key] not in (None, [])),
        "may take up\n" + table(("", "mmol/gDW/h", "exchange"), uptakes) if uptakes else "may take up nothing",
    )


def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A model: SBML, JSON, YAML or MATLAB.")],
    licence: Annotated[str, typer.Option("--licence", help="Under which terms it may be used, such as 'CC BY 4.0'.")],
    name: Annotated[str | None, typer.Option("--name", help="Of the host; after the file by default.")] = None,
    citation: Annotated[str | None, typer.Option("--citation", help="Who published it, where and when.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where the file is from.")] = None,
    biomass: Annotated[str | None, typer.Option("--biomass", help="Reaction that makes cells; guessed.")] = None,
    maintenance: Annotated[str | None, typer.Option("--maintenance", help="That spends ATP alone; guessed.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder of your hosts; the system's own.")] = None,
    as_json: Json = False,
) -> None:
    """Make a host card of a model file: its hash and licence are kept, what was guessed is marked in the card."""
    from strains.intake.add import add_model

    found = add_model(
        file, licence, name, citation=citation, url=url, biomass=biomass, maintenance=maintenance, into=out
    )
    if as_json:
        print_result(_added(found), as_json=True)
        return
    rows = [(key, why) for key, why in found.guesses.items() if not key.startswith("exchanges.")]
    exchanges = sum(key.startswith("exchanges.") for key in found.guesses)
    rows.append((f"{exchanges} exchanges", "by name and formula"))
    where = f"--host {found.name}" if out is None else f"--host {found.card}"
    tell(
        f"{found.name}: added as {found.card}",
        "guessed; read the card once and correct it\n" + table(("", "because"), rows),
        f"licence: {licence}\nhash: {found.sha256}\nthen: biofab strain growth {where}",
        minded([] if found.medium else ["the model's bounds allow no carbon source; name a medium with --medium"]),
    )


def _line(key: str, value: Any) -> str:
    return f"{key.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"


def _added(found: Intake) -> dict[str, Any]:
    return {
        "host": found.name,
        "card": found.card,
        "medium": found.medium,
        "model": found.model,
        "sha256": found.sha256,
        "guesses": found.guesses,
    }


def _facts(asked: Subject) -> dict[str, Any]:
    from strains.intake.card_text import open_uptakes

    network, strain = asked.network, asked.strain
    uptakes = [
        {
            "name": called(network, asked.names, network.reactions[place]),
            "most": limit,
            "exchange": network.reactions[place],
        }
        for place, limit in open_uptakes(network)
    ]
    card: dict[str, Any] = {}
    if strain is not None:
        card = {
            "organism": strain.host.title,
            "medium": strain.medium.title,
            "product": strain.product.title if asked.choice.product else None,
            "model": strain.host.model.source,
            "licence": strain.host.model.licence,
            "citation": strain.host.model.citation,
            "deleted_genes": list(strain.deleted_genes),
            "blocked_reactions": list(strain.blocked),
        }
    return {
        "strain": asked.title,
        **card,
        "reactions": len(network.reactions),
        "metabolites": len(network.metabolites),
        "genes": len(network.genes),
        "growth_reaction": asked.growth,
        "exchanges": dict(asked.exchanges),
        "uptakes": uptakes,
    }
