"""The product card: what is made, in which phases, and the edits that turn a host into its producer."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from cards.quantity import In, Quantity
from cards.reading import Card


class UptakeRange(Card):
    """The range of one uptake limit over which the phenotype is drawn, mmol/gDW/h."""

    low: float = Field(ge=0)
    high: float = Field(gt=0)
    unit: Literal["mmol/gDW/h"] = "mmol/gDW/h"
    source: str = Field(min_length=3)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high <= self.low:
            raise ValueError(f"high ({self.high:g}) must be above low ({self.low:g})")
        return self


class PhaseCard(Card):
    """One phase of the process: the uptake limits that the plant moves, and those it holds (mmol/gDW/h)."""

    limits: dict[str, UptakeRange] = Field(min_length=1, max_length=3)
    fixed: dict[str, float] = Field(default_factory=dict)

    @field_validator("fixed")
    @classmethod
    def _positive(cls, fixed: dict[str, float]) -> dict[str, float]:
        for name, value in fixed.items():
            if value < 0:
                raise ValueError(f"the uptake of {name} is held at a number of 0 or more, not {value:g}")
        return fixed

    @model_validator(mode="after")
    def _apart(self) -> Self:
        both = sorted(set(self.limits) & set(self.fixed))
        if both:
            raise ValueError(f"'{both[0]}' cannot be both limited and fixed")
        return self


class Block(Card):
    """A reaction taken as blocked although not all of its enzymes are deleted, and why that is believed."""

    reaction: str
    gene: str
    reason: str = Field(min_length=10)
    source: str = Field(min_length=3)


class ProductCard(Card):
    """A product. ``base`` is the charge equivalents neutralised per mol of product at the pH of the process."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str = Field(min_length=3)
    exchange: str
    molar_mass: Annotated[Quantity, In("g/mol", gt=0)]
    base: Annotated[Quantity, In("eq/mol", ge=0)]
    phases: dict[str, PhaseCard] = Field(min_length=1)
    gene_deletions: list[str] = Field(default_factory=list)
    blocked_reactions: list[Block] = Field(default_factory=list)
