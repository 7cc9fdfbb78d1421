"""``biofab explore``: the front of two objectives, how sure a plan is, and which number to measure first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json, Out, StudyPlace, fresh_folder, require, study_at
from biofab.cli.output import print_result
from biofab.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from biofab.exploring.question import Asked
    from processes.uncertainty.running import Where

app = typer.Typer(help="How a plan's answer moves: front, Monte Carlo, sensitivity.", no_args_is_help=True)
_FRONT = ("design", "cost_usd_per_kg", "productivity_g_per_l_h", "titre_g_per_l", "yield_g_per_g")
_SITES = ("site", "year", "as_planned_usd_per_kg", "cost_usd_per_kg", "titre_g_per_l", "failure")
_PLANNING = ("cobra", "pyomo", "casadi", "scipy", "pandas")

Samples = Annotated[int | None, typer.Option("--samples", help="How many; 200 by default.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Of the samples; the study's own by default.")]
Processes = Annotated[int, typer.Option("--processes", help="Processes of this machine; the numbers stay the same.")]
Dask = Annotated[str | None, typer.Option("--dask", help="A Dask scheduler, tcp://HOST:PORT, in place of processes.")]
Price = Annotated[str | None, typer.Option("--price", help="With its unit, as '2.5 USD/kg'.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="A picture: FILE.svg, .png or .html.")]
Resume = Annotated[Path | None, typer.Option("--resume", help="Folder of an exploration that was broken off.")]
Scale = Annotated[str | None, typer.Option("--scale", help="production (by default) or pilot.")]
Method = Annotated[str | None, typer.Option("--method", help="sobol (by default), latin or random.")]
Shape = Annotated[
    str | None, typer.Option("--distribution", help="normal (by default), lognormal, triangular, uniform.")
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Vary this number alone; repeatable.")]
Sd = Annotated[list[str] | None, typer.Option("--sd", help="NAME=SD in place of the card's; repeatable.")]
Correlate = Annotated[list[str] | None, typer.Option("--correlate", help="NAME,NAME=RANK CORRELATION; repeatable.")]
Thorough = Annotated[bool | None, typer.Option("--thorough", help="Search each new plan to the end; slower.")]


@app.command()
def pareto(
    study: StudyPlace,
    objectives: Annotated[str, typer.Option("--objectives", help="cost and one of rate, titre, yield.")] = "cost,rate",
    points: Annotated[int, typer.Option("--points", min=8, max=100, help="Plans on the front.")] = 10,
    scale: Scale = None,
    plot: Plot = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """The front between the cost and another figure; every point is a design that is kept."""
    from biofab.exploring.pareto import explore_pareto, objectives_of

    figure = objectives_of(objectives)
    read, folder = _begin(study, plot), fresh_folder(out, "pareto")
    from biofab.progress import terminal_progress

    with terminal_progress() as progress:
        result = explore_pareto(read, figure, points, scale or "production", folder, progress)
    if plot is not None:
        from biofab.cli.explore_pictures import draw_pareto

        draw_pareto(result, plot)
    from biofab.cli.explore_text import rows_text

    _tell(result, as_json, rows_text(result, "pareto", _FRONT, str(folder)))


@app.command()
def sites(
    study: StudyPlace,
    site: Annotated[list[str] | None, typer.Option("--site", help="This site alone; repeatable.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Of the prices; each card's own by default.")] = None,
    scale: Scale = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """What the plan costs at every site, as it stands and made anew for the prices of the place."""
    read, folder = _begin(study, None), fresh_folder(out, "sites")
    from biofab.exploring.sites import explore_sites
    from biofab.progress import terminal_progress

    with terminal_progress() as progress:
        result = explore_sites(read, scale or "production", year, tuple(site or ()), folder, progress)
    from biofab.cli.explore_text import rows_text

    _tell(result, as_json, rows_text(result, "sites", _SITES, str(folder)))


@app.command()
def montecarlo(
    study: StudyPlace,
    samples: Samples = None,
    seed: Seed = None,
    price: Price = None,
    mode: Annotated[str | None, typer.Option("--mode", help="fixed, replanned or both (by default).")] = None,
    method: Method = None,
    distribution: Shape = None,
    only: Only = None,
    sd: Sd = None,
    correlate: Correlate = None,
    thorough: Thorough = None,
    scale: Scale = None,
    processes: Processes = 1,
    dask: Dask = None,
    plot: Plot = None,
    as_json: Json = False,
    out: Out = None,
    resume: Resume = None,
) -> None:
    """The spread of a plan's figures, and the probability that its cost is under a price."""
    from biofab.exploring.monte_carlo import monte_carlo

    modes = None if mode is None else ("fixed", "replanned") if mode == "both" else (mode,)
    given = _given(samples, seed, method, distribution, only, sd, correlate, thorough, scale) | {"modes": modes}
    result = _explored("montecarlo", monte_carlo, study, given, price, (processes, dask), plot, out, resume)
    if plot is not None:
        from biofab.cli.explore_pictures import draw_distribution

        draw_distribution(result, plot)
    from biofab.cli.explore_text import montecarlo_text

    _tell(result, as_json, montecarlo_text(result, result["folder"]))


