"""How sure a plan's figures are: each uncertain number moved by one standard deviation, the plan made anew."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from processes.design import Figures, figures_of
from processes.kinetics import CONSTANTS
from processes.limits import slopes_of
from processes.optimise import Optimiser, Solution
from processes.problem import Problem

SMALL = 2e-3  # of the cost: below it the slope at the optimum is taken instead of a new plan
TOGETHER = {"capital_per_hour": ("maintenance_per_hour",)}  # moves by the same share
SHIFT = 0.5  # standard deviations to either side; the difference of both sides is the effect of one


@dataclass(frozen=True)
class Effect:
    """What one standard deviation of one number does to the figures of the re-made plan."""

    name: str
    value: float
    sd: float
    titre: float
    rate: float
    yield_: float
    cost: float


@dataclass(frozen=True)
class Uncertainty:
    """Standard deviations of the four figures (first order, independent numbers) and what each comes from."""

    sd: Figures
    effects: tuple[Effect, ...]
    unsolved: tuple[str, ...]  # numbers whose plan could not be made anew: not in the sum


def deviations(problem: Problem) -> dict[str, float]:
    """Standard deviation of every parameter of the model whose card states one."""
    found = {}
    for name in CONSTANTS:
        found[name] = getattr(problem.kinetics.constants, name).sd
    for name in type(problem.prices).model_fields:
        found[f"price_{name}"] = getattr(getattr(problem.prices, name), "sd", None)
    vessel, own = problem.scale.vessel, problem.scale.ownership
    found["kla_factor"] = vessel.kla_factor.sd
    found["recovery"] = own.recovery.sd
    found["cooling_max"] = _scaled(
        problem, vessel.cooling_coefficient.sd, vessel.cooling_coefficient.value, "cooling_max"
    )
    found["capital_per_hour"] = _capital(problem)
    return {name: sd for name, sd in found.items() if sd}


def _scaled(problem: Problem, sd: float | None, value: float, name: str) -> float | None:
    return None if sd is None else problem.parameters()[name] * sd / value


def _capital(problem: Problem) -> float:
    """Spread of the capital from its factors, taken as independent."""
    own = problem.scale.ownership
    ratio = problem.scale.vessel.volume.value / own.fermenter_cost_volume.value
    spreads = (
        (own.installation.sd or 0.0) / own.installation.value,
        (own.indirect.sd or 0.0) / own.indirect.value,
        (own.downstream_capital.sd or 0.0) / (1.0 + own.downstream_capital.value),
        (own.fermenter_cost_exponent.sd or 0.0) * abs(math.log(ratio)),
    )
    return problem.parameters()["capital_per_hour"] * math.hypot(*spreads)


def uncertainty(
    optimiser: Optimiser, solution: Solution, sds: Mapping[str, float], names: Iterable[str] | None = None
) -> Uncertainty:
    """Effect of each standard deviation on the figures of a least-cost plan.

    The plan is made anew for the constants of the strain. Prices and the vessel move the plan little: for them the
    slope of the cost at the optimum is taken, which the plan's own shift does not change to first order.
    """
    before = optimiser.problem, optimiser.parameters
    present, effects, unsolved = solution.parameters, [], []
    optimiser.problem = solution.problem
    slopes, plan = slopes_of(optimiser, solution), figures_of(optimiser, solution)
    weight = solution.weights["cost"]
    try:
        for name in names or sds:
            spread = sds[name] / present[name]
            cost = sum(slopes[one] for one in (name, *TOGETHER.get(name, ()))) * spread / weight
            if name not in CONSTANTS or abs(cost) < SMALL * plan.cost:
                effects.append(Effect(name, present[name], sds[name], 0.0, 0.0, 0.0, cost))
                continue
            sides = [_moved(optimiser, solution, present, name, sign * SHIFT * sds[name]) for sign in (1.0, -1.0)]
            up, down = sides
            if up is None or down is None:
                unsolved.append(name)
                continue
            differences = (
                up.titre - down.titre,
                up.rate - down.rate,
                up.yield_ - down.yield_,
                up.cost - down.cost,
            )
            effects.append(Effect(name, present[name], sds[name], *differences))
    finally:
        optimiser.problem, optimiser.parameters = before
    sums = [math.sqrt(sum(getattr(e, key) ** 2 for e in effects)) for key in ("titre", "rate", "yield_", "cost")]
    ordered = sorted(effects, key=lambda effect: -abs(effect.cost))
    return Uncertainty(Figures(*sums), tuple(ordered), tuple(unsolved))


def _moved(
    optimiser: Optimiser, solution: Solution, present: Mapping[str, float], name: str, shift: float
) -> Figures | None:
    optimiser.parameters = dict(present) | {name: max(present[name] + shift, 1e-6 * present[name])}
    moved = optimiser.again(solution)
    return None if moved is None else figures_of(optimiser, moved)
