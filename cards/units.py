"""Units of the field, converted once, at the edge."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pint import UnitRegistry

# Words of the field that a general registry lacks. A gram of dry weight is a gram; a charge equivalent is a mole.
_WORDS = (
    "gDW = gram",
    "USD = [currency]",
    "eq = mole",
    "celsius = degC",
)

_MONEY = re.compile(
    r"[€£¥₹$]|(?<![A-Za-z])(?:EUR|[Ee]uros?|GBP|CHF|JPY|CNY|RMB|INR|BRL|CAD|AUD|DKK|SEK|NOK|PLN|CZK|KRW|MXN|TRY|ZAR"
    r"|US\$|[Dd]ollars?|cents?)(?![A-Za-z])"
)


def convert(value: float, unit: str, to: str) -> float:
    """``value`` in ``unit`` expressed in ``to``. Raises ValueError that names both units."""
    if unit == to:
        return value
    _refuse_currency(unit, to)
    import pint

    registry = _registry()
    try:
        return float(registry.Quantity(value, unit).to(to).magnitude)
    except pint.errors.DimensionalityError:
        raise ValueError(f"unit '{unit}' cannot be turned into '{to}'; expected a unit of that kind") from None
    except Exception:  # pint raises several unrelated kinds on an unreadable unit
        raise ValueError(
            f"unknown unit '{unit}'; expected '{to}' or one that can be turned into it, written with / * ^"
        ) from None


def _refuse_currency(unit: str, to: str) -> None:
    """Money of other countries is not converted: the rate is of a day, and belongs to the source."""
    found = _MONEY.search(unit)
    if found is not None:
        raise ValueError(
            f"currency '{found[0]}' in unit '{unit}' is not converted; expected '{to}': give the value in US dollars "
            "(USD) and the exchange rate in its source"
        )


@lru_cache(maxsize=1)
def _registry() -> UnitRegistry[Any]:
    import pint

    registry: UnitRegistry[Any] = pint.UnitRegistry()
    for word in _WORDS:
        name = word.split(" = ")[0]
        if name not in registry:
            registry.define(word)
    return registry