@app.command()
def sensitivity(
    study: StudyPlace,
    samples: Samples = None,
    seed: Seed = None,
    price: Price = None,
    mode: Annotated[str | None, typer.Option("--mode", help="fixed, or replanned (by default).")] = None,
    method: Method = None,
    distribution: Shape = None,
    only: Only = None,
    sd: Sd = None,
    direct: Annotated[
        bool | None, typer.Option("--direct", help="Indices from the model itself: samples × (numbers + 2) runs.")
    ] = None,
    thorough: Thorough = None,
    scale: Scale = None,
    processes: Processes = 1,
    dask: Dask = None,
    plot: Plot = None,
    as_json: Json = False,
    out: Out = None,
    resume: Resume = None,
) -> None:
    """Which number to measure first: tornado, Sobol indices, and what knowing a number is worth at a price."""
    from biofab.exploring.sensitivity import sensitivity as explore

    modes = (mode or "replanned",) if mode or not resume else None
    given = _given(samples, seed, method, distribution, only, sd, None, thorough, scale)
    given |= {"modes": modes, "direct": direct}
    result = _explored("sensitivity", explore, study, given, price, (processes, dask), plot, out, resume)
    if plot is not None:
        from biofab.cli.explore_pictures import draw_sensitivity

        draw_sensitivity(result, plot)
    from biofab.cli.explore_text import sensitivity_text

    _tell(result, as_json, sensitivity_text(result, result["folder"]))


def _given(
    samples: int | None,
    seed: int | None,
    method: str | None,
    distribution: str | None,
    only: list[str] | None,
    sd: list[str] | None,
    correlate: list[str] | None,
    thorough: bool | None,
    scale: str | None,
) -> dict[str, Any]:
    """What the command line says about the question; None where it says nothing."""
    pairs = [(*_names(left), rank) for left, rank in map(_assigned("--correlate"), correlate or ())]
    return {
        "samples": samples,
        "seed": seed,
        "method": method,
        "distribution": distribution,
        "only": tuple(only or ()),
        "sds": tuple(map(_assigned("--sd"), sd or ())),
        "correlations": tuple(pairs),
        "thorough": thorough,
        "scale": scale,
    }


def _explored(
    kind: str,
    explore: Callable[..., dict[str, Any]],
    study: Path,
    given: dict[str, Any],
    price: str | None,
    where: tuple[int, str | None],
    plot: Path | None,
    out: Path | None,
    resume: Path | None,
) -> dict[str, Any]:
    """Checks everything first, then explores; an interrupt says how to go on."""
    from biofab.exploring.question import Asked, begun, same, with_given
    from biofab.progress import terminal_progress

    if resume is not None and out is not None:
        raise BadInput("--resume: goes on in its own folder; leave --out out")
    under = usd_per_kg(price)
    if resume is not None:
        asked: Asked = same(begun(resume, kind), given)
        read, folder = _begin(study, plot), resume
    else:
        read = _begin(study, plot)
        asked = with_given(Asked(kind, seed=read.seed), given)
        folder = fresh_folder(out, kind)
    place = _where(*where)
    try:
        with terminal_progress() as progress:
            return explore(read, asked, under, place, folder, progress) | {"folder": str(folder)}
    except KeyboardInterrupt:
        if (folder / "exploration.json").is_file():
            typer.echo(f"what is done is kept; go on with: biofab explore {kind} {study} --resume {folder}", err=True)
        raise


def _tell(result: dict[str, Any], as_json: bool, text: str) -> None:
    if as_json:
        print_result(result, as_json=True)
    else:
        typer.echo(text)


def _begin(study: Path, plot: Path | None) -> Any:
    if plot is not None:
        from biofab.pictures.page import require_ending

        require("matplotlib")
        require_ending(plot)
    read = study_at(study)
    require(*_PLANNING)
    return read


def _where(processes: int, dask: str | None) -> Where:
    from processes.uncertainty.running import Where

    if processes < 1:
        raise BadInput(f"--processes: {processes}; expected 1 or more")
    if dask is not None:
        if not dask.startswith(("tcp://", "tls://")):
            raise BadInput(f"--dask: expected tcp://HOST:PORT, not '{dask}'")
        require("distributed")
    return Where(processes, dask)


def usd_per_kg(words: str | None) -> float | None:
    """A price with its unit in USD/kg; None for none. Raises BadInput without a unit, or with one that does not fit."""
    if words is None:
        return None
    from cards.units import convert

    number, _, unit = words.strip().partition(" ")
    try:
        value = float(number)
    except ValueError:
        raise BadInput(f"--price: '{words}' is no price; expected a number and its unit, as '2.5 USD/kg'") from None
    if not unit.strip():
        raise BadInput(f"--price: {number} has no unit; expected one, as '{number} USD/kg'")
    try:
        value = convert(value, unit.strip(), "USD/kg")
    except ValueError as error:
        raise BadInput(f"--price: '{words}': {error}; expected as '2.5 USD/kg'") from None
    if not value > 0.0:
        raise BadInput(f"--price: {words}: expected more than 0")
    return value


def _assigned(option: str) -> Callable[[str], tuple[str, float]]:
    def parse(words: str) -> tuple[str, float]:
        name, _, number = words.partition("=")
        try:
            return name.strip(), float(number)
        except ValueError:
            raise BadInput(f"{option}: '{words}'; expected a name, = and a number") from None

    return parse


def _names(words: str) -> tuple[str, str]:
    one, comma, other = words.partition(",")
    if not comma or not other.strip():
        raise BadInput(f"--correlate: '{words}'; expected two names, as NAME,NAME=0.5")
    return one.strip(), other.strip()
