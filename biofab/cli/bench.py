"""Commands that answer a study: demo, optimise, run, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from biofab.cli.options import Json, Out, StudyPlace, fresh_folder, one_of, positive, require, study_at
from biofab.cli.output import plan_text, print_result
from biofab.errors import BadInput
from biofab.progress import terminal_progress

OBJECTIVES = ("titre", "rate", "yield", "cost", "pareto")
VIRTUAL_SPEED = 900.0  # of a virtual plant that is started for one batch: minutes would only be waited for
_PLANNING = ("cobra", "pyomo", "casadi", "scipy")
_REPORTING = ("jinja2", "matplotlib")
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Of everything random; the study's own by default.")]
Speed = Annotated[float | None, typer.Option("--speed", help="Plant seconds in a real second; 900 by default.")]


def add_to(app: typer.Typer) -> None:
    """Hangs the commands into the command line, in the order that its help shows."""
    app.command()(demo)
    app.command()(optimise)
    app.command("optimize", hidden=True)(optimise)
    app.command()(run)
    app.command()(report)


def demo(
    out: Out = None,
    as_json: Json = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of everything random.")] = 1,
    speed: Speed = None,
) -> None:
    """Answer the succinic acid question, from genome to plant and back; the last line is the report's path."""
    require(*_PLANNING, *_REPORTING)
    folder = fresh_folder(out, "demo")
    positive(speed)
    from biofab.demo import run_demo

    with terminal_progress() as progress:
        result = run_demo(folder, seed, speed, progress)
    _print_with_report(result, as_json)


def optimise(
    study: StudyPlace,
    objective: Annotated[str, typer.Option("--objective", help=f"One of {', '.join(OBJECTIVES)}.")] = "cost",
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Plan a study's batch: strain, kinetics, optimum and its check against the whole model."""
    one_of(objective, OBJECTIVES, "objective")
    read = study_at(study)
    require(*_PLANNING)
    folder = None if out is None else fresh_folder(out, "plan")
    from biofab.scaleup import optimise_study

    with terminal_progress() as progress:
        result = optimise_study(read, objective, folder, progress)
    if as_json:
        print_result(result, as_json=True)
    else:
        typer.echo(plan_text(result, folder))


def run(
    study: StudyPlace,
    plant: Annotated[str | None, typer.Option("--plant", help="A plant card; the study's own by default.")] = None,
    endpoint: Annotated[str | None, typer.Option("--endpoint", help="opc.tcp://HOST:PORT of a running plant.")] = None,
    out: Out = None,
    speed: Speed = None,
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Run a study's recipe on a plant, record it and estimate the kinetics; the virtual plant by default."""
    read = study_at(study)
    require(*_PLANNING, *_REPORTING)
    folder = fresh_folder(out, "run")
    chosen = read.plant.card if plant is None else plant
    address = read.plant.endpoint if endpoint is None else endpoint
    if address is not None and not address.startswith("opc.tcp://"):
        raise BadInput(f"--endpoint: expected opc.tcp://HOST:PORT/PATH, not '{address}'")
    from plant_io.plant import plant as read_plant

    read_plant(chosen)
    from biofab.run import run_study

    fast = positive(speed) or VIRTUAL_SPEED
    with terminal_progress() as progress:
        result = run_study(read, chosen, address, folder, fast, read.seed if seed is None else seed, progress)
    _print_with_report(result, as_json)


def report(run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder.")]) -> None:
    """Write the report of a run folder again; prints its path."""
    if not run_folder.is_dir():
        raise BadInput(f"{run_folder}: no such run folder{_nearest_folder(run_folder)}")
    require(*_REPORTING)
    from biofab.report.build import write_report

    typer.echo(str(write_report(run_folder)))


def _nearest_folder(missing: Path) -> str:
    from cards.reading import nearest

    parent = missing.parent
    return nearest(missing.name, [path.name for path in parent.iterdir() if path.is_dir()]) if parent.is_dir() else ""


def _print_with_report(result: dict[str, object], as_json: bool) -> None:
    print_result(result, as_json=as_json)
    if not as_json and "report" in result:
        typer.echo(str(result["report"]))
