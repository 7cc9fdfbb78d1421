"""A zero that physics keeps by itself does not hold a plan back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from processes.trajectory import modes
from processes.trajectory.collocated import Collocated
from processes.trajectory.mesh import Mesh
from processes.trajectory.optimise import Settings, optimise
from processes.trajectory.problem import DynamicProblem, Phase, State
from processes.trajectory.starts import sizes_of, start_paths
from processes.trajectory.zeros import held_by_zero, without_zero


def batch() -> DynamicProblem:
    """Sugar is used up at 6.4 h, where the batch should end."""

    def monod(c: Any, u: Any, p: Any) -> dict[str, Any]:
        growth = 0.4 * c.S / (0.5 + c.S) * c.X
        return {"X": growth, "S": -2.0 * growth}

    phase = Phase("all", modes.batch(monod), hours=(1.0, 30.0))
    return DynamicProblem(
        "batch", {"X": State(1.0), "S": State(20.0)}, (phase,), lambda end: end.x.X / (end.hours + 5.0)
    )


def test_the_multiplier_of_a_zero_says_that_it_holds_and_loosening_lets_go() -> None:
    path = start_paths(batch(), Mesh.even(15, 3), 1, 0)[0]
    collocated = Collocated(batch(), path.mesh, sizes_of([path]))
    held = collocated.solve(path)
    assert held.success
    assert held_by_zero(collocated, held)
    free = without_zero(collocated, held, None)
    assert free.result.objective > 1.5 * held.result.objective
    assert collocated.solve(free.path).result.objective == pytest.approx(free.result.objective, rel=1e-2)
    assert collocated.solve(path).result.objective == pytest.approx(held.result.objective)


@pytest.mark.parametrize("size", [(15, 3), pytest.param((10, 3), marks=pytest.mark.slow)])
def test_a_coarse_mesh_still_finds_the_end_of_the_sugar(small: Settings, size: tuple[int, int]) -> None:
    plan = optimise(batch(), replace(small, coarse=size, fine=size))
    assert plan.status == "verified"
    assert plan.hours == pytest.approx(6.396, rel=1e-2)
