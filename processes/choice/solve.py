"""Find the best combination of options and prove it, by SCIP's branch and bound on the disjunctive model.

SCIP bounds every nonlinear term from below, so that its answer is global; the plan it finds keeps the equations to
1e-6 only, so that IPOPT solves it once more with the discrete variables held: the price is that of an exact plan, and
the gap is between that price and SCIP's bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from processes.choice.errors import ChoiceError
from processes.choice.model import TRANSFORMATIONS, combined, disjunctive, transformed
from processes.choice.question import Combination, Question
from processes.choice.result import Choice, Ranked, Standing
from processes.solvers.errors import SolverFailed, SolverMissing

Method = Literal["bigm", "hull", "enumerate"]
Progress = Callable[[str], None]
MOST_COMBINATIONS = 64  # more are not enumerated one by one
CONTRADICTION = 1e-5  # a plan cheaper than the bound by more than this, relative: the bound is no proof
PROOF = 0.1  # the part of the asked gap that is left to the difference between SCIP's plan and the exact one


@dataclass(frozen=True)
class _Task:
    """How the models of one question are solved; ``ends``: when the time is up, by time.perf_counter."""

    question: Question
    method: Method
    gap: float
    ends: float

    def left(self) -> float:
        return max(self.ends - time.perf_counter(), 0.1)


def choose(
    question: Question,
    gap: float = 1e-5,
    method: Method = "bigm",
    time_limit: float = 60.0,
    progress: Progress | None = None,
) -> Choice:
    """The cheapest combination of options, proved to the relative ``gap``, and each rival at its best.

    ``method``: ``bigm`` or ``hull`` solve one disjunctive model, and one more for each option that was not taken;
    ``enumerate`` solves every combination on its own (at most 64). ``time_limit`` in seconds of wall time, for all of
    it: when it is up, the best so far is given, and said not to be proved.
    Raises ChoiceError where no combination keeps every limit, where the time was too short for any plan, and where the
    model has a variable without bounds; SolverMissing without SCIP.
    """
    if not (0.0 < gap < 1.0 and time_limit > 0.0):
        raise ChoiceError(f"gap {gap:g} and time limit {time_limit:g} s; expected a gap between 0 and 1 and a time > 0")
    began = time.perf_counter()
    task = _Task(question, method, gap, began + time_limit)
    ranked = _enumerated(task, progress) if method == "enumerate" else _disjunctive(task, progress)
    best = _best(ranked)
    if best is None:
        raise _refusal(question, ranked, time_limit)
    rivals = _rivals(question, best, ranked)
    # A disjunctive model's first solve is over every combination; enumerated ones are bounded together.
    best = _judged(replace(best, bound=_bound(ranked if method == "enumerate" else ranked[:1])), gap)
    return Choice(question.name, question.unit, best, rivals, method, gap, time.perf_counter() - began)


def _disjunctive(task: _Task, progress: Progress | None) -> list[Ranked]:
    """The best of all, then the best with each option that it does not take."""
    if task.method not in TRANSFORMATIONS:
        raise ChoiceError(f"no method '{task.method}'; expected bigm, hull or enumerate")
    first = _solved(task, {})
    _say(progress, first)
    found = [first]
    if first.price is None:
        return found
    for decision in task.question.decisions:
        for option in decision.options:
            if option.name != first.options[decision.name]:
                found.append(_solved(task, {decision.name: option.name}))
                _say(progress, found[-1])
    return found


def _enumerated(task: _Task, progress: Progress | None) -> list[Ranked]:
    if task.question.size() > MOST_COMBINATIONS:
        raise ChoiceError(
            f"question '{task.question.name}' has {task.question.size()} combinations; "
            f"enumerate takes up to {MOST_COMBINATIONS}, use bigm"
        )
    found = []
    for combination in task.question.combinations():
        found.append(_solved(task, combination))
        _say(progress, found[-1])
    return found


def _say(progress: Progress | None, ranked: Ranked) -> None:
    if progress is not None:
        price = "no plan" if ranked.price is None else f"{ranked.price:.6g}"
        progress(f"{ranked.name or 'any option'}: {price} ({ranked.standing})")


def _solved(task: _Task, taken: Combination) -> Ranked:
    """One model solved by SCIP; ``taken`` decides some or all decisions beforehand."""
    if task.method == "enumerate":
        model = combined(task.question, taken)
    else:
        model = transformed(disjunctive(task.question, taken), task.method)
    try:
        results = global_solution(model, task.gap * PROOF, task.left())
    except SolverFailed as error:
        return Ranked(dict(taken), None, None, "failed", {}, str(error))
    standing = _standing(results)
    bound = None if results.objective_bound is None else float(results.objective_bound)
    if results.incumbent_objective is None:
        return Ranked(dict(taken), None, None if standing == "impossible" else bound, standing, {})
    results.solution_loader.load_vars()
    options = dict(taken) if task.method == "enumerate" else _taken(model, task.question)
    price, values = _exact(task.question, options, model)
    return _judged(Ranked(options, price, bound, standing, values), task.gap)


def _judged(ranked: Ranked, gap: float) -> Ranked:
    """Proved where the bound is near enough. A bound above a plan that exists is wrong, by the solver's rounding."""
    if ranked.price is None or ranked.bound is None or ranked.gap is None:
        return replace(ranked, standing="limit")
    if ranked.bound - ranked.price > CONTRADICTION * max(abs(ranked.price), 1e-12):
        note = f"SCIP's bound {ranked.bound:.6g} is contradicted by this plan; ask again with another method"
        return replace(ranked, bound=None, standing="limit", note=note)
    return replace(ranked, standing="proved" if ranked.gap <= gap else "limit")


