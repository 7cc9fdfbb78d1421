"""The sandwich: every affine piece of a concave piecewise-linear function, from its values and gradients alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import HalfspaceIntersection

from strains.errors import PhenotypeInexact

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Box = Sequence[tuple[float, float]]
MOST_POINTS = 1000  # far above the hundred that a genome-scale model needs over two limits
SAME = 2e-10  # relative to 1 + its size; values nearer than this are one
APART = 1e-8  # of a limit; vertices nearer than this are one
SLIVER = 1e-7  # of the box; thinner regions have no slopes that could be told from rounding


@dataclass(frozen=True, eq=False)
class Point:
    """The function at ``theta`` (limits,): its ``value``, a supergradient (limits,), and whatever else was ``seen``."""

    theta: Floats
    value: float
    gradient: Floats
    seen: Floats


@dataclass(frozen=True, eq=False)
class Region:
    """Where one row is least: ``row`` (1 + limits,) and the solved points at the corners of the region."""

    row: Floats
    corners: tuple[Point, ...]

    @property
    def centre(self) -> Floats:
        """A point inside, (limits,)."""
        centre: Floats = np.mean([corner.theta for corner in self.corners], axis=0)
        return centre


@dataclass(frozen=True, eq=False)
class Pieces:
    """The affine pieces of a concave function: its ``regions``, largest first, and all ``vertices`` between them.

    Slivers thinner than ``SLIVER`` of the box are no regions, but their corners are among the vertices.
    """

    regions: tuple[Region, ...]
    vertices: tuple[Point, ...]


def sandwich(solve: Callable[[Floats], Point], box: Box, tolerance: float = 2e-11) -> Pieces:
    """All pieces of the concave function behind ``solve`` over ``box``.

    Rows found so far are an upper envelope. It is solved at its corners; where the function lies lower, a new row is
    cut in. When no corner lies lower the envelope is the function. Finite, and exact up to ``tolerance``.
    Raises PhenotypeInexact when the corners do not come to an end.
    """
    corners = [np.array(corner, dtype=float) for corner in product(*box)]
    centre = np.mean(corners, axis=0)
    points = {_key(theta): solve(theta) for theta in (*corners, centre)}
    rows: list[Floats] = []
    for point in points.values():
        _add(rows, point, box)
    while len(points) < MOST_POINTS:
        vertices = envelope_vertices(np.array(rows), box)
        fresh = [theta for theta in vertices if _key(theta) not in points]
        if not fresh:
            solved = tuple(points[_key(theta)] for theta in vertices)
            return Pieces(_regions(np.array(rows), solved, box), solved)
        for theta in fresh:
            point = points[_key(theta)] = solve(theta)
            if float(_least(np.array(rows), theta)) - point.value > tolerance * (1.0 + abs(point.value)):
                _add(rows, point, box)
    raise PhenotypeInexact(f"no exact envelope from {len(points)} points; narrow the range of the uptake limits")


def envelope_vertices(rows: Floats, box: Box) -> list[Floats]:
    """Corners (limits,) of the least of affine ``rows`` (rows, 1 + limits) over ``box``."""
    low, span = _frame(box)
    scaled = np.column_stack([rows[:, 0] + rows[:, 1:] @ low, rows[:, 1:] * span])
    size = len(low)
    floor = float(np.min(_least(scaled, np.array(list(product((0.0, 1.0), repeat=size)))))) - 1.0
    cuts = np.column_stack([-scaled[:, 1:], np.ones(len(scaled)), -scaled[:, 0]])
    faces = np.vstack([np.eye(size), -np.eye(size)])
    walls = np.column_stack([faces, np.zeros(2 * size), np.repeat([-1.0, 0.0], size)])
    ground = np.append(np.zeros(size), [-1.0, floor])
    middle = np.full(size, 0.5)
    inside = np.append(middle, (float(_least(scaled, middle)) + floor) / 2)
    found = HalfspaceIntersection(np.vstack([cuts, walls, ground]), inside).intersections
    above = found[found[:, -1] > floor + 0.5]
    flat = {_key(theta): theta for theta in low + np.clip(above[:, :-1], 0.0, 1.0) * span}
    return list(flat.values())


def _least(rows: Floats, theta: Floats) -> Floats:
    least: Floats = (rows[:, 0] + theta @ rows[:, 1:].T).min(axis=-1)
    return least


def _add(rows: list[Floats], point: Point, box: Box) -> None:
    row = np.append(point.value - point.gradient @ point.theta, point.gradient)
    low, span = _frame(box)
    if rows:
        apart = np.array(rows) - row
        furthest = np.abs(apart[:, 0] + apart[:, 1:] @ low) + np.abs(apart[:, 1:] * span).sum(axis=1)
        if furthest.min() < SAME * (1.0 + np.abs(row).max()):
            return
    rows.append(row)


def _regions(rows: Floats, vertices: tuple[Point, ...], box: Box) -> tuple[Region, ...]:
    _, span = _frame(box)
    regions = []
    for row in rows:
        # Corners nearer than they are told apart are one, so that a steep row may miss its own by more than a flat one.
        touches = SAME * (1.0 + abs(row[0])) + APART * float(np.abs(row[1:]).sum())
        corners = tuple(v for v in vertices if row[0] + row[1:] @ v.theta - _least(rows, v.theta) < touches)
        spread = np.array([corner.theta for corner in corners]) / span
        # A row that touches along an edge or a corner only is no region of its own.
        if len(corners) > len(span) and np.linalg.matrix_rank(spread - spread.mean(axis=0), tol=SLIVER) == len(span):
            regions.append((float(np.ptp(spread, axis=0).prod()), Region(row, corners)))
    return tuple(region for _, region in sorted(regions, key=lambda pair: -pair[0]))


def _frame(box: Box) -> tuple[Floats, Floats]:
    bounds = np.array(box, dtype=float)
    return bounds[:, 0], bounds[:, 1] - bounds[:, 0]


def _key(theta: Floats) -> tuple[float, ...]:
    return tuple(float(number) for number in np.round(theta, 8) + 0.0)
