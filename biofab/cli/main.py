"""The command ``biofab``: commands imported when they are called, and every error told in one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from biofab import __version__
from biofab.cli import bench, cost, explore, house, plant, scale
from biofab.cli.strain import commands as strain

app = typer.Typer(
    name="biofab",
    help="From a genome to a running fermenter and back.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # importing rich would double the time of --help
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
bench.add_to(app)
cost.add_to(app)
house.add_to(app)
app.add_typer(explore.app, name="explore")
app.add_typer(plant.app, name="plant")
app.add_typer(scale.app, name="scale")
app.add_typer(strain.app, name="strain")


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Print the version and end.")) -> None:
    if version:
        typer.echo(f"biofab {__version__}")
        raise typer.Exit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code. Nothing but an exit code leaves here: every error is told."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except BrokenPipeError:  # the reader of our stdout has gone: head, less
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (Exception, KeyboardInterrupt) as error:
        from biofab.cli.failure import tell

        return tell(error, as_json="--json" in given)


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        # Not command.main(): it would turn Ctrl-C and usage errors into words and codes of its own.
        with command.make_context("biofab", arguments) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
