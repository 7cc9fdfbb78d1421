"""Units of the field, converted once, at the edge."""

from __future__ import annotations

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


def convert(value: float, unit: str, to: str) -> float:
    """``value`` in ``unit`` expressed in ``to``. Raises ValueError that names both units."""
    if unit == to:
        return value
    import pint

    registry = _registry()
    try:
        return float(registry.Quantity(value, unit).to(to).magnitude)
    except pint.errors.DimensionalityError:
        raise ValueError(f"unit '{unit}' cannot be turned into '{to}'") from None
    except Exception:  # pint raises several unrelated kinds on an unreadable unit
        raise ValueError(f"unknown unit '{unit}'; expected '{to}' or one that can be turned into it") from None


@lru_cache(maxsize=1)
def _registry() -> UnitRegistry[Any]:
    import pint

    registry: UnitRegistry[Any] = pint.UnitRegistry()
    for word in _WORDS:
        name = word.split(" = ")[0]
        if name not in registry:
            registry.define(word)
    return registry
