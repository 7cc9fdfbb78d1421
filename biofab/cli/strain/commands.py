"""The command ``biofab strain``: its commands in the order that its help shows."""

from __future__ import annotations

import typer

from biofab.cli.strain import cards, check, deletions, design, fva, growth, phenotype, simulate

app = typer.Typer(
    help="Organisms and models: cards, checks, and every question that can be asked of one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for group in (cards, check, growth, fva, deletions, phenotype, design, simulate):
    group.add_to(app)
