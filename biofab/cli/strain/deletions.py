"""``biofab strain deletions``: what is left of growth without each gene or reaction, or each pair."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.cli.strain.tables import cut, table, tell

if TYPE_CHECKING:
    from biofab.cli.strain.subject import Subject
    from strains.questions.deletions import Deletions

SAME = 1e-6  # of the wild type's objective; a smaller change is none


def add_to(app: typer.Typer) -> None:
    """Hangs the command into ``biofab strain``."""
    app.command()(deletions)


def deletions(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    objective: of.Objective = None,
    uptake: of.Uptake = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    overflow: of.Overflow = None,
    reactions: Annotated[bool, typer.Option("--reactions", help="Of reactions in place of genes.")] = False,
    double: Annotated[bool, typer.Option("--double", help="Of every pair.")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--of", metavar="NAME", help="Only this gene or reaction; repeatable.")
    ] = None,
    threshold: Annotated[
        float, typer.Option("--threshold", help="Fraction of the wild type below which a deletion is lethal.")
    ] = 0.01,
    top: of.Top = 20,
    as_json: Json = False,
) -> None:
    """What growth is left without each gene (or reaction, or pair), and which of them are essential."""
    from biofab.cli.strain.subject import subject

    asked = subject(of.choice(host, medium, product, model, objective, uptake, knock_out, block, overflow))
    found = _survey(asked, reactions, double, only)
    told = facts(asked, found, threshold)
    if as_json:
        print_result(told, as_json=True)
        return
    what = ("pair of " if double else "") + ("reaction" if reactions else "gene")
    what = f"pairs of {what.removeprefix('pair of ')}s" if double else f"{what}s"
    names = {**asked.network.named_reactions, **asked.network.named_genes}
    slower = [one for one in told["deletions"] if (one["objective"] or 0.0) < (1 - SAME) * found.wild_type]
    slower.sort(key=lambda one: (one["objective"] or 0.0, one["deletion"]))
    rows = [
        (" + ".join(one["deletion"]), one["objective"], ", ".join(filter(None, (names[n] for n in one["deletion"]))))
        for one in slower
    ]
    shown, more = cut(rows, top)
    tell(
        f"{asked.title}: {len(told['essential']):,} of {len(found.names):,} {what} are essential (less than "
        f"{100 * threshold:g} % of {found.wild_type:.6g} left), {len(slower):,} cost growth",
        table(("deletion", "objective left", "name"), shown, more) if rows else "",
    )


def facts(asked: Subject, found: Deletions, threshold: float) -> dict[str, Any]:
    """The survey as plain data; null where nothing is feasible."""
    left = [None if math.isnan(value) else value for value in found.objective.tolist()]
    return {
        "strain": asked.title,
        "wild_type": found.wild_type,
        "threshold": threshold,
        "essential": [list(names) for names in found.essential(threshold)],
        "deletions": [
            {"deletion": list(names), "objective": value} for names, value in zip(found.names, left, strict=True)
        ],
    }


def _survey(asked: Subject, reactions: bool, double: bool, only: list[str] | None) -> Deletions:
    from biofab.progress import terminal_progress
    from strains.questions import deletions as ask

    with terminal_progress() as progress:
        progress.step("deletions")

        def told(done: int, of: int) -> None:
            progress.advance(done / max(of, 1))

        if reactions:
            by_reaction = ask.double_reaction_deletions if double else ask.single_reaction_deletions
            return by_reaction(asked.network, only, told)
        by_gene = ask.double_gene_deletions if double else ask.single_gene_deletions
        return by_gene(asked.network, only, told)
