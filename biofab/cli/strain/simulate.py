"""``biofab strain simulate``: a batch, fed-batch or continuous culture by dynamic flux balance analysis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from biofab.cli.options import Json
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.cli.strain.tables import cell, cut, minded, table, tell
from biofab.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from biofab.cli.strain.subject import Subject
    from strains.dynamic.culture import Culture
    from strains.dynamic.trajectory import Trajectory
    from strains.dynamic.vessel import Vessel

CELLS = "cells"
CLOSES = 1e-6  # of all carbon; within this it closes
POINTS = 201  # rows of a trajectory


def add_to(app: typer.Typer) -> None:
    """Hangs the command into ``biofab strain``."""
    app.command()(simulate)


def simulate(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    start: Annotated[
        list[str] | None,
        typer.Option("--start", metavar="NAME=MMOL/L", help="What is in the vessel and followed; repeatable."),
    ] = None,
    biomass: Annotated[float, typer.Option("--biomass", help="Cells at the start, gDW/L.")] = 0.1,
    hours: Annotated[float, typer.Option("--hours", help="How long.")] = 10.0,
    volume: Annotated[float, typer.Option("--volume", help="Liquid at the start, L.")] = 1.0,
    feed: Annotated[float, typer.Option("--feed", help="L/h that flow in.")] = 0.0,
    feed_of: Annotated[
        list[str] | None, typer.Option("--feed-of", metavar="NAME=MMOL/L", help="What is in the feed; repeatable.")
    ] = None,
    continuous: Annotated[bool, typer.Option("--continuous", help="As much flows out as in.")] = False,
    uptake: of.Uptake = None,
    half: Annotated[
        list[str] | None, typer.Option("--half", metavar="NAME=MMOL/L", help="Of half uptake; repeatable.")
    ] = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    go_on: Annotated[
        bool, typer.Option("--go-on", help="Past the hour at which maintenance cannot be met; else it ends there.")
    ] = False,
    plot: of.Plot = None,
    top: of.Top = 12,
    as_json: Json = False,
) -> None:
    """A culture over time: cells, substances and growth, with every change of what limits it."""
    if plot is not None:
        from biofab.pictures.page import require_ending

        require_ending(plot)
    from biofab.cli.strain.subject import subject

    asked = subject(of.choice(host, medium, product, model, None, None, knock_out, block))
    inside = dict(of.pairs(start, "--start"))
    if not inside:
        raise BadInput("say what is in the vessel: --start glucose=20 (mmol/L), and what else is to be followed")
    vessel = _vessel(inside, volume, feed, dict(of.pairs(feed_of, "--feed-of")), continuous)
    limits, halves = dict(of.pairs(uptake)), dict(of.pairs(half, "--half"))
    found = _run(_culture(asked, inside, biomass, limits, halves), vessel, hours, go_on)
    told = facts(asked, found, inside)
    if plot is not None:
        _plot(asked.title, found, list(inside), plot)
    if as_json:
        print_result(told, as_json=True)
    else:
        _tell(told, list(inside), top)


def facts(asked: Subject, found: Trajectory, inside: Sequence[str] | dict[str, float]) -> dict[str, Any]:
    """The run as plain data: columns at even times, events, how well carbon closes."""
    import numpy as np

    table_ = found.at(np.linspace(0.0, found.end, POINTS))
    return {
        "strain": asked.title,
        "status": found.ended,
        "end_h": found.end,
        "followed": list(inside),
        "columns": {name: table_[name].tolist() for name in table_.columns},
        "events": [
            {"time_h": one.time, "kind": one.kind, "reaction": one.reaction, "side": one.side, "words": str(one)}
            for one in found.events
        ],
        "carbon_residual": float(np.abs(found.carbon_residual).max()),
    }


def _culture(
    asked: Subject, inside: dict[str, float], biomass: float, limits: dict[str, float], halves: dict[str, float]
) -> Culture:
    """The cells; what is followed and may be taken up has a limit that falls to zero with it."""
    from strains.dynamic.culture import Culture
    from strains.dynamic.laws import Constant, MichaelisMenten
    from strains.phenotype.tie_break import STATED

    names = {*inside, *limits, *halves}
    exchanges = {**asked.exchanges, **{name: asked.exchange(name) for name in names}}
    most = {name: _uptake(asked, exchanges[name]) for name in inside} | limits
    laws = {
        name: MichaelisMenten(value, halves[name]) if name in halves else Constant(value)
        for name, value in most.items()
        if name in limits or value > 0
    }
    orders = {exchanges[name]: 1.0 if weight > 0 else -1.0 for name, weight in STATED.weights if name in exchanges}
    if asked.growth is None:
        raise BadInput(f"{asked.title}: no reaction is known to make cells; write a host card: biofab strain add")
    return Culture(CELLS, asked.network, asked.growth, biomass, exchanges, laws, orders)


def _uptake(asked: Subject, exchange: str) -> float:
    """What the model's own bound lets in, mmol/gDW/h."""
    return max(-float(asked.network.lower[asked.network.place(exchange)]), 0.0)


