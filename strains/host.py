"""The host card: which model stands for an organism, and which of its reactions play which role."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from cards.quantity import In, Quantity
from cards.reading import Card

ROLES = ("oxygen", "co2", "proton")


class ModelSource(Card):
    """Where the model is, and under which terms. ``source`` is ``cobra:NAME`` (shipped with COBRApy) or a file path."""

    source: str = Field(min_length=1)
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    licence: str = Field(min_length=3)
    citation: str = Field(min_length=3)


class Maintenance(Card):
    """The reaction that spends ATP without growth, and the least it must spend."""

    reaction: str
    value: Annotated[Quantity, In("mmol/gDW/h", ge=0)]


class HostCard(Card):
    """An organism. ``exchanges`` names exchange reactions by what passes through them (``glucose``, ``oxygen`` ...)."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    model: ModelSource
    biomass: str
    maintenance: Maintenance
    exchanges: dict[str, str]

    @field_validator("exchanges")
    @classmethod
    def _roles(cls, exchanges: dict[str, str]) -> dict[str, str]:
        missing = [role for role in ROLES if role not in exchanges]
        if missing:
            raise ValueError(f"needs the exchange of {' and '.join(missing)}")
        return exchanges
