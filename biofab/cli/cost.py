"""The command that prices a study: minimum selling price, capital, what an investor asks, impact, by site and year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json, StudyPlace, require, study_at
from biofab.cli.output import columns, print_result, to_text
from biofab.errors import BadInput
from biofab.progress import terminal_progress

if TYPE_CHECKING:
    from processes.economics.appraisal import Appraisal

_PLANNING = ("cobra", "pyomo", "casadi", "scipy")
STANDING = ("labour", "overhead", "maintenance", "insurance and local tax")
CAPITAL = ("capital, loan and return", "working capital and land", "income tax")
UTILITIES = ("electricity", "steam", "chilled_water", "cooling_water", "process_water", "compressed_air", "natural_gas")
OTHERS = ("waste_water", "solid_waste", "clarification", "crystallisation")
Site = Annotated[str | None, typer.Option("--site", help="A site card's name or a path to a .toml.")]
Year = Annotated[int | None, typer.Option("--year", min=1980, max=2100, help="In the money of which year.")]
Price = Annotated[float | None, typer.Option("--price", min=0, help="USD/kg that the product is sold at.")]
Stored = Annotated[Path | None, typer.Option("--design", help="A stored design (RUN/designs/NAME.json); no new plan.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Waterfall of the price: .svg, .png or .html.")]
PlotCash = Annotated[Path | None, typer.Option("--plot-cash", help="Yearly cash: .svg, .png or .html.")]


def add_to(app: typer.Typer) -> None:
    """Hangs the command into the command line."""
    app.command()(cost)


def cost(
    study: StudyPlace,
    site: Site = None,
    year: Year = None,
    price: Price = None,
    design: Stored = None,
    as_json: Json = False,
    plot: Plot = None,
    plot_cash: PlotCash = None,
) -> None:
    """Price a study's product: minimum selling price, capital, pay-back and impact, at any site and in any year."""
    read = study_at(study)
    require(*(_PLANNING if design is None else ()), *(("matplotlib",) if plot or plot_cash else ()))
    _endings(plot, plot_cash)
    from biofab.pricing import price_study

    with terminal_progress() as progress:
        result, appraisal = price_study(read, site, year, price, design, progress)
    _draw(result, appraisal, plot, plot_cash)
    if as_json:
        print_result(result, as_json=True)
    else:
        typer.echo(cost_text(result))


def kinds_of(lines: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """Kinds of cost with their lines, in the order of the waterfall; what is no other kind is a raw material."""
    known = (*UTILITIES, *OTHERS, *STANDING, *CAPITAL)
    kinds = {
        "raw materials": tuple(name for name in lines if name not in known),
        "utilities": UTILITIES,
        "down-stream, waste": OTHERS,
        "people and upkeep": STANDING,
        "capital": CAPITAL,
    }
    return {kind: found for kind, names in kinds.items() if (found := tuple(name for name in names if name in lines))}


def cost_text(result: Mapping[str, Any]) -> str:
    """The answer in a screenful; every sum of money with its currency and year."""
    money = f"USD of {result['year']}"
    price, local = result["minimum_selling_price_usd_per_kg"], result["local_currency"]
    head = f"{result['study']} at {result['site']}, {result['design']['scale']}: {price:.4g} {money} per kg"
    if local != "USD":
        head += f" ({result['minimum_selling_price_local_per_kg']:.4g} {local})"
    asked = result["measures"]
    parts = [
        f"{head}: the price at which the owners earn their discount rate",
        f"at {result['asked_price_usd_per_kg']:.4g} {money} per kg\n" + _rows(_measures(asked)),
        f"price by line, {money} per kg\n" + _lines(result["lines_usd_per_kg"]),
        f"capital, million {money}\n"
        + _rows({name: f"{value / 1e6:.2f}" for name, value in result["capital"].items() if name != "lang"}),
        "impact per kg of product, cradle to gate (range with every factor at its end)\n" + _impact(result["impact"]),
    ]
    parts += [one["words"] for one in result["incumbents"]] or ["no incumbent of this product is known here"]
    if result["warnings"]:
        parts.append(to_text({"warnings": result["warnings"]}))
    return "\n\n".join(parts)


def _measures(asked: Mapping[str, Any]) -> dict[str, str]:
    back = "never" if asked["payback"] is None else f"{asked['payback']:.1f} years of operation"
    rate = "none" if asked["irr"] is None else f"{100.0 * asked['irr']:.1f} % a year"
    return {
        "net present value": f"{asked['npv'] / 1e6:.2f} million USD",
        "rate of return": rate,
        "pay-back": back,
        "return on investment": f"{100.0 * asked['roi']:.1f} % a year",
    }


def _lines(lines: Mapping[str, float]) -> str:
    rows = {}
    for kind, names in kinds_of(lines).items():
        rows[kind] = f"{sum(lines[name] for name in names):.4f}"
        rows |= {f"  {name.replace('_', ' ')}": f"{lines[name]:.4f}" for name in names}
    return _rows(rows)


def _impact(impact: Mapping[str, Any]) -> str:
    return _rows(
        {
            f"{name}, {impact['units'][name].removesuffix(' per kg')}": (
                f"{total:.4g}  ({impact['low'][name]:.3g} to {impact['high'][name]:.3g})"
            )
            for name, total in impact["totals"].items()
        }
    )


def _rows(rows: Mapping[str, str]) -> str:
    return columns(list(rows.items()))


def _endings(*paths: Path | None) -> None:
    from biofab.pictures.page import require_ending

    for path in paths:
        if path is not None:
            require_ending(path)


def _draw(result: Mapping[str, Any], appraisal: Appraisal, plot: Path | None, plot_cash: Path | None) -> None:
    if plot is None and plot_cash is None:
        return
    from biofab.pictures.cash_flow import cash_flow
    from biofab.pictures.page import save
    from biofab.pictures.waterfall import waterfall

    where = f"{result['study']} at {result['site']}, USD of {result['year']}"
    lines = result["lines_usd_per_kg"]
    try:
        if plot is not None:
            save(waterfall(lines, kinds_of(lines)), plot, f"price of {where}", "minimum selling price by line")
        if plot_cash is not None:
            axes = cash_flow(appraisal.years().tolist(), appraisal.cash().tolist(), appraisal.year)
            save(axes, plot_cash, f"cash of {where}", "owners' cash by year, and its sum")
    except OSError as error:
        raise BadInput(f"--plot: {error.filename}: cannot be written: {error.strerror}") from None
