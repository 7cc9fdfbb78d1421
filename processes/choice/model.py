"""A question as a Pyomo model: with disjunctions for the solver, or with one combination taken."""

from __future__ import annotations

import math
from typing import Any

from processes.choice.errors import ChoiceError
from processes.choice.question import Combination, Question

TRANSFORMATIONS = {"bigm": "gdp.bigm", "hull": "gdp.hull"}


def disjunctive(question: Question, taken: Combination | None = None) -> Any:
    """The question as a Pyomo GDP model; ``taken`` decides some of its decisions beforehand.

    ``m.option[decision, option]`` are the disjuncts, ``m.price[decision]`` what each decision costs, ``m.total`` the
    objective. An ordinary Pyomo model: anything may be added before it is solved.
    """
    from pyomo.environ import ConcreteModel
    from pyomo.gdp import Disjunct, Disjunction

    m = ConcreteModel(question.name)
    m.question = question
    keys = [(decision.name, option.name) for decision in question.decisions for option in decision.options]
    shared = question.shared(m)
    m.option = Disjunct(keys)
    _prices(m, question, keys, shared)
    m.decide = Disjunction(
        [decision.name for decision in question.decisions],
        rule=lambda m, name: [m.option[name, option.name] for option in question.decision(name).options],
    )
    for decision, option in (taken or {}).items():
        question.decision(decision).option(option)
        m.option[decision, option].indicator_var.fix(True)
    return m


def combined(question: Question, combination: Combination) -> Any:
    """The question with one option of each decision taken: no disjunctions, the same names."""
    from pyomo.environ import Block, ConcreteModel

    m = ConcreteModel(question.name)
    m.question = question
    shared = question.shared(m)
    keys = list(combination.items())
    m.option = Block(keys)
    _prices(m, question, keys, shared)
    return m


def transformed(model: Any, method: str) -> Any:
    """The same model in place as an MINLP, by ``bigm`` or ``hull``. Raises ChoiceError where a bound is missing."""
    from pyomo.environ import TransformationFactory
    from pyomo.gdp import GDP_Error

    try:
        TransformationFactory(TRANSFORMATIONS[method]).apply_to(model)
    except GDP_Error as error:
        reason = " ".join(str(error).split())
        raise ChoiceError(
            f"question '{model.name}': {reason}; give lower and upper bounds to every variable of the options"
        ) from None
    return model


def _prices(m: Any, question: Question, keys: list[tuple[str, str]], shared: Any) -> None:
    """Each option's price on its block, one priced variable for each decision, and the sum as the objective."""
    from pyomo.environ import Constraint, Objective, Var, minimize

    costs = {}
    for decision, name in keys:
        option = question.decision(decision).option(name)
        costs[decision, name] = option.build(m.option[decision, name], m, option.parameters)
    m.price = Var([decision.name for decision in question.decisions])
    for name in m.price:
        spans = [_span(cost, *key) for key, cost in costs.items() if key[0] == name]
        m.price[name].setlb(min(low for low, _ in spans))
        m.price[name].setub(max(high for _, high in spans))
    for (decision, name), cost in costs.items():
        m.option[decision, name].priced = Constraint(expr=m.price[decision] == cost)
    m.total = Objective(expr=shared + sum(m.price.values()), sense=minimize)


def _span(cost: Any, decision: str, option: str) -> tuple[float, float]:
    """Between which numbers an option's price can lie, from the bounds of its variables."""
    from pyomo.contrib.fbbt.expression_bounds_walker import ExpressionBoundsVisitor

    low, high = ExpressionBoundsVisitor().walk_expression(cost)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ChoiceError(
            f"the price of option '{option}' of decision '{decision}' has no bounds ({low:g} to {high:g}); "
            "give lower and upper bounds to every variable that it depends on"
        )
    return float(low), float(high)