def _vessel(
    inside: dict[str, float], volume: float, feed: float, feed_of: dict[str, float], continuous: bool
) -> Vessel:
    from strains.dynamic.vessel import Feed, Vessel

    if feed_of and not feed:
        raise BadInput("--feed-of: nothing flows in; say how much with --feed (L/h)")
    feeds = (Feed(feed, feed_of),) if feed else ()
    return Vessel(volume, inside, feeds, level=continuous)


def _run(culture: Culture, vessel: Vessel, hours: float, go_on: bool) -> Trajectory:
    from biofab.progress import terminal_progress
    from strains.dynamic.simulate import simulate as run

    with terminal_progress() as progress:
        progress.step("simulation")
        starving: Literal["go on", "stop"] = "go on" if go_on else "stop"
        return run(culture, vessel, hours, starving=starving, progress=lambda done, of: progress.advance(done / of))


def _tell(told: dict[str, Any], substances: list[str], top: int) -> None:
    columns = told["columns"]
    every = range(0, POINTS, max((POINTS - 1) // 10, 1))
    heads = ["hours", "cells gDW/L", "growth 1/h", *(f"{name} mmol/L" for name in substances)]
    keys = ["time_h", f"biomass.{CELLS}", f"growth.{CELLS}", *substances]
    rows = [tuple(float(columns[key][row]) for key in keys) for row in every]
    cells = columns[f"biomass.{CELLS}"]
    events, more = cut([(one["time_h"], one["words"].partition(": ")[2]) for one in told["events"]], top)
    left = ", ".join(f"{name} {cell(columns[name][-1])}" for name in substances)
    tell(
        f"{told['strain']}: after {told['end_h']:.4g} h {cells[-1]:.4g} gDW/L of cells (from {cells[0]:.4g}); "
        f"mmol/L left: {left}",
        table(heads, rows),
        "events\n" + table(("hours", "what"), events, more) if events else "",
        f"carbon from nowhere: {told['carbon_residual']:.1e} of all that was in the vessel",
        minded(_warnings(told)),
    )


def _warnings(told: dict[str, Any]) -> Iterator[str]:
    for one in told["events"]:
        if one["kind"] == "starving":
            yield f"from {one['time_h']:.4g} h {one['reaction']} cannot be met: the cells starve"
            break
    if told["carbon_residual"] > CLOSES:
        yield f"carbon does not close by {told['carbon_residual']:.2g} of the whole: see biofab strain check"


def _plot(title: str, found: Trajectory, substances: list[str], path: Path) -> None:
    import numpy as np

    from biofab.pictures.culture import culture
    from biofab.pictures.page import save

    frame = found.at(np.linspace(0.0, found.end, POINTS))
    axes = culture(frame, substances, [CELLS], [one.time for one in found.events])
    save(axes, path, title, "Cells, substances and growth over time; grey lines: what limits the cells changes.")
