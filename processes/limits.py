"""What limits a plan: how far its objective moves for 1 % of each limit or constant, and when a limit binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from processes.optimise import Optimiser, Solution

ACTIVE = 1e-6  # multiplier (of the model's scaled rows) from which on a limit counts as binding

# parameter: (what the engineer calls it, unit, kind)
LIMITS = {
    "product_tolerance": ("product concentration at which uptake stops", "g/L", "strain"),
    "uptake_max_growth": ("fastest glucose uptake in growth", "mmol/gDW/h", "strain"),
    "uptake_max_production": ("fastest glucose uptake in production", "mmol/gDW/h", "strain"),
    "oxygen_uptake_max": ("fastest oxygen uptake", "mmol/gDW/h", "strain"),
    "saturation": ("glucose saturation constant", "mmol/L", "strain"),
    "maintenance": ("glucose that pays for maintenance", "mmol/gDW/h", "strain"),
    "kla_factor": ("oxygen transfer coefficient", "factor on kLa", "vessel"),
    "power_max": ("stirrer motor", "W per m3 of working volume", "vessel"),
    "air_flow_max": ("air supply", "m3/m3/h", "vessel"),
    "co2_flow_max": ("CO2 supply", "m3/m3/h", "vessel"),
    "cooling_max": ("cooling", "W per m3 of working volume", "vessel"),
    "volume_max": ("working volume below the foam's head-space", "working volumes", "vessel"),
    "feed_max": ("feed pump", "working volumes per h", "vessel"),
    "turn_round": ("turn-round between batches", "h", "operation"),
    "inoculum": ("inoculum", "gDW/L", "operation"),
    "feed_concentration": ("glucose in the feed", "g/L", "operation"),
    "base_concentration": ("strength of the base", "eq/L", "operation"),
    "mixing_power": ("stirring that keeps the broth mixed", "W/m3", "vessel"),
    "co2_transfer_ratio": ("transfer of CO2 beside oxygen's", "", "vessel"),
    "co2_utilisation": ("share of the sparged CO2 that is used", "", "operation"),
    "recovery": ("recovery of the down-stream train", "", "down-stream"),
    "residual_glucose": ("residual glucose allowed at harvest", "g/L", "asked"),
    "glucose_charge": ("glucose allowed in the first charge", "g/L", "asked"),
    "least_fill": ("fill of the vessel asked for at harvest", "working volumes", "asked"),
    "longest_batch": ("time from inoculation to harvest allowed", "h", "asked"),
    "least_productivity": ("productivity asked for", "g/L/h", "asked"),
    "least_output": ("output that the demand needs", "g/L/h of working volume", "asked"),
    "least_yield": ("yield asked for", "g/g", "asked"),
    "least_titre": ("titre asked for", "g/L", "asked"),
    "price_glucose": ("price of glucose", "USD/kg", "price"),
    "price_electricity": ("price of electricity", "USD/kWh", "price"),
    "price_wage": ("wage", "USD/h", "price"),
    "capital_per_hour": ("capital charge", "USD/h per m3 of working volume", "price"),
}

# constraint of the model: the parameter it stands for
CONSTRAINTS = {
    "head_space": "volume_max",
    "cooling": "cooling_max",
    "motor": "power_max",
    "feed_pump": "feed_max",
    "air_supply": "air_flow_max",
    "co2_store": "co2_flow_max",
    "co2_supply": "co2_utilisation",
    "co2_transfer": "co2_transfer_ratio",
    "mixing": "mixing_power",
    "maintenance": "maintenance",
    "charge": "glucose_charge",
    "residual": "residual_glucose",
    "fill": "least_fill",
    "batch_time": "longest_batch",
    "productivity_asked": "least_productivity",
    "output_asked": "least_output",
    "yield_asked": "least_yield",
    "titre_asked": "least_titre",
}
HELD = frozenset(CONSTRAINTS.values())  # what can bind; the rest of ``LIMITS`` are constants


@dataclass(frozen=True)
class Limit:
    """One limit or constant. elasticity: per cent of the objective's figure for +1 % of it (at the same active limits).

    binding: None for a constant, which has nothing to bind. hours: when a limit binds, as (from, to); empty where it
    does not, or not in time.
    """

    name: str
    words: str
    unit: str
    kind: str
    value: float
    elasticity: float
    binding: bool | None
    hours: tuple[tuple[float, float], ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self) | {"hours": [list(span) for span in self.hours]}


def limits_of(optimiser: Optimiser, solution: Solution) -> list[Limit]:
    """Every limit and constant with its elasticity, the strongest first."""
    figure = _figure(optimiser, solution)
    slopes = slopes_of(optimiser, solution)
    hours = binding_hours(optimiser, solution)
    found = []
    for name, (words, unit, kind) in LIMITS.items():
        value = solution.parameters.get(name, float("nan")) if name != "maintenance" else _maintenance(solution)
        slope = slopes.get(name, 0.0)
        elasticity = slope / figure  # slopes are already per relative change
        binding = name in hours if name in HELD else None
        found.append(Limit(name, words, unit, kind, value, elasticity, binding, hours.get(name, ())))
    return sorted(found, key=lambda limit: -abs(limit.elasticity))


def _figure(optimiser: Optimiser, solution: Solution) -> float:
    """The weighted objective in terms of its leading figure, signed so that an elasticity has the figure's sense."""
    leading = max(solution.weights, key=lambda name: solution.weights[name])
    m = optimiser.model
    value = optimiser.value({"titre": m.titre, "rate": m.rate, "yield": m.yield_, "cost": m.cost}[leading], solution)
    weight = solution.weights[leading]
    return {"cost": value, "titre": -value / 30.0, "rate": -value, "yield": -value}[leading] * weight


