"""Where a trajectory needs shorter elements, and that they are cut there and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from processes.collocation import radau
from processes.trajectory.adapting import DENSE, adapted, dense, misfit
from processes.trajectory.mesh import Array, Mesh, Path
from processes.trajectory.optimise import Settings, optimise
from processes.trajectory.plan import KEPT_ASIDE, excess_along, excess_of
from processes.trajectory.problem import DynamicProblem, Input, Limit, Phase, State

Make = Callable[..., DynamicProblem]


def stiff() -> DynamicProblem:
    """y follows its input within thousandths of an hour."""
    inputs = {"level": Input(0.0, 1.0)}
    phase = Phase("all", lambda x, u, p: {"y": 1000.0 * (u.level - x.y)}, hours=4.0, inputs=inputs)
    return DynamicProblem("stiff", {"y": State(0.0)}, (phase,), lambda end: end.x.y)


def path_of(problem: DynamicProblem, mesh: Mesh, inputs: Array) -> Path:
    first = [state.first[0] for state in problem.states.values()]
    states = np.tile(np.array(first)[None, :, None, None], (1, 1, mesh.elements, mesh.points + 1))
    return Path(mesh, states, inputs, np.array([phase.span[0] for phase in problem.phases]), np.zeros(0))


def test_a_polynomial_fits_up_to_its_order() -> None:
    mesh = Mesh.even(1, DENSE)
    t = np.concatenate([[0.0], radau(DENSE).points])
    for order in (3, 4):
        path = Path(mesh, (t**order)[None, None, None, :], np.zeros((1, 0)), np.ones(1), np.zeros(0))
        assert (misfit(path, 3)[0] < 1e-12) == (order <= 3)


def test_elements_are_cut_behind_the_step_alone() -> None:
    problem, mesh = stiff(), Mesh.even(4, 5)
    path = path_of(problem, mesh, np.array([[0.0], [0.0], [1.0], [1.0]]))
    found = adapted(problem, path, {}, 1e-4, 240)
    assert misfit(dense(problem, found, {}), 5).max() <= 1e-5
    edges = np.concatenate([[0.0], np.cumsum(found.mesh.lengths(found.hours))])
    new = [edge for edge in edges if edge not in (0.0, 1.0, 2.0, 3.0, 4.0)]
    assert len(new) >= 5
    assert all(2.0 < edge < 3.0 for edge in new)
    assert found.inputs[list(found.mesh.leaders)] == pytest.approx(found.inputs)
    assert found.mesh.merged() == mesh
    assert np.unique(found.inputs[:, 0]).tolist() == [0.0, 1.0]


def test_no_more_elements_than_allowed() -> None:
    path = path_of(stiff(), Mesh.even(4, 5), np.array([[0.0], [0.0], [1.0], [1.0]]))
    assert adapted(stiff(), path, {}, 1e-4, 6).mesh.elements <= 6


def test_a_limit_passed_between_the_points_is_seen_and_gets_points() -> None:
    hill = Limit(lambda x, u, p: 1.0 - 100.0 * (x.t - 0.4) ** 2, upper=0.5)
    phase = Phase("all", lambda x, u, p: {"t": 1.0}, hours=1.0, limits={"hill": hill})
    problem = DynamicProblem("hill", {"t": State(0.0)}, (phase,), lambda end: end.x.t)
    mesh = Mesh.even(1, 3)
    seen = dense(problem, path_of(problem, mesh, np.zeros((1, 0))), {})
    path = seen.onto(mesh)
    assert excess_of(problem, path, {}) == 0.0
    assert excess_of(problem, seen, {}) > 0.5
    finer = adapted(problem, path, {}, 1e-4, 240)
    assert excess_along(problem, finer, {}, first=1).max() > 0.95


def test_verified_says_that_limits_are_kept_between_the_points(cells: Make, small: Settings) -> None:
    plan = optimise(cells(), small)
    assert plan.status == "verified"
    seen = dense(plan.problem, plan.path, {})
    assert excess_of(plan.problem, seen, {}) <= plan.excess + 1e-9 <= KEPT_ASIDE + 1e-9
