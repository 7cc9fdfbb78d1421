"""The Pyomo model of a plan, handed out for constraints of one's own, and taken back as a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from processes.errors import Infeasible, NoPlan
from processes.optimise import Optimiser, Solution

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel


def open_model(optimiser: Optimiser, solution: Solution) -> ConcreteModel:
    """A copy of the model at this plan: an ordinary Pyomo model, its question fixed, its decisions free.

    Add constraints, variables or another objective, then give it to `solve_again`. The finite elements stay in their
    regions of the metabolic map.
    """
    optimiser.load(solution)
    model: ConcreteModel = optimiser.model.clone()
    for parameter in model.parameters:
        parameter.fix()
    return model


def solve_again(
    optimiser: Optimiser, solution: Solution, model: ConcreteModel, solver: str = "casadi_ipopt", **options: Any
) -> Solution:
    """The plan that keeps the constraints that were added to an opened model, found from the old one.

    The solution is read as any other (`processes.design.design`). Its limits have no multipliers: it is an optimum of
    another problem than the compiled one. Local: another start may end elsewhere. Raises Infeasible where the solver
    says that no plan near by keeps the new constraints too, NoPlan where it ended without an answer, SolverMissing.
    """
    from processes.solvers.named import solver as named

    results = named(solver).solve(model, load_solutions=False, options=options)
    condition = str(results.solver.termination_condition)
    if condition == "infeasible":
        raise Infeasible("no plan near the old one keeps the constraints that were added; ease one of them")
    if condition not in ("optimal", "locallyOptimal", "feasible"):
        raise NoPlan(f"the solver ended without an answer for the opened model: {condition}")
    model.solutions.load_from(results)
    return taken_back(optimiser, solution, model)


def taken_back(optimiser: Optimiser, solution: Solution, model: ConcreteModel) -> Solution:
    """The values of an opened model as a solution of the optimiser, without multipliers."""
    from pyomo.environ import value

    nlp, old = optimiser.nlp, solution.result
    x = np.array([float(model.find_component(variable.name).value) for variable in nlp.variables])
    rows = np.array([float(value(model.find_component(row.name).body)) for row in nlp.constraints])
    nothing, none = np.zeros_like(old.x), np.zeros_like(old.duals)
    objective = float(value(model.objective.expr))
    result = replace(old, objective=objective, x=x, rows=rows, zl=nothing, zu=nothing, duals=none)
    return replace(solution, result=result)
