"""``biofab strain fva``: between which bounds each flux may lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.cli.strain.tables import FLUX, SMALL, cut, table, tell

if TYPE_CHECKING:
    from pathlib import Path

    from biofab.cli.strain.subject import Subject
    from strains.questions.variability import Variability

FIXED = 1e-6  # mmol/gDW/h; a narrower range is one value


def add_to(app: typer.Typer) -> None:
    """Hangs the command into ``biofab strain``."""
    app.command()(fva)


def fva(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    objective: of.Objective = None,
    uptake: of.Uptake = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    overflow: of.Overflow = None,
    fraction: of.Fraction = 1.0,
    reaction: Annotated[
        list[str] | None, typer.Option("--reaction", help="Only this reaction or named exchange; repeatable.")
    ] = None,
    loopless: Annotated[bool, typer.Option("--loopless", help="Without loops that run on nothing.")] = False,
    processes: of.Processes = 1,
    plot: of.Plot = None,
    top: of.Top = 20,
    as_json: Json = False,
) -> None:
    """Between which bounds each flux may lie with the objective at a fraction of its best."""
    from biofab.cli.strain.subject import subject

    if plot is not None:
        from biofab.pictures.page import require_ending

        require_ending(plot)
    asked = subject(of.choice(host, medium, product, model, objective, uptake, knock_out, block, overflow))
    wanted = [_wanted(asked, name) for name in reaction] if reaction else None
    found = _ranges(asked, fraction, wanted, loopless, processes)
    rows = _rows(asked, found)
    if plot is not None:
        _draw(asked, found, rows[:top], plot)
    if as_json:
        print_result(facts(asked, found), as_json=True)
        return
    shown, more = cut(rows, top)
    fixed = sum(high - low <= FIXED for _, low, high, _ in rows)
    free = len(rows) - fixed
    answer = f"{asked.title}: at {100 * fraction:g} % of the best objective, {found.optimum:.6g},"
    tell(
        f"{answer} {fixed:,} of {len(rows):,} fluxes have one value and {free:,} are open",
        table(("reaction", f"least {FLUX}", f"most {FLUX}", "name"), shown, more),
    )


def facts(asked: Subject, found: Variability) -> dict[str, Any]:
    """The ranges as plain data; a flux without limit has null."""
    ends = zip(found.reactions, found.minimum.tolist(), found.maximum.tolist(), strict=True)
    return {
        "strain": asked.title,
        "status": "optimal",
        "objective": found.optimum,
        "fraction": found.fraction,
        "fluxes": {name: {"minimum": _finite(low), "maximum": _finite(high)} for name, low, high in ends},
    }


def _ranges(asked: Subject, fraction: float, wanted: list[str] | None, loopless: bool, processes: int) -> Variability:
    from biofab.progress import terminal_progress

    with terminal_progress() as progress:
        progress.step("ranges")

        def told(done: int, of: int) -> None:
            progress.advance(done / max(of, 1))

        if loopless:
            from strains.questions.loopless import loopless_variability

            return loopless_variability(asked.network, fraction, wanted)
        from strains.questions.variability import flux_variability

        return flux_variability(asked.network, fraction, wanted, processes, told)


def _wanted(asked: Subject, name: str) -> str:
    return asked.exchanges.get(name, name)


def _rows(asked: Subject, found: Variability) -> list[tuple[str, float, float, str]]:
    """Named exchanges and growth first, then the widest ranges."""
    first = {asked.growth or "": 0, **dict.fromkeys(asked.names, 1)}
    names = asked.network.named_reactions
    rows = [
        (name, low, high, asked.names.get(name) or names[name])
        for name, low, high in zip(found.reactions, found.minimum.tolist(), found.maximum.tolist(), strict=True)
    ]
    moving = {name for name, low, high, _ in rows if max(abs(low), abs(high)) > SMALL}
    return sorted(rows, key=lambda row: (row[0] not in moving, first.get(row[0], 2), row[1] - row[2]))


def _draw(asked: Subject, found: Variability, rows: list[tuple[str, float, float, str]], path: Path) -> None:
    from biofab.pictures.flux_ranges import flux_ranges
    from biofab.pictures.page import save

    drawn = [
        (asked.names.get(name, name), low, high)
        for name, low, high, _ in rows
        if math.isfinite(low) and math.isfinite(high)
    ]
    title = f"{asked.title}: ranges of fluxes at {100 * found.fraction:g} % of the best objective"
    caption = "Bars: from least to greatest flux; diamonds: only one value is possible."
    save(flux_ranges(drawn, title), path, title, caption, table(("reaction", "least", "most", "name"), rows))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
