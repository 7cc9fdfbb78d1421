"""The medium card: what a strain may take up."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cards.quantity import In, Quantity
from cards.reading import Card

UptakeLimit = Annotated[Quantity, In("mmol/gDW/h", ge=0)]


class Component(Card):
    """One component. Its exchanges are open: without bound, or up to ``limit``."""

    name: str
    concentration: Annotated[Quantity, In("g/L", gt=0)] | None = None
    exchanges: list[str] = Field(min_length=1)
    limit: UptakeLimit | None = None


class MediumCard(Card):
    """A medium. ``substrate`` is the host's name for the carbon source whose uptake the phases limit."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str = Field(min_length=3)
    substrate: str
    components: list[Component] = Field(min_length=1)

    def uptake_limits(self) -> dict[str, float | None]:
        """Exchange id to the largest uptake in mmol/gDW/h; None where the medium sets no limit."""
        return {
            exchange: None if component.limit is None else float(component.limit)
            for component in self.components
            for exchange in component.exchanges
        }
