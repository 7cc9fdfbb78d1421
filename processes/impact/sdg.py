"""Indicators beside the Sustainable Development Goals: figures of one product, named after the United Nations' list.

The list (A/RES/71/313) counts nations. What stands here is the nearest figure of a plant, per kg of product, and says
what it rests on; no goal is claimed to be met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes.impact.assessment import Assessment
from processes.impact.incumbent import incumbents

Number = Any  # float, or an array with one value per sample


@dataclass(frozen=True)
class Indicator:
    """One figure: the goal and indicator that it stands beside, its value and unit, and what it rests on."""

    goal: int
    indicator: str
    words: str
    value: Number
    unit: str
    basis: str


def indicators(
    impact: Assessment, materials: Mapping[str, Number], labour_hours: Number, value_added: Number
) -> tuple[Indicator, ...]:
    """The indicators of a product.

    ``materials``: kg bought per kg of product. ``labour_hours``: h per kg. ``value_added``: USD per kg, price less what
    is bought.
    """
    total, scope = impact.totals, impact.scope
    found = [
        Indicator(6, "6.4.1", "fresh water taken", total["water"], "m^3/kg", scope.boundary),
        Indicator(7, "7.3.1", "non-renewable energy", total["energy"], "MJ/kg", scope.boundary),
        Indicator(8, "8.2.1", "work", labour_hours, "h/kg", "operators of the plant alone"),
        Indicator(
            9, "9.4.1", "greenhouse gas by value added", total["gwp"] / value_added, "kg CO2e/USD",
            "minimum selling price less what is bought",
        ),
        Indicator(12, "12.2.2", "materials bought", sum(materials.values()), "kg/kg", "without water and air"),
        Indicator(12, "12.5.1", "solid waste", total["waste"], "kg/kg", "wet, as it leaves; none counted as recycled"),
        Indicator(13, "13.2.2", "greenhouse gas", total["gwp"], "kg CO2e/kg", scope.biogenic_carbon),
        Indicator(15, "15.3.1", "crop land", total["land"], "m^2 year/kg", "change of land use is not counted"),
    ]  # fmt: skip
    found += [
        Indicator(
            13, "13.2.2", f"share saved against {one.route}", one.saved(total[one.category]), "dimensionless",
            f"{one.value:g} ({one.low:g}-{one.high:g}) {one.unit}: {one.source}",
        )
        for one in incumbents(impact.product)
    ]  # fmt: skip
    return tuple(found)
