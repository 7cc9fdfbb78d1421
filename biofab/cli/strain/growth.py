"""``biofab strain growth``: how fast it grows, with which fluxes, and whether they can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.cli.strain.tables import FLUX, SMALL, called, cut, minded, table, tell

if TYPE_CHECKING:
    from biofab.cli.strain.subject import Subject
    from strains.models.network import Network
    from strains.questions.growth import Optimum

NOTHING = 1e-9  # 1/h; less growth is none
CHECKED = ("carbon", "electrons")


def add_to(app: typer.Typer) -> None:
    """Hangs the command into ``biofab strain``."""
    app.command()(growth)


def growth(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    objective: of.Objective = None,
    uptake: of.Uptake = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    overflow: of.Overflow = None,
    smallest: Annotated[
        bool, typer.Option("--parsimonious/--any-optimum", help="Of equal optima the one whose fluxes sum to least.")
    ] = True,
    loopless: Annotated[bool, typer.Option("--loopless", help="Of equal optima one without loops, in place.")] = False,
    top: of.Top = 12,
    as_json: Json = False,
) -> None:
    """How fast it grows, what it takes up and gives off, and whether carbon and electrons close."""
    from biofab.cli.strain.subject import subject

    asked = subject(of.choice(host, medium, product, model, objective, uptake, knock_out, block, overflow))
    found = _optimum(asked, smallest, loopless)
    told = facts(asked, found)
    if as_json:
        print_result(told, as_json=True)
    else:
        tell(_answer(asked, told), *_exchanges(asked, told["fluxes"], top), minded(told["checks"]["warnings"]))


def facts(asked: Subject, found: Optimum) -> dict[str, Any]:
    """The answer as plain data; ``growth_per_h`` is the objective where no reaction is known to make cells."""
    fluxes = {name: float(value) for name, value in zip(found.reactions, found.fluxes, strict=True)}
    rate = found.objective if asked.growth is None else fluxes[asked.growth]
    return {
        "strain": asked.title,
        "status": found.status,
        "growth_per_h": 0.0 if abs(rate) < NOTHING else rate,
        "growth_reaction": asked.growth,
        "objective": found.objective,
        "fluxes": fluxes,
        "checks": _checks(asked, found, rate),
    }


def _optimum(asked: Subject, smallest: bool, loopless: bool) -> Optimum:
    """The optimum. Raises Infeasible, Unbounded, and MediumInfeasible for a model that cannot grow as it is."""
    from strains.errors import Infeasible, MediumInfeasible, Unbounded
    from strains.questions.growth import growth as ask

    found = ask(asked.network)
    if found.status == "infeasible":
        raise Infeasible(f"{asked.title}: {found.why}")
    if found.status == "unbounded":
        raise Unbounded(f"{asked.title}: {found.why}")
    if abs(found.objective) <= NOTHING and not asked.choice.edited and asked.choice.objective is None:
        raise MediumInfeasible(f"{asked.title}: {_why_not(asked)}")
    return _chosen(asked, found, smallest, loopless)


def _chosen(asked: Subject, found: Optimum, smallest: bool, loopless: bool) -> Optimum:
    """One of equal optima, as asked for."""
    if loopless:
        from strains.questions.loopless import loopless as without_loops

        found = without_loops(asked.network, found.fluxes).optimum
    elif smallest:
        from strains.questions.parsimonious import parsimonious

        found = parsimonious(asked.network).optimum
    return found


def _why_not(asked: Subject) -> str:
    from strains.check.precursors import why_no_growth

    return why_no_growth(asked.network, asked.growth)


def _checks(asked: Subject, found: Optimum, rate: float) -> dict[str, Any]:
    from strains.check.energy import free_carriers
    from strains.models.closing import closing

    closed = closing(asked.network, found.fluxes)
    free, tested = free_carriers(asked.network)
    warnings = list(found.doubts)
    if free:
        warnings.append(
            f"the model makes {', '.join(one.carrier for one in free)} from nothing; see biofab strain check"
        )
    if asked.growth is None:
        warnings.append("no reaction is known to make cells: what is told as growth is the objective")
    elif abs(rate) < NOTHING and asked.choice.objective is None:
        warnings.append(f"no growth: {_why_not(asked)}")
    return {
        "ok": not warnings,
        **{
            one.quantity: {"into": one.into, "out": one.out, "gap": one.gap, "closes": one.closes}
            for one in closed.closures
        },
        "leaks": [{"reaction": name, "quantity": what, "made": made} for name, what, made in closed.leaks],
        "carriers_from_nothing": [one.carrier for one in free],
        "carriers_tested": list(tested),
        "warnings": warnings,
    }


def _answer(asked: Subject, told: dict[str, Any]) -> str:
    rate = told["growth_per_h"]
    lines = [f"{asked.title}: growth {rate:.6g} 1/h"]
    if rate > NOTHING:
        import math

        lines[0] += f", doubling in {math.log(2) / rate:.3g} h"
    if told["growth_reaction"] is None or abs(told["objective"] - rate) > NOTHING:
        lines.append(f"objective {told['objective']:.6g}")
    return "\n".join(lines)


def _exchanges(asked: Subject, fluxes: dict[str, float], top: int) -> list[str]:
    """What goes in and what comes out, the largest first."""
    network, parts = asked.network, []
    border = [(network.reactions[place], _outwards(network, place)) for place in asked.outlets]
    moving = sorted(((name, sign * fluxes[name]) for name, sign in border), key=lambda pair: -abs(pair[1]))
    for heading, sign in (("takes up", -1.0), ("gives off", 1.0)):
        rows = [(called(network, asked.names, name), sign * out, name) for name, out in moving if sign * out > SMALL]
        if rows:
            shown, more = cut(rows, top)
            parts.append(f"{heading}\n" + table(("", FLUX, "exchange"), shown, more))
    return parts


def _outwards(network: Network, place: int) -> float:
    """+1 where a positive flux takes out of the model, -1 where it brings in."""
    return 1.0 if next(iter(network.stoichiometry(place).values())) < 0 else -1.0
