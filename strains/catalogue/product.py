"""The product card: what is made, in which phases, and the edits that turn a host into its producer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from cards.quantity import In, Quantity
from cards.reading import Card
from strains.catalogue.host import HostCard
from strains.catalogue.pathway import Pathway


class UptakeRange(Card):
    """The range of one uptake limit over which the phenotype is drawn, mmol/gDW/h."""

    low: float = Field(ge=0, strict=True)
    high: float = Field(gt=0, strict=True)
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
    fixed: dict[str, Annotated[float, Field(strict=True)]] = Field(default_factory=dict)

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
    """A product. ``base`` is the charge equivalents neutralised per mol of product at the pH of the process.

    ``host`` is the one the card was written for. A ``pathway`` brings in what a host lacks; identifiers are those of
    the BiGG database, which a host card maps to its model's.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str = Field(min_length=3)
    exchange: str
    molar_mass: Annotated[Quantity, In("g/mol", gt=0)]
    base: Annotated[Quantity, In("eq/mol", ge=0)]
    phases: dict[str, PhaseCard] = Field(min_length=1)
    gene_deletions: list[str] = Field(default_factory=list)
    blocked_reactions: list[Block] = Field(default_factory=list)
    host: str = "ecoli_k12"
    pathway: Pathway | None = None

    @model_validator(mode="after")
    def _leaves(self) -> Self:
        if self.pathway is not None and self.exchange != self.pathway.exchange():
            raise ValueError(
                f"the pathway makes '{self.pathway.product}', which leaves through '{self.pathway.exchange()}'; "
                f"exchange says '{self.exchange}'"
            )
        return self

    def for_host(self, host: HostCard) -> Self:
        """The same product with the reactions by the names of the host's model; the pathway keeps BiGG's."""
        blocks = [
            block.model_copy(update={"reaction": host.reactions.get(block.reaction, block.reaction)})
            for block in self.blocked_reactions
        ]
        exchange = host.reactions.get(self.exchange, self.exchange)
        return self.model_copy(update={"exchange": exchange, "blocked_reactions": blocks})

    def named(self) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
        """What the card asks the model to have (kind, identifier, key), and of the host the names of its uptakes."""
        yield "exchange", self.exchange, ("exchange",)
        for place, block in enumerate(self.blocked_reactions):
            yield "reaction", block.reaction, ("blocked_reactions", place, "reaction")
        for place, gene in enumerate(self.gene_deletions):
            yield "gene", gene, ("gene_deletions", place)
        for phase, card in self.phases.items():
            for part, names in (("limits", card.limits), ("fixed", card.fixed)):
                for name in names:
                    yield "uptake", name, ("phases", phase, part, name)