def global_solution(model: Any, gap: float, time_limit: float) -> Any:
    """SCIP's results for a Pyomo MINLP, nothing loaded.

    Raises SolverMissing, SolverFailed where SCIP gives up by itself, KeyboardInterrupt at Ctrl-C.
    """
    from pyomo.contrib.solver.common.factory import SolverFactory
    from pyomo.contrib.solver.common.results import TerminationCondition

    solver = SolverFactory("scip_direct")
    if not solver.available():
        raise SolverMissing("pyscipopt", "SCIP, the solver of discrete choices")
    limits = {"rel_gap": gap, "time_limit": time_limit}
    try:
        results = solver.solve(model, load_solutions=False, raise_exception_on_nonoptimal_result=False, **limits)
    except Exception as error:  # SCIP raises bare Exception, as for an LP that it cannot solve
        raise SolverFailed(f"SCIP gave up ({error}); scale the variables, or ask with another method") from error
    if results.termination_condition == TerminationCondition.interrupted:
        raise KeyboardInterrupt
    return results


def _standing(results: Any) -> Literal["impossible", "limit"]:
    from pyomo.contrib.solver.common.results import TerminationCondition as End

    # Every variable of a question has bounds: what is "infeasible or unbounded" cannot be unbounded.
    impossible = (End.provenInfeasible, End.infeasibleOrUnbounded)
    return "impossible" if results.termination_condition in impossible else "limit"


def _taken(model: Any, question: Question) -> dict[str, str]:
    """The options whose indicators are one in the solution."""
    found = {}
    for decision in question.decisions:
        shares = {
            o.name: model.option[decision.name, o.name].binary_indicator_var.value or 0.0 for o in decision.options
        }
        found[decision.name] = max(shares, key=lambda name: shares[name])
    return found


def _exact(question: Question, options: Combination, solved: Any) -> tuple[float, dict[str, float]]:
    """Price and variables of the plan when IPOPT solves it once more; SCIP's own where that fails."""
    from pyomo.environ import SolverFactory, Var, check_optimal_termination, value

    import processes.solvers.ipopt  # noqa: F401  (registers the solver)

    model = combined(question, options)
    variables = list(model.component_data_objects(Var))
    for variable in variables:
        same = solved.find_component(variable.name)
        variable.set_value(same.value if same is not None else None, skip_validation=True)
        if not variable.is_continuous() and variable.value is not None:
            variable.fix(round(variable.value))
    before = {variable.name: variable.value for variable in variables if variable.value is not None}
    results = SolverFactory("casadi_ipopt", options={"tol": 1e-10}).solve(model, load_solutions=False)
    if not check_optimal_termination(results):
        return float(value(model.total)), before
    model.solutions.load_from(results)
    return float(value(model.total)), {v.name: float(v.value) for v in variables if v.value is not None}


def _best(ranked: list[Ranked]) -> Ranked | None:
    priced = [one for one in ranked if one.price is not None]
    return min(priced, key=lambda one: one.price or 0.0) if priced else None


def _bound(ranked: list[Ranked]) -> float | None:
    """What none of them is cheaper than; None where one of them has no bound, or none has a plan."""
    bounds = [one.bound for one in ranked if one.standing != "impossible"]
    known = [bound for bound in bounds if bound is not None]
    return min(known) if known and len(known) == len(bounds) else None


def _rivals(question: Question, best: Ranked, ranked: list[Ranked]) -> tuple[Ranked, ...]:
    """For every option that the best does not take, the cheapest plan with it, in the order of price."""
    return tuple(sorted(_per_option(question, best, ranked), key=lambda one: (one.price is None, one.price or 0.0)))


def _per_option(question: Question, best: Ranked, ranked: list[Ranked]) -> Iterator[Ranked]:
    for decision in question.decisions:
        for option in decision.options:
            if option.name == best.options[decision.name]:
                continue
            with_it = [one for one in ranked if one.options.get(decision.name) == option.name]
            cheapest = _best(with_it)
            if cheapest is not None:
                yield cheapest
            elif with_it:
                open_ones = [one.standing for one in with_it if one.standing != "impossible"]
                standing: Standing = open_ones[0] if open_ones else "impossible"
                yield Ranked({decision.name: option.name}, None, _bound(with_it), standing, {})


def _refusal(question: Question, ranked: list[Ranked], time_limit: float) -> ChoiceError:
    if all(one.standing == "impossible" for one in ranked):
        return ChoiceError(
            f"question '{question.name}': no combination of options keeps every limit (proved); "
            "ease a limit, or add an option"
        )
    note = next((one.note for one in ranked if one.note), f"no plan was found within {time_limit:g} s; give more time")
    return ChoiceError(f"question '{question.name}': {note}")
