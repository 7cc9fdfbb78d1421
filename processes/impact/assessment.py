"""Impact assessment: an inventory times its factors, per kg of product, with what contributes and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from processes.impact.factors import CATEGORIES, Factor, Values, factors, values
from processes.impact.inventory import Inventory, Scope, expanded

Number = Any  # float, or an array with one value per sample


@dataclass(frozen=True)
class Assessment:
    """Impacts per kg of product, in the units of ``factors.CATEGORIES``.

    contributions: by category and name. low, high: with every factor at the end of its range; together they are wider
    than the truth. carbon_held: kg CO2 in the product at the gate, not taken off. left_out: bought but without factor,
    kg (or other units of theirs) per kg.
    """

    product: str
    region: str
    totals: dict[str, Number]
    low: dict[str, Number]
    high: dict[str, Number]
    contributions: dict[str, dict[str, Number]]
    biogenic_co2: Number
    bought_co2_taken: Number
    carbon_held: float
    left_out: dict[str, Number]
    scope: Scope
    sources: dict[str, str]

    @property
    def gwp_with_carbon_held(self) -> Number:
        """Global warming potential with the product's carbon taken off, kg CO2e/kg: true only while it lasts."""
        return self.totals["gwp"] - self.carbon_held

    def to_dict(self) -> dict[str, Any]:
        """As plain numbers, lists and dicts; units beside."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain | {
            "units": {name: f"{unit} per kg" for name, (unit, _) in CATEGORIES.items()},
            "gwp_with_carbon_held": _plain(self.gwp_with_carbon_held),
        }


def assess(inventory: Inventory, region: str, given: Values | None = None) -> Assessment:
    """The impacts of an inventory in a region; ``given`` factors (samples, say) take the place of the table's values.

    Raises FactorUnknown for a region without factors.
    """
    table = factors(region)
    used: Values = values(table) if given is None else given
    amounts = {name: amount / inventory.product_kg for name, amount in expanded(inventory.amounts).items()}
    parts = contributions(amounts, used)
    known = {name for name, _ in used}
    left_out = {name: amount for name, amount in amounts.items() if name not in known and np.any(amount != 0.0)}
    return Assessment(
        product=inventory.product,
        region=region,
        totals=_sums(parts),
        low=_sums(contributions(amounts, {key: one.low for key, one in table.items()})),
        high=_sums(contributions(amounts, {key: one.high for key, one in table.items()})),
        contributions=parts,
        biogenic_co2=inventory.biogenic_co2 / inventory.product_kg,
        bought_co2_taken=inventory.bought_co2_taken / inventory.product_kg,
        carbon_held=inventory.carbon_held,
        left_out=left_out,
        scope=inventory.scope,
        sources=_sources(amounts, table),
    )


def contributions(amounts: Mapping[str, Number], used: Values) -> dict[str, dict[str, Number]]:
    """Impact by category and name; every category is there, names without a factor in it are not."""
    return {
        category: {
            name: amount * used[name, category]
            for name, amount in amounts.items()
            if (name, category) in used and np.any(amount != 0.0)
        }
        for category in CATEGORIES
    }


def _sums(parts: Mapping[str, Mapping[str, Number]]) -> dict[str, Number]:
    return {category: sum(lines.values(), 0.0) for category, lines in parts.items()}


def _sources(amounts: Mapping[str, Number], table: Mapping[tuple[str, str], Factor]) -> dict[str, str]:
    return {
        f"{name}, {category}": f"{one.value:g} ({one.low:g}-{one.high:g}) per {one.per}; {one.source}; {one.licence}"
        for (name, category), one in table.items()
        if name in amounts and np.any(amounts[name] != 0.0)
    }


def _plain(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, np.ndarray):
        return data.tolist()
    return data.item() if isinstance(data, np.generic) else data
