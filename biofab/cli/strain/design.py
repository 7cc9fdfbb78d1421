"""``biofab strain design``: which gene deletions couple a product to growth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json, require
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.cli.strain.tables import cell, cut, minded, table, tell
from biofab.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from biofab.cli.strain.options import Choice
    from strains.design.designs import Design, Designs
    from strains.design.verification import Verification
    from strains.strain import Strain

APART = 1e-6  # mmol/gDW/h or 1/h; a larger difference to COBRApy is told


def add_to(app: typer.Typer) -> None:
    """Hangs the command into ``biofab strain``."""
    app.command()(design)


def design(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="EXCHANGE", help="What is to be made, without a product card.")
    ] = None,
    uptake: of.Uptake = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    largest: Annotated[int, typer.Option("--largest", min=1, max=8, help="Gene deletions in a design.")] = 3,
    least_growth: Annotated[float, typer.Option("--least-growth", help="That a design keeps, 1/h.")] = 0.05,
    upon_edits: Annotated[
        bool, typer.Option("--upon-edits", help="Start from the edits of the product card, not from the wild type.")
    ] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Ask COBRApy about the designs that are shown.")] = False,
    processes: of.Processes = 1,
    top: of.Top = 10,
    as_json: Json = False,
) -> None:
    """Gene deletions after which growing cells must make the product, ranked by their worst case."""
    chosen = of.choice(host, medium, product, model, None, None, knock_out, block)
    if (product is None) == (target is None):
        raise BadInput("say what is to be made: --product with a card's name, or --target with an exchange")
    if verify:
        require("cobra")
    from biofab.cli.strain.whole import naming

    title, strain = _strain(chosen, target, upon_edits)
    limits = _limits(strain, dict(of.pairs(uptake)))
    found, checked = _search(naming(strain, limits), limits, (largest, least_growth, processes), top if verify else 0)
    if as_json:
        print_result(facts(title, found, checked), as_json=True)
    else:
        _tell(title, found, checked, top)
    raise typer.Exit(int(ExitCode.OK if found.designs else ExitCode.INFEASIBLE))


def facts(title: str, found: Designs, checked: Sequence[Verification]) -> dict[str, Any]:
    """The designs as plain data, each with what COBRApy says of it where it was asked."""
    told = dict(zip((one.genes for one in found.designs), checked, strict=False))
    return {
        "strain": title,
        "product": found.product,
        "substrate": found.substrate,
        "uptake_limits": dict(found.limits),
        "least_growth_per_h": found.least_growth,
        "wild_type": _fact(found.wild_type, None),
        "designs": [_fact(one, told.get(one.genes)) for one in found.designs],
        "complete_to": min((one.complete_to for one in found.searches), default=0),
    }


def _fact(one: Design, told: Verification | None) -> dict[str, Any]:
    found = {
        "genes": list(one.genes),
        "choices": [list(choice) for choice in one.choices],
        "silenced": list(one.reactions),
        "growth_per_h": one.growth,
        "least_product": one.least,
        "most_product": one.most,
        "yield_mol_per_mol": one.yield_,
        "rate": one.rate,
        "coupled": one.coupled,
    }
    return found if told is None else {**found, "verified": told.verdict, "difference": told.difference}


def _strain(chosen: Choice, target: str | None, upon_edits: bool) -> tuple[str, Strain]:
    from dataclasses import replace

    from biofab.cli.strain.subject import exchange_of
    from biofab.cli.strain.whole import whole_strain

    title, strain = whole_strain(chosen)
    if target is not None:
        exchange = exchange_of(strain.base, strain.host.exchanges, target)
        made = strain.product.model_copy(update={"exchange": exchange, "name": "target", "title": target})
        return f"{title}, making {target}", replace(strain, product=made)
    if upon_edits:
        return title, strain
    return title, strain.wild_type().with_deleted_genes(*chosen.knock_outs).with_blocks(*chosen.blocks)


def _limits(strain: Strain, given: Mapping[str, float]) -> dict[str, float]:
    """The uptake limits: as given, and that of the substrate in any case."""
    from biofab.cli.strain.subject import most_substrate

    return {**dict(most_substrate(strain)), **given}


def _search(
    strain: Strain, limits: Mapping[str, float], how: tuple[int, float, int], shown: int
) -> tuple[Designs, Sequence[Verification]]:
    from biofab.progress import terminal_progress
    from strains.design.growth_coupled import growth_coupled_designs
    from strains.design.verification import verify

    largest, least_growth, processes = how
    with terminal_progress() as progress:
        progress.step("designs")

        def told(done: int, of: int) -> None:
            progress.advance(done / max(of, 1))

        found = growth_coupled_designs(strain, limits, largest, least_growth, processes=processes, progress=told)
        if not shown:
            return found, ()
        progress.step("verification")
        return found, verify(strain, limits, found.designs[:shown], told)


def _tell(title: str, found: Designs, checked: Sequence[Verification], top: int) -> None:
    complete = min((one.complete_to for one in found.searches), default=0)
    limits = ", ".join(f"{name} {value:g}" for name, value in found.limits)
    where = f"at uptakes of at most {limits} mmol/gDW/h and growth of {found.least_growth:g} 1/h or more"
    if not found.designs:
        tell(f"{title}: no design couples {found.product} to growth {where}; allow more deletions with --largest")
        return
    rows = [
        (" + ".join(one.genes), one.growth, one.least, one.most, one.yield_)
        for one in (found.wild_type, *found.designs)
    ]
    rows[0] = ("none", *rows[0][1:])
    shown, more = cut(rows, top + 1)
    best = found.designs[0]
    off = [one for one in checked if one.difference > APART]
    tell(
        f"{title}: {len(found.designs)} designs {where}; the best makes at least {cell(best.least)} mmol/gDW/h "
        f"({cell(best.yield_)} mol/mol) at {cell(best.growth)} 1/h",
        table(("deleted", "growth 1/h", "least mmol/gDW/h", "most mmol/gDW/h", "least mol/mol"), shown, more),
        f"product at maximal growth: least is what no cell can do without; every set of at most {complete} deletions "
        "was seen, larger ones in part"
        + (f"\nCOBRApy agrees on {len(checked) - len(off)} of the {len(checked)} best" if checked else ""),
        minded(f"COBRApy differs by {one.difference:.2g} for {' + '.join(one.genes)}: {one.verdict}" for one in off),
    )
