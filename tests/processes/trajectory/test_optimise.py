"""Plans of small problems: verified, deterministic, open to the user, honest at a time limit."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from processes.trajectory.errors import LimitsConflict, NoTrajectory, ProblemInvalid
from processes.trajectory.front import front
from processes.trajectory.optimise import Optimiser, Settings, optimise
from processes.trajectory.problem import DynamicProblem, Limit
from processes.trajectory.sampling import sample

Make = Callable[..., DynamicProblem]


def test_the_objective_is_that_of_an_independent_integration(cells: Make, small: Settings) -> None:
    plan = optimise(cells(), small)
    assert plan.status == "verified"
    assert plan.gap <= 1e-4
    now = np.array([1.0, 5.0, 1.0])
    times = plan.times
    for e, feed in enumerate(plan.input("feed")):

        def slope(_: float, y: np.ndarray, feed: float = feed) -> list[float]:
            growth = 0.4 * y[1] / (0.5 + y[1])
            return [growth * y[0] - feed / y[2] * y[0], -2 * growth * y[0] + feed / y[2] * (200 - y[1]), feed]

        now = solve_ivp(slope, (times[e, 0], times[e, -1]), now, "DOP853", rtol=1e-11, atol=1e-12).y[:, -1]
    assert plan.objective == pytest.approx(now[0] * now[2], rel=1e-8)
    assert plan.collocated == pytest.approx(plan.objective, rel=1e-4)
    assert plan.state("V").max() <= 2.0 + 1e-6
    assert "re-integrated" in plan.say()


def test_the_same_seed_gives_the_same_plan(cells: Make, small: Settings) -> None:
    quick = replace(small, starts=2, fine=small.coarse)
    assert optimise(cells(), quick).objective == optimise(cells(), quick).objective


def test_one_more_unit_of_a_limit_is_worth_its_multiplier(cells: Make, small: Settings) -> None:
    search = Optimiser(cells(), small)
    plan = search.optimise()
    assert plan.status == "verified"
    for name, step in (("oxygen", 0.5), ("V", 0.005)):
        told = plan.limit(name)
        bound = {"oxygen": 150.0, "V": 2.0}[name]
        up, down = (search.again({name: bound + d}).collocated for d in (step, -step))
        assert told.value == pytest.approx((up - down) / (2 * step), rel=0.02, abs=1e-4)
        assert told.over_time.sum() == pytest.approx(told.value)
        assert len(told.times) == len(told.over_time)
    assert any(plan.limit(name).active for name in ("oxygen", "V"))


def test_a_user_adds_a_constraint_and_solves_again(cells: Make, small: Settings) -> None:
    import pyomo.environ as pyo

    search = Optimiser(cells(), small)
    before = search.optimise()
    most = float(before.input("feed").max()) * 0.5
    m = search.model
    m.slow = pyo.Constraint(list(m.input), rule=lambda m, name, e: m.input[name, e] <= most)
    after = search.again(recompile=True)
    assert after.objective < before.objective
    assert after.input("feed").max() <= most * (1 + 1e-6)


def test_limits_that_cannot_be_kept_are_named_with_what_they_would_give(cells: Make, small: Settings) -> None:
    asked = {"cells": Limit(lambda end: end.x.X * end.x.V, lower=500.0, unit="g")}
    with pytest.raises(LimitsConflict, match="cells") as told:
        optimise(cells(terminal=asked), replace(small, starts=2))
    assert "cells" in told.value.conflict
    most = optimise(cells(), small).objective
    assert told.value.gives["cells"] == pytest.approx(500.0 - most, rel=0.02)


def test_a_time_limit_leaves_the_best_so_far_and_says_so(cells: Make) -> None:
    plan = optimise(cells(), replace(Settings(), tolerance=1e-12), time_limit=1.0)
    assert plan.status == "time limit"
    assert plan.objective > 1.0
    with pytest.raises(ProblemInvalid, match="time limit is 0 s"):
        Optimiser(cells(), time_limit=0.0)
    with pytest.raises(NoTrajectory, match="allow more time"):
        optimise(cells(), time_limit=1e-6)


def test_an_interrupt_keeps_the_best_so_far(cells: Make, small: Settings) -> None:
    def stop(said: str) -> None:
        if said.startswith("plan"):
            raise KeyboardInterrupt

    search = Optimiser(cells(), replace(small, tolerance=1e-13), progress=stop)
    with pytest.raises(KeyboardInterrupt):
        search.optimise()
    assert search.best is not None
    assert search.best.status == "interrupted"


def test_unknown_names_and_no_plan_yet(cells: Make, small: Settings) -> None:
    search = Optimiser(cells(), small)
    with pytest.raises(ProblemInvalid, match="call optimise first"):
        search.again()
    search.optimise()
    with pytest.raises(ProblemInvalid, match="did you mean 'oxygen'"):
        search.again({"oxigen": 1.0})


def test_samples_do_not_depend_on_the_order_or_the_processes(cells: Make, small: Settings) -> None:
    search = Optimiser(cells(), small)
    search.optimise()
    asked = [{"mu": mu} for mu in (0.38, 0.4, 0.42, 0.44)]
    one, two = sample(search, asked), sample(search, asked[::-1], processes=2)[::-1]
    assert one == pytest.approx(two, rel=1e-10)
    assert (np.diff(one) < 0).all()  # sugar in excess: a faster cell meets the oxygen limit with fewer of its kind


def test_a_front_is_undominated_and_warm_equals_cold(cells: Make, small: Settings) -> None:
    problem = cells()
    found = front(problem, lambda end: end.x.V, 6, maximise=False, settings=small, mesh=(10, 3))
    assert len(found) >= 5
    first, second = [p.first for p in found], [p.second for p in found]
    assert all(a < b for a, b in itertools.pairwise(first))
    assert all(a < b for a, b in itertools.pairwise(second))
    middle = found[2]
    cold = replace(problem, terminal={"V end": Limit(lambda end: end.x.V, upper=middle.second)})
    settings = replace(small, coarse=(10, 3), fine=(10, 3), rounds=0)
    assert optimise(cold, settings).collocated == pytest.approx(middle.collocated, rel=1e-4)


def test_a_front_of_an_objective_with_itself_is_refused(cells: Make, small: Settings) -> None:
    problem = cells()
    with pytest.raises(ProblemInvalid, match="with itself"):
        front(problem, problem.objective, settings=small)
    with pytest.raises(ProblemInvalid, match="both objectives are best at the same plan"):
        front(problem, lambda end: 2.0 * end.x.X * end.x.V, settings=small, mesh=(10, 3))
