"""``biofab strain phenotype``: growth, uptakes and secretions as an exact piecewise-linear map of uptake limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json
from biofab.cli.output import print_result
from biofab.cli.strain import options as of
from biofab.cli.strain.tables import FLUX, cut, minded, table, tell
from biofab.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from strains.phenotype.phenotype import Phenotype
    from strains.strain import Strain

SHOWN = 6  # outputs in a table


def add_to(app: typer.Typer) -> None:
    """Hangs the command into ``biofab strain``."""
    app.command()(phenotype)


def phenotype(
    host: of.Host = None,
    medium: of.Medium = None,
    product: of.Product = None,
    model: of.Model = None,
    limit: Annotated[
        list[str] | None,
        typer.Option("--limit", metavar="NAME=LOW:HIGH", help="Uptake that moves, mmol/gDW/h; one to three."),
    ] = None,
    phase: Annotated[str | None, typer.Option("--phase", help="The limits of a product's phase, in place.")] = None,
    uptake: of.Uptake = None,
    knock_out: of.KnockOut = None,
    block: of.BlockIt = None,
    output: Annotated[
        list[str] | None, typer.Option("--output", metavar="NAME", help="growth, or an exchange; repeatable.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the random points of the check.")] = 0,
    plot: of.Plot = None,
    top: of.Top = 12,
    as_json: Json = False,
) -> None:
    """The exact map of growth and fluxes over one to three uptake limits, with its largest error."""
    if plot is not None:
        from biofab.pictures.page import require_ending

        require_ending(plot)
    chosen = of.choice(host, medium, product, model, None, uptake, knock_out, block)
    spans = of.spans(limit)
    if bool(spans) == (phase is not None):
        raise BadInput("give the uptakes that move, --limit NAME=LOW:HIGH, or a phase of the product, --phase NAME")
    if phase is not None and product is None:
        raise BadInput("--phase: phases are a product's; name it with --product")
    from biofab.cli.strain.whole import naming, whole_strain

    title, strain = whole_strain(chosen)
    held = dict(chosen.uptake)
    found = _drawn(naming(strain, [*spans, *held]), spans, phase, held, output, seed)
    found = _renamed(found, strain, chosen.product is not None)
    if plot is not None:
        _plot(title, found, plot, "growth" if not output else output[0])
    if as_json:
        print_result({"strain": title, "status": "optimal", **found.to_dict()}, as_json=True)
    else:
        _tell(title, found, top)


def _drawn(
    strain: Strain,
    spans: Mapping[str, tuple[float, float]],
    phase: str | None,
    fixed: Mapping[str, float],
    output: list[str] | None,
    seed: int,
) -> Phenotype:
    from biofab.progress import terminal_progress
    from strains.phenotype.phenotype import phenotype as of_phase
    from strains.phenotype.phenotype import phenotype_over

    with terminal_progress() as progress:
        progress.step("phenotype")
        if phase is not None:
            return of_phase(strain, phase, seed=seed)
        outputs = None if not output else tuple(dict.fromkeys(("growth", *output)))
        return phenotype_over(strain, spans, fixed, outputs, seed=seed)


def _renamed(found: Phenotype, strain: Strain, has_product: bool) -> Phenotype:
    """Without a product card the output ``product`` goes by the name of what it is."""
    from dataclasses import replace

    if has_product or "product" not in found.outputs:
        return found
    names = {reaction: name for name, reaction in strain.host.exchanges.items()}
    name = names.get(strain.product.exchange, "product")
    kept = [place for place, one in enumerate(found.outputs) if one != name]
    return replace(
        found,
        outputs=tuple(name if found.outputs[place] == "product" else found.outputs[place] for place in kept),
        coefficients=found.coefficients[:, kept],
        carbon=tuple(found.carbon[place] for place in kept),
        merging_error=tuple(found.merging_error[place] for place in kept),
        undecided=tuple(one for one in found.undecided if one.output != "product"),
    )


def _tell(title: str, found: Phenotype, top: int) -> None:
    """The answer, the corners of the map with what the cell does there, and how exact it is."""
    spans = " and ".join(
        f"{name} {low:g} to {high:g}" for name, (low, high) in zip(found.limits, found.box, strict=True)
    )
    best, where = _best(found)
    outputs = [name for name in found.outputs if name not in found.limits][:SHOWN]
    rows = _corners(found, outputs)
    shown, more = cut(rows, top)
    error = max(found.affine_residual, found.random_point_error)
    open_ones = sorted({one.output for one in found.undecided})
    tell(
        f"{title}: {len(found.rows)} regions over {spans} {FLUX}; most growth {best:.6g} 1/h at {where}",
        "at the corners of the regions\n" + table([*(f"{name} ≤" for name in found.limits), *outputs], shown, more),
        f"growth 1/h, the rest {FLUX}; largest error against the model's own linear programmes {error:.2g}\n"
        f"equal optima: {found.tie_break}",
        minded([f"equal growth leaves open: {', '.join(open_ones)}"] if open_ones else []),
    )


def _best(found: Phenotype) -> tuple[float, str]:
    import numpy as np

    corners = np.unique(np.vstack(found.vertices), axis=0)
    growth = found.evaluate(corners)[:, found.column("growth")]
    place = int(np.nanargmax(growth))
    where = ", ".join(f"{name} {value:.4g}" for name, value in zip(found.limits, corners[place], strict=True))
    return float(growth[place]), where


def _corners(found: Phenotype, outputs: list[str]) -> list[tuple[Any, ...]]:
    import numpy as np

    corners = np.unique(np.round(np.vstack(found.vertices), 9), axis=0)
    values = found.evaluate(corners)[:, [found.column(name) for name in outputs]]
    return [tuple(map(float, (*theta, *one))) for theta, one in zip(corners, values, strict=True)]


def _plot(title: str, found: Phenotype, path: Path, output: str) -> None:
    from biofab.pictures.page import save
    from biofab.pictures.phenotype_plane import phenotype_plane

    caption = (
        f"{len(found.rows)} regions in which the cell does the same thing; largest error "
        f"{max(found.affine_residual, found.random_point_error):.2g}. Equal optima: {found.tie_break}."
    )
    save(phenotype_plane(found, output), path, title, caption)
