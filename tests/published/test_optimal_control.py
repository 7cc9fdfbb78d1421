"""Optimal control of fed-batches: the optima of the literature come out with default settings, re-integrated by SciPy.

Sources and published optima stand in `processes.trajectory.published`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from processes.trajectory.optimise import optimise
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.published.chen_hwang import ethanol
from processes.trajectory.published.cuthrell_biegler import penicillin
from processes.trajectory.published.lee_ramirez import induced_protein
from processes.trajectory.published.park_ramirez import secreted_protein

CASES: tuple[tuple[str, Callable[[], DynamicProblem], float], ...] = (
    ("Park & Ramirez", secreted_protein, 32.68),
    ("Lee & Ramirez, Q = 0", induced_protein, 6.1515),
    ("Lee & Ramirez, Q = 2.5", lambda: induced_protein(2.5), 5.7570),
    ("Lee & Ramirez, Q = 5", lambda: induced_protein(5.0), 5.5678),
    ("Cuthrell & Biegler, 132 h", penicillin, 87.94),
    ("Cuthrell & Biegler, free time", lambda: penicillin((100.0, 200.0)), 88.06),
    ("Chen & Hwang", ethanol, 20841.0),
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make", "least"), CASES, ids=[case[0] for case in CASES])
def test_published_optimum(name: str, make: Callable[[], DynamicProblem], least: float) -> None:
    began = time.perf_counter()
    plan = optimise(make())
    assert plan.objective >= least, plan.say()
    assert plan.status == "verified", plan.say()
    assert plan.gap <= 1e-4
    assert plan.collocated == pytest.approx(plan.objective, rel=1e-4)
    assert plan.excess < 1e-6
    assert time.perf_counter() - began < 60.0
