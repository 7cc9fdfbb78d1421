"""A number with its unit, its uncertainty and its source: the only kind of number that a card may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from cards.units import convert


class Quantity(BaseModel):
    """A cited number. ``sd`` is one standard deviation; ``low`` and ``high`` bound the range of validity."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    value: float = Field(strict=True)  # strict: true is no number, and neither is "5"
    unit: str
    sd: float | None = Field(default=None, ge=0, strict=True)
    low: float | None = Field(default=None, strict=True)
    high: float | None = Field(default=None, strict=True)
    source: str = Field(min_length=3)

    def __float__(self) -> float:
        return self.value

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit. Raises ValueError when the units do not fit."""
        if unit == self.unit:
            return self
        zero = convert(0.0, self.unit, unit)

        def turn(number: float | None) -> float | None:
            return None if number is None else convert(number, self.unit, unit)

        sd = None if self.sd is None else abs(convert(self.sd, self.unit, unit) - zero)
        return self.model_copy(
            update={
                "value": turn(self.value),
                "low": turn(self.low),
                "high": turn(self.high),
                "sd": sd,
                "unit": unit,
            }
        )

    def scaled(self, factor: float, why: str) -> Quantity:
        """The same quantity times ``factor``, its source saying ``why``."""
        return self.model_copy(update={"value": self.value * factor, "source": f"{self.source}; {why}"})


@dataclass(frozen=True)
class In:
    """``Annotated[Quantity, In("g/L", ge=0)]``: given in any fitting unit, held in this one, within these bounds."""

    unit: str
    ge: float | None = None
    gt: float | None = None
    le: float | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"allOf": [handler(schema)], "description": f"in {self.unit}{self._bounds()}"}

    def _check(self, quantity: Quantity) -> Quantity:
        held = quantity.to(self.unit)
        low = self.gt is not None and held.value <= self.gt
        low = low or (self.ge is not None and held.value < self.ge)
        if low or (self.le is not None and held.value > self.le):
            raise ValueError(f"{held.value:g} {self.unit} is out of bounds; expected{self._bounds()}")
        return held

    def _bounds(self) -> str:
        signs = ((">", self.gt), ("≥", self.ge), ("≤", self.le))
        return ",".join(f" {sign} {bound:g}" for sign, bound in signs if bound is not None)


@dataclass(frozen=True)
class FieldsOf:
    """``Annotated[dict[str, Quantity], FieldsOf(cards)]``: each key is a field of one of ``cards()``, with its unit."""

    cards: Callable[[], tuple[type[BaseModel], ...]]

    def unit(self, key: str) -> str | None:
        """The unit of the field ``key``; None where no card has it."""
        fields = (card.model_fields[key] for card in self.cards() if key in card.model_fields)
        return next((one.unit for field in fields for one in field.metadata if isinstance(one, In)), None)
