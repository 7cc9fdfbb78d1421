"""A heterologous pathway as a product card writes it: new metabolites, new reactions, and what leaves the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import Field, field_validator, model_validator

from cards.reading import Card

_ARROW = re.compile(r"\s(-->|<=>)(?:\s|$)")
_TERM = re.compile(r"^(?:(\d+(?:\.\d+)?|\.\d+)\s+)?(\d*[A-Za-z_]\w*)$")
_ID = r"^\d*[A-Za-z_]\w*$"


class NewMetabolite(Card):
    """A metabolite that the host may not have; ``formula`` and ``charge`` are those of the ion at pH 7."""

    id: str = Field(pattern=_ID)
    name: str
    formula: str
    charge: int = Field(strict=True)
    compartment: str

    @field_validator("compartment")
    @classmethod
    def _short(cls, compartment: str) -> str:
        if not re.fullmatch(r"[a-z]{1,3}", compartment):
            raise ValueError(f"'{compartment}' is no compartment; write c for the cytosol, e for the medium")
        return compartment

    @field_validator("formula")
    @classmethod
    def _readable(cls, formula: str) -> str:
        if not re.fullmatch(r"(?:[A-Z][a-z]?\d*)+", formula):
            raise ValueError(f"'{formula}' is no formula; write elements and whole numbers, such as C4H10O2")
        return formula


class NewReaction(Card):
    """A reaction to bring in. Every one of ``genes`` is needed (a complex); none for a step without a known enzyme."""

    id: str = Field(pattern=_ID)
    name: str
    equation: str
    genes: list[str] = Field(default_factory=list)
    enzyme: str = ""
    organism: str
    source: str = Field(min_length=3)

    @field_validator("equation")
    @classmethod
    def _readable(cls, equation: str) -> str:
        parse_equation(equation)
        return equation

    @property
    def stoichiometry(self) -> Mapping[str, float]:
        """Metabolite to coefficient, negative where it is used up."""
        return parse_equation(self.equation)[0]

    @property
    def reversible(self) -> bool:
        """Whether the equation is written with ``<=>``."""
        return parse_equation(self.equation)[1]


class Pathway(Card):
    """What turns a host into a producer. ``product`` leaves the cell: through an exchange, or a demand where it stays.

    ``transport`` carries the product over the membrane; it is left out of a host that has the exchange already.
    """

    product: str = Field(pattern=_ID)
    metabolites: list[NewMetabolite] = Field(min_length=1)
    reactions: list[NewReaction] = Field(min_length=1)
    transport: NewReaction | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        metabolites = [metabolite.id for metabolite in self.metabolites]
        reactions = [reaction.id for reaction, _ in self.placed()]
        for kind, ids in (("metabolite", metabolites), ("reaction", reactions)):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"{kind} '{twice[0]}' is there twice")
        if self.product not in metabolites:
            raise ValueError(f"the product '{self.product}' is not among the pathway's metabolites; add it there")
        return self

    def exchange(self) -> str:
        """Identifier of the reaction through which the product leaves: EX_ from the medium, DM_ within the cell."""
        outside = next(m.compartment == "e" for m in self.metabolites if m.id == self.product)
        return f"{'EX' if outside else 'DM'}_{self.product}"

    def placed(self) -> Iterator[tuple[NewReaction, tuple[str | int, ...]]]:
        """Each reaction with its key in the product card; the transport last."""
        for place, reaction in enumerate(self.reactions):
            yield reaction, ("pathway", "reactions", place)
        if self.transport is not None:
            yield self.transport, ("pathway", "transport")


def parse_equation(equation: str) -> tuple[Mapping[str, float], bool]:
    """``2 pyr_c + h_c --> alac__S_c + co2_c`` as metabolite to coefficient, and whether it is reversible (``<=>``).

    Raises ValueError that names the part which cannot be read.
    """
    found = _ARROW.findall(f" {equation}")
    if len(found) != 1:
        raise ValueError(f"'{equation}' has no single arrow; write --> or, where reversible, <=> between blanks")
    left, _, right = re.split(_ARROW, f" {equation}", maxsplit=1)
    parts: dict[str, float] = {}
    for side, sign in ((left, -1.0), (right, 1.0)):
        for term in filter(None, (term.strip() for term in side.split(" + "))):
            read = _TERM.match(term)
            if read is None:
                raise ValueError(f"'{term}' in '{equation}' is no metabolite with a number before it, such as 2 pyr_c")
            parts[read[2]] = parts.get(read[2], 0.0) + sign * float(read[1] or 1.0)
    parts = {metabolite: number for metabolite, number in parts.items() if number}
    if not parts:
        raise ValueError(f"'{equation}' turns nothing into nothing")
    return parts, found[0] == "<=>"