def slopes_of(optimiser: Optimiser, solution: Solution) -> dict[str, float]:
    """d objective for a relative change of one in each parameter (d objective / d ln p)."""
    slopes = np.asarray(optimiser.nlp.sensitivities(solution.result)) * np.asarray(solution.result.parameters)
    names = [variable.name for variable in optimiser.nlp.parameters]
    by_name: dict[str, float] = {}
    for name, slope in zip(names, slopes, strict=True):
        root, _, index = name.partition("[")
        if root == "p":
            by_name[index.rstrip("]").strip("'")] = float(slope)
        elif root == "A" and index.rstrip("]").endswith(",0"):
            by_name["maintenance"] = by_name.get("maintenance", 0.0) + float(slope)
    return by_name


def _maintenance(solution: Solution) -> float:
    """Least glucose uptake without oxygen that pays for maintenance."""
    alive = solution.problem.kinetics.production.alive
    return float(max(-alive[:, 0] / alive[:, 1])) if len(alive) else 0.0


def binding_hours(optimiser: Optimiser, solution: Solution) -> dict[str, tuple[tuple[float, float], ...]]:
    """When each limit binds in the plan; an empty tuple where it binds but not in time."""
    edges = optimiser.inputs(solution).edges()
    bound: dict[str, tuple[tuple[float, float], ...]] = {}
    for constraint, name in CONSTRAINTS.items():
        component = getattr(optimiser.model, constraint)
        if not len(component):
            continue
        duals = np.abs(optimiser.nlp.dual_of(component, solution.result))
        if duals.max() <= ACTIVE * max(1.0, abs(solution.objective)) * 10:
            continue
        elements = [_element(index) for index in component]
        active = [e for e, dual in zip(elements, duals, strict=True) if dual > 1e-2 * duals.max() and e is not None]
        bound[name] = _spans(sorted(set(active)), edges)
    return bound


def _element(index: Any) -> int | None:
    if index is None:
        return None
    return int(index[0]) if isinstance(index, tuple) else int(index)


def _spans(elements: Sequence[int], edges: np.ndarray) -> tuple[tuple[float, float], ...]:
    spans: list[list[float]] = []
    for e in elements:
        start, stop = float(edges[e]), float(edges[e + 1])
        if spans and abs(spans[-1][1] - start) < 1e-9:
            spans[-1][1] = stop
        else:
            spans.append([start, stop])
    return tuple((a, b) for a, b in spans)
