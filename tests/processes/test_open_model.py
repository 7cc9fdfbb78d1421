"""The model handed out, changed and taken back."""

from __future__ import annotations

import numpy as np
import pytest
from pyomo.environ import Constraint, Objective, maximize

from processes.design import design_of
from processes.errors import Infeasible
from processes.open_model import open_model, solve_again
from processes.optimise import Optimiser, Solution
from processes.solvers.errors import SolverMissing


def test_unchanged_it_gives_the_same_plan(optimiser: Optimiser, cheapest: Solution) -> None:
    again = solve_again(optimiser, cheapest, open_model(optimiser, cheapest))
    assert again.objective == pytest.approx(cheapest.objective, rel=1e-6)


def test_a_constraint_of_ones_own_costs_something_and_is_kept(optimiser: Optimiser, cheapest: Solution) -> None:
    hours = optimiser.value(optimiser.model.t_production, cheapest)
    m = open_model(optimiser, cheapest)
    m.shift = Constraint(expr=m.t_production <= 0.9 * hours)
    changed = solve_again(optimiser, cheapest, m)
    assert optimiser.value(optimiser.model.t_production, changed) <= 0.9 * hours + 1e-5
    assert changed.objective > cheapest.objective
    design = design_of(optimiser, changed, "cost")
    assert design.figures.cost == pytest.approx(changed.objective, rel=1e-6)
    assert abs(design.certificate.titre_gap) < 5e-3
    assert design.certificate.violation < 1e-5


def test_another_objective(optimiser: Optimiser, cheapest: Solution) -> None:
    m = open_model(optimiser, cheapest)
    m.del_component(m.objective)
    m.objective = Objective(expr=m.titre, sense=maximize)
    most = solve_again(optimiser, cheapest, m, max_iter=500)
    titre = optimiser.model.titre
    assert optimiser.value(titre, most) > optimiser.value(titre, cheapest)


def test_the_optimisers_own_model_stays(optimiser: Optimiser, cheapest: Solution) -> None:
    m = open_model(optimiser, cheapest)
    m.short = Constraint(expr=m.t_production <= 2.0)
    assert optimiser.model.component("short") is None
    assert not any(parameter.fixed for parameter in optimiser.model.parameters)
    again = optimiser.solve({"cost": 1.0}, cheapest.regions, cheapest.result)
    assert np.isclose(again.objective, cheapest.objective, rtol=1e-7)


def test_what_cannot_be_kept(optimiser: Optimiser, cheapest: Solution) -> None:
    m = open_model(optimiser, cheapest)
    m.dream = Constraint(expr=m.cost <= 0.01)
    with pytest.raises(Infeasible, match="ease one of them"):
        solve_again(optimiser, cheapest, m)
    with pytest.raises(SolverMissing, match="baron"):
        solve_again(optimiser, cheapest, m, solver="baron")
