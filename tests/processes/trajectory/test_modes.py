"""Batch, repeated fed-batch, continuous with retention, phases, scenarios: each against what is known by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from processes.trajectory import modes
from processes.trajectory.optimise import Settings, optimise
from processes.trajectory.problem import DynamicProblem, Input, Limit, Phase, State

Make = Callable[..., DynamicProblem]


def monod(c: Any, u: Any, p: Any) -> dict[str, Any]:
    growth = 0.4 * c.S / (0.5 + c.S) * c.X
    return {"X": growth, "S": -2.0 * growth}


def test_a_batch_has_its_best_hours(small: Settings) -> None:
    problem = DynamicProblem(
        name="batch",
        states={"X": State(1.0), "S": State(20.0)},
        phases=(Phase("all", modes.batch(monod), hours=(1.0, 30.0)),),
        objective=lambda end: end.x.X / (end.hours + 5.0),
    )
    plan = optimise(problem, replace(small, coarse=(15, 3), fine=(15, 5)))
    assert plan.status == "verified"
    assert plan.hours == pytest.approx(6.396, rel=1e-2)
    carbon = plan.state("X") + plan.state("S") / 2.0
    assert carbon == pytest.approx(np.full_like(carbon, 11.0), rel=1e-6)


def test_chemostat_equals_the_textbook(small: Settings) -> None:
    """Largest D X of Monod growth: D = mu (1 − √(K / (K + S0))), X = Y (S0 − S)."""
    rates = modes.continuous(monod, {"S": 20.0})
    inputs = {"dilution": Input(0.01, 0.39, "1/h"), "bleed": Input(1.0, 1.0)}
    problem = DynamicProblem(
        name="chemostat",
        states={"X": State((0.1, 20.0)), "S": State((0.0, 20.0))},
        phases=(Phase("all", rates, inputs=inputs, steady=True),),
        objective=lambda end: end.u.dilution * end.u.bleed * end.x.X,
    )
    plan = optimise(problem, small)
    best = 0.4 * (1.0 - np.sqrt(0.5 / 20.5))
    assert plan.input("dilution")[0] == pytest.approx(best, rel=1e-3)
    assert plan.status == "verified"
    retained = replace(problem.phases[0], inputs={**inputs, "bleed": Input(0.2, 1.0)})
    limit = {"cells": Limit(lambda end: end.x.X, upper=40.0, unit="g/L")}
    richer = optimise(replace(problem, phases=(retained,), terminal=limit), small)
    assert richer.objective > plan.objective * 1.05


def test_repeated_fed_batch_comes_back_to_its_beginning(small: Settings) -> None:
    phase = Phase("cycle", modes.fed_batch(monod, {"S": 100.0}), hours=(2.0, 20.0), inputs={"feed": Input(0.0, 0.5)})
    problem = DynamicProblem(
        name="cycles",
        states={"X": State((1.0, 60.0)), "S": State((0.0, 20.0)), "V": State((0.3, 2.0), lower=0.1, upper=2.0)},
        phases=(phase,),
        objective=lambda end: end.u.fraction * end.x.V * end.x.X / (end.hours + 1.0),
        decisions={"fraction": Input(0.1, 0.9)},
        repeat=modes.drawn_off(),
    )
    plan = optimise(problem, small)
    end, begin = plan.path.last[0], plan.path.initial[0]
    assert begin[:2] == pytest.approx(end[:2], rel=1e-3, abs=1e-3)
    assert begin[2] == pytest.approx(end[2] * (1.0 - plan.decision("fraction")), rel=1e-4)
    assert plan.objective > 0.5


def test_two_phases_switch_at_the_best_time(small: Settings) -> None:
    """Cells grow, then cells make product: X = e^(t1), P = X t2 with t1 + t2 = 5 is most at t2 = 1."""
    grow = Phase("growth", lambda x, u, p: {"X": x.X, "P": 0.0}, hours=(0.1, 10.0))
    make = Phase("production", lambda x, u, p: {"X": 0.0, "P": x.X}, hours=(0.1, 10.0))
    problem = DynamicProblem(
        name="switch",
        states={"X": State(1.0), "P": State(0.0)},
        phases=(grow, make),
        objective=lambda end: end.x.P,
        terminal={"whole time": Limit(lambda end: end.hours, upper=5.0, unit="h")},
    )
    plan = optimise(problem, small)
    assert plan.path.hours == pytest.approx([4.0, 1.0], rel=1e-3)
    assert plan.objective == pytest.approx(np.exp(4.0), rel=1e-4)
    assert plan.limit("whole time").value == pytest.approx(np.exp(4.0), rel=1e-3)


def test_a_jump_dilutes_between_phases(small: Settings) -> None:
    def halve(x: Any, u: Any, p: Any) -> dict[str, Any]:
        return {"X": x.X / 2.0}

    phases = (Phase("a", lambda x, u, p: {"X": x.X}), Phase("b", lambda x, u, p: {"X": x.X}, jump=halve))
    problem = DynamicProblem("jump", {"X": State(1.0)}, phases, lambda end: end.x.X)
    assert optimise(problem, small).objective == pytest.approx(np.exp(2.0) / 2.0, rel=1e-5)


@pytest.mark.slow
def test_robust_inputs_keep_the_limit_in_every_scenario(cells: Make, small: Settings) -> None:
    scenarios = {"slow": {"mu": 0.36}, "fast": {"mu": 0.42}}
    worst = optimise(cells(scenarios=scenarios, over="worst"), small)
    mean = optimise(cells(scenarios=scenarios), small)
    assert worst.path.states.shape[0] == 2
    assert worst.excess < 1e-3
    alone = optimise(cells(parameters={"mu": 0.36}), small)
    assert worst.objective <= alone.objective * (1 + 1e-5)
    assert worst.objective <= mean.objective
