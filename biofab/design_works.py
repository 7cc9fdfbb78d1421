"""What a planned batch buys and makes in a year, from its design: the amounts behind its cost lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from biofab.errors import BadInput
from biofab.study import Study
from biofab.vessels import vessel_of

if TYPE_CHECKING:
    from processes.costing import PriceCard
    from processes.economics.appraisal import Works
    from processes.economics.capital import Purchase
    from processes.scale import ScaleCard

# name of an amount: the cost line it stands behind, the price that the line is divided by, and units of it per unit
_BEHIND = {
    "glucose": ("glucose", "glucose", 1.0),
    "carbon dioxide": ("co2", "co2", 1.0),
    "electricity": ("electricity", "electricity", 1.0),
    "chilled_water": ("cooling", "cooling", 1.0),
    "waste_water": ("waste_water", "waste_water", 1.0),
}
_CHARGES = ("clarification", "crystallisation")  # lines without an amount of something that a site sells
_AGREES = 2e-3  # of the glucose by cost line and by yield; the plan's own accuracy is 1e-4


def scale_of(study: Study, design: Mapping[str, Any]) -> ScaleCard:
    """The vessel that a stored design was planned for. Raises BadInput when the study has no such vessel."""
    for part in ("production", "pilot"):
        card = vessel_of(study, part)
        if card.name == design["scale"]:
            return card
    raise BadInput(f"the design is for the vessel '{design['scale']}', which is neither of this study's")


def works_of_design(design: Mapping[str, Any], scale: ScaleCard, prices: PriceCard, dollars: float = 1.0) -> Works:
    """The plant of a design: equipment, amounts and work of a year.

    ``prices``: those the design was planned with. ``dollars``: of the asked year for one of the prices' year, for lines
    that are money alone. Raises BadInput when the design was planned with other prices.
    """
    from processes.economics.appraisal import Works

    _check(design, scale, prices)
    output = 1000.0 * design["tonnes_per_year"]
    lines = design["cost_lines"]
    run, own = scale.operation, scale.ownership
    return Works(
        purchases=_purchases(scale),
        amounts={name: output * kg for name, kg in _amounts(lines, prices).items()},
        labour_hours=own.operators.value * run.vessels.value * run.hours_per_year.value,
        output=output,
        charges={name: output * lines[name] * dollars for name in _CHARGES},
    )


def _amounts(lines: Mapping[str, float], prices: PriceCard) -> dict[str, float]:
    """Amounts per kg of product, in the units that a site sells them in."""
    from processes.economics.price_card import SALTS, SODIUM_HYDROXIDE, SULFURIC_ACID

    behind = _BEHIND | {
        "salts": ("medium", "medium", SALTS),
        "sodium hydroxide": ("base", "base", SODIUM_HYDROXIDE),
        "sulfuric acid": ("acidification", "acid", SULFURIC_ACID),
    }
    found = {name: lines[line] / _price(prices, price, line) * factor for name, (line, price, factor) in behind.items()}
    found["steam"] = (lines["sterilisation"] + lines["evaporation"]) / _price(prices, "steam", "steam")
    return found


def _price(prices: PriceCard, name: str, line: str) -> float:
    value: float = getattr(prices, name).value
    if value <= 0.0:
        raise BadInput(f"the price behind the cost line '{line}' is 0: the amount cannot be told; give it a price")
    return value


def _purchases(scale: ScaleCard) -> tuple[Purchase, ...]:
    """The fermenters, and the down-stream train as the card's share of their cost."""
    from processes.economics.capital import Purchase

    own, index = scale.ownership, scale.ownership.fermenter_cost_index.value
    ratio = scale.vessel.volume.value / own.fermenter_cost_volume.value
    each = own.fermenter_cost.value * ratio**own.fermenter_cost_exponent.value
    vessels = each * scale.operation.vessels.value
    installation = own.installation.value
    return (
        Purchase("fermenters", vessels, index, installation),
        Purchase("down-stream train", vessels * own.downstream_capital.value, index, installation),
    )


def _check(design: Mapping[str, Any], scale: ScaleCard, prices: PriceCard) -> None:
    bought = design["cost_lines"]["glucose"] / _price(prices, "glucose", "glucose")
    fed = 1.0 / (design["figures"]["yield_"] * scale.ownership.recovery.value)
    if abs(bought / fed - 1.0) > _AGREES:
        raise BadInput(
            f"the design buys {fed:.4g} kg of glucose per kg by its yield and {bought:.4g} kg by its cost line: it was "
            "planned with other prices or another recovery than this study's; give the study that it was planned from"
        )
