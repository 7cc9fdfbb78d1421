"""The steps that draw a phenotype: regions by the sandwich, affine fluxes, checks against the model, merging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from strains.errors import MediumInfeasible, PhenotypeInexact
from strains.phenotype.cell import SHORTFALL, SLACK, Cell
from strains.phenotype.outputs import Output, by_products, main_outputs
from strains.phenotype.regions import Piece, error, fit, homogeneous, prune
from strains.phenotype.sandwich import Box, Pieces, Point, Region, sandwich
from strains.phenotype.tie_break import TieBreak

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

GROWTH_TOLERANCE = 1e-6  # 1/h, by which the tie-break may move growth
EXACT = 1 / 300  # of the error that merging may cause; the affine regions must reproduce the model at least so well
SECRETED = 0.05  # mmol/gDW/h; a by-product is an output when it is secreted faster at some corner
RANDOM_POINTS = 60
WIDTH = 0.01  # of the larger end of a range; an output whose range is wider is undecided
WIDTH_FLOOR = 1e-4  # mmol/gDW/h; no range narrower than this counts


@dataclass(frozen=True)
class Undecided:
    """An output that maximal growth does not decide at ``theta``: it may lie anywhere from ``low`` to ``high``."""

    output: str
    theta: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Drawn:
    """The exact map: live and dead regions, the tie-break used, and how far it moved growth (1/h) at any corner."""

    tie_break: TieBreak
    live: tuple[Region, ...]
    dead: tuple[Region, ...]
    corners: tuple[Point, ...]  # all that are alive
    growth_error: float


@dataclass(frozen=True, eq=False)
class Fitted:
    """The affine ``pieces`` and what they were found to be wrong by, mmol/gDW/h (growth 1/h)."""

    pieces: list[Piece]
    residual: float
    random_error: float
    merging_error: Floats  # (outputs,)


def draw(cell: Cell, box: Box, tie_break: TieBreak) -> Drawn:
    """The regions under the largest weights that cost no growth. Raises MediumInfeasible, PhenotypeInexact."""
    moved = np.inf
    for _ in range(4):
        pieces = _sandwich(cell, box, tie_break)
        live = tuple(region for region in pieces.regions if _alive(cell, *region.corners))
        if not live:
            raise MediumInfeasible(
                f"on medium '{cell.strain.medium.name}' the strain meets its maintenance of "
                f"{cell.strain.maintenance:g} mmol ATP/gDW/h nowhere in the range of its uptake limits; "
                "widen them, lift a block or complete the medium"
            )
        dead = tuple(region for region in pieces.regions if not _alive(cell, *region.corners))
        corners = tuple(corner for corner in pieces.vertices if _alive(cell, corner))
        moved = max(_moved(cell, corner) for corner in corners)
        if moved <= GROWTH_TOLERANCE:
            return Drawn(tie_break, live, dead, corners, moved)
        tie_break = tie_break.divided(10.0)
    raise PhenotypeInexact(f"no tie-break is small enough: the smallest tried still moves growth by {moved:.2g} 1/h")


def pick_outputs(cell: Cell, drawn: Drawn) -> tuple[Output, ...]:
    """The main outputs, and every by-product that some corner secretes."""
    others = by_products(cell.strain)
    fluxes = np.array([corner.seen for corner in drawn.corners]) @ output_matrix(cell, others).T
    secreted = fluxes.max(axis=0) > SECRETED
    return main_outputs(cell.strain) + tuple(other for other, is_out in zip(others, secreted, strict=True) if is_out)


def output_matrix(cell: Cell, picked: Sequence[Output]) -> Floats:
    """Matrix (outputs, columns) that picks the outputs from the fluxes."""
    matrix = np.zeros((len(picked), len(cell.problem.columns)))
    for row, output in enumerate(picked):
        matrix[row, cell.problem.index(output.reaction)] = output.sign
    return matrix


def alive_rows(cell: Cell, drawn: Drawn) -> Floats:
    """ATP beyond maintenance (m, 1 + limits), mmol/gDW/h, in each dead region; all are >= 0 where the strain is alive.

    The shortfall is convex, so that the affine shortfalls of the dead regions describe the living ones exactly.
    """
    slack = output_matrix(cell, [Output(SLACK, SLACK, 1.0, 0.0)])
    rows: list[Floats] = []
    for region in drawn.dead:
        row = -fit(region, slack).affine[0]
        if all(np.abs(row - other).max() > 1e-6 for other in rows):
            rows.append(row)
    return np.array(rows).reshape(-1, 1 + len(drawn.live[0].row[1:]))


def fit_and_check(
    cell: Cell, drawn: Drawn, picked: Sequence[Output], theta: Floats, allowed: Floats, merge: bool
) -> Fitted:
    """Affine outputs on the live regions, checked at ``theta`` (n, limits), merged within ``allowed`` (outputs,).

    Raises PhenotypeInexact when they do not reproduce the model.
    """
    matrix = output_matrix(cell, picked)
    exact = [fit(region, matrix) for region in drawn.live]
    values = np.array([matrix @ cell.most_growth(point, drawn.tie_break).fluxes for point in theta])
    residual = np.max([piece.residual for piece in exact], axis=0)
    missed = error(exact, theta, values)
    _require_exact(np.maximum(residual, missed), allowed, picked)
    theta = np.vstack([theta, *(piece.theta for piece in exact)])
    values = np.vstack([values, *(piece.values for piece in exact)])
    pieces = prune(exact, allowed, theta, values) if merge else exact
    return Fitted(pieces, float(residual.max()), float(missed.max()), error(pieces, theta, values))


def check_points(drawn: Drawn, alive: Floats, box: Box, seed: int) -> Floats:
    """Where to check, (n, limits): all vertices, the centres of the regions, up to 60 random points that are alive."""
    low, high = np.array(box, dtype=float).T
    drawn_points = np.random.default_rng(seed).uniform(low, high, size=(20 * RANDOM_POINTS, len(low)))
    living = drawn_points[(homogeneous(drawn_points) @ alive.T > 0).all(axis=1)]
    solved = [corner.theta for corner in drawn.corners]
    return np.vstack([solved, [region.centre for region in drawn.live], living[:RANDOM_POINTS]])


def undecided(cell: Cell, picked: Sequence[Output], pieces: Sequence[Piece]) -> tuple[Undecided, ...]:
    """The outputs that maximal growth leaves open at the centres and corners of the regions, with their ranges."""
    points = {tuple(float(x) for x in theta) for piece in pieces for theta in (*piece.theta, piece.theta.mean(axis=0))}
    others = [output for output in picked if output.name != "growth"]
    columns = cell.problem.indices(output.reaction for output in others)
    found = []
    for theta in sorted(points):
        for output, span in zip(others, cell.ranges(np.array(theta), columns), strict=True):
            low, high = sorted(output.sign * span)
            if high - low > max(WIDTH * max(abs(low), abs(high)), WIDTH_FLOOR):
                found.append(Undecided(output.name, theta, float(low), float(high)))
    return tuple(found)


def _require_exact(missed: Floats, allowed: Floats, picked: Sequence[Output]) -> None:
    worst = int(np.argmax(missed / allowed))
    if missed[worst] > EXACT * allowed[worst]:
        raise PhenotypeInexact(
            f"the affine regions miss the model's {picked[worst].name} by {missed[worst]:.2g} (allowed "
            f"{EXACT * allowed[worst]:.2g}; growth 1/h, else mmol/gDW/h); narrow the range of the uptake limits"
        )


def _sandwich(cell: Cell, box: Box, tie_break: TieBreak) -> Pieces:
    def solve(theta: Floats) -> Point:
        state = cell.most_growth(theta, tie_break)
        return Point(theta, state.value, state.gradient, state.fluxes)

    return sandwich(solve, box)


def _alive(cell: Cell, *points: Point) -> bool:
    slack = cell.problem.index(SLACK)
    return all(float(point.seen[slack]) <= SHORTFALL for point in points)


def _moved(cell: Cell, corner: Point) -> float:
    plain = cell.most_growth(corner.theta).fluxes[cell.growth]
    return abs(float(corner.seen[cell.growth] - plain))
