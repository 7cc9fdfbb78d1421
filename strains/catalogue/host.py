"""The host card: which model stands for an organism, and which of its reactions play which role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from cards.nearness import nearest_id
from cards.quantity import In, Quantity
from cards.reading import Card
from strains.models.user_models import USER, find

ROLES = ("oxygen", "co2", "proton")


class ModelSource(Card):
    """Where the model is, and under which terms.

    ``source`` is ``cobra:NAME`` (shipped with COBRApy), ``user:FILE`` (a file that the user puts into the folder of
    models, from ``url``) or a file path. ``unbalanced`` counts the reactions that the published model itself leaves
    unbalanced, apart from biomass.
    """

    source: str = Field(min_length=1)
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    licence: str = Field(min_length=3)
    citation: str = Field(min_length=3)
    unbalanced: int = Field(default=0, ge=0, strict=True)


class Maintenance(Card):
    """The reaction that spends ATP without growth, and the least it must spend."""

    reaction: str
    value: Annotated[Quantity, In("mmol/gDW/h", ge=0)]


class HostCard(Card):
    """An organism. ``exchanges`` names exchange reactions by what passes through them (``glucose``, ``oxygen`` ...).

    Products and media write identifiers of the BiGG database. Where the model has others, ``metabolites`` and
    ``reactions`` map BiGG's to the model's; ``left_out`` lists exchanges of BiGG that the model does without and that a
    medium may name all the same. ``medium`` is the one to grow it on unless another is asked for.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    model: ModelSource
    biomass: str
    maintenance: Maintenance
    exchanges: dict[str, str]
    medium: str | None = None
    metabolites: dict[str, str] = Field(default_factory=dict)
    reactions: dict[str, str] = Field(default_factory=dict)
    left_out: list[str] = Field(default_factory=list)

    @field_validator("exchanges")
    @classmethod
    def _roles(cls, exchanges: dict[str, str]) -> dict[str, str]:
        missing = [role for role in ROLES if role not in exchanges]
        if missing:
            near = nearest_id(missing[0], {name: "" for name in exchanges if name not in ROLES})
            raise ValueError(f"needs the exchange of {' and '.join(missing)}{near.replace('you mean', 'you write')}")
        return exchanges

    @property
    def names(self) -> dict[str, str]:
        """BiGG's identifier to the model's own, of the metabolites and reactions that it calls differently."""
        return {**self.metabolites, **self.reactions}

    def named(self) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
        """What the card asks the model to have: kind, identifier, and the key of the card that holds it."""
        yield "reaction", self.biomass, ("biomass",)
        yield "reaction", self.maintenance.reaction, ("maintenance", "reaction")
        for name, exchange in self.exchanges.items():
            yield "exchange", exchange, ("exchanges", name)
        for name, reaction in self.reactions.items():
            yield "reaction", reaction, ("reactions", name)

    def model_place(self) -> str:
        """File and line that name the model; empty when the card was made in code, or the model is another one."""
        written = self.origin.written("model", "source") if self.origin.file else None
        known = isinstance(written, str) and model_file(written, self.origin.file) == self.model.source
        return self.origin.place("model", "source") if known else ""


def model_file(source: str, card: str) -> str:
    """The ``source`` of a model as written in the file ``card``: a path is taken from the card's own folder.

    A file that the user supplies becomes its path where it is there, and stays ``user:FILE`` where it is not.
    """
    if source.startswith("cobra:"):
        return source
    if source.startswith(USER):
        return str(find(source) or source)
    return str((Path(card).parent / Path(source).expanduser()).resolve())
