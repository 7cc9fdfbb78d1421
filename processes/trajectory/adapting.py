"""Elements cut where a trajectory needs it, before the optimiser sees the mesh; the inputs keep their steps.

The integrated trajectory itself says where: an element is too long if a polynomial of its order does not follow the
trajectory within it, as in the layers behind a step of an input, or if a limit is passed between its points. Asking
the integration costs a fraction of a solve, so that one solve is enough where halving after every solve took six.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from processes.collocation import radau
from processes.trajectory.errors import SimulationFailed
from processes.trajectory.mesh import Array, Mesh, Path
from processes.trajectory.plan import KEPT_ASIDE, excess_along, parameters_with
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.simulate import simulate

DENSE = 9  # points in an element at which it is looked at
LEVELS = 12  # halvings
STRICTER = (0.1, 0.01, 0.001)  # of the tolerance, that a polynomial may be away within an element
STEP = 0.02  # of an input's range, a step that is worth a better time
LOOKING = 1e-8  # relative tolerance of these integrations


def dense(problem: DynamicProblem, path: Path, changes: Mapping[str, float], tolerance: float = LOOKING) -> Path:
    """The inputs of a path integrated with more points in every element. Raises SimulationFailed."""
    if problem.steady:
        return path
    mesh = Mesh(path.mesh.fractions, DENSE, path.mesh.follows)
    parameters = parameters_with(problem, changes)
    return simulate(problem, mesh, path.inputs, path.hours, path.decisions, path.initial, parameters, tolerance)


def misfit(path: Path, points: int) -> Array:
    """(E,) how far a dense path is from the nearest polynomial of ``points`` points, in the states' sizes."""
    nodes = np.concatenate([[0.0], radau(path.mesh.points).points])
    basis, _ = np.linalg.qr(np.vander(nodes, points + 1))
    size = np.maximum(np.abs(path.states).max(axis=(2, 3), keepdims=True), 1e-9)
    rest = (path.states / size) @ (np.eye(len(nodes)) - basis @ basis.T)
    found: Array = np.abs(rest).max(axis=(0, 1, 3))
    return found


def adapted(problem: DynamicProblem, path: Path, changes: Mapping[str, float], tolerance: float, most: int) -> Path:
    """The integrated trajectory of a path's inputs on a mesh on which it can be collocated to the tolerance.

    Where that mesh is the path's own, a stricter one; the path itself if there are ``most`` elements already, or the
    integration fails.
    """
    for share in STRICTER:
        try:
            finer = _cut(problem, path, changes, share * tolerance, most)
        except SimulationFailed:
            return path
        if finer.mesh.elements > path.mesh.elements:
            return finer
    return path


def _cut(problem: DynamicProblem, path: Path, changes: Mapping[str, float], away: float, most: int) -> Path:
    mesh = path.mesh
    for _ in range(LEVELS):
        seen = dense(problem, path, changes)
        marked = misfit(seen, mesh.points) > away
        marked |= excess_along(problem, seen, changes) > excess_along(problem, path, changes, first=1) + KEPT_ASIDE
        if not marked.any() or mesh.elements + int(marked.sum()) > most:
            return path
        mesh = mesh.split(marked)
        path = seen.onto(mesh)
    return path


def sharper(problem: DynamicProblem, path: Path, most: int) -> Path | None:
    """A plan on the mesh of its inputs, elements beside their larger steps cut for switches at a better time.

    None if no input steps, or there would be more than ``most`` elements.
    """
    mesh = path.mesh.merged()
    path = path.onto(mesh)
    span = np.array([max(one.upper - one.lower, 1e-12) for one in problem.inputs.values()])
    step = np.abs(np.diff(np.nan_to_num(path.inputs), axis=0) / span).max(axis=1, initial=0.0)
    marked = np.concatenate([step, [0.0]]) > STEP
    marked[1:] |= step > STEP
    if not marked.any() or mesh.elements + int(marked.sum()) > most:
        return None
    return path.onto(mesh.split(marked, freely=True))
