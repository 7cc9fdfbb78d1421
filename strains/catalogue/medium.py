"""The medium card: what a strain may take up, and how much of it is in a litre."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, field_validator

from cards.quantity import In, Quantity
from cards.reading import Card
from strains.catalogue.host import HostCard
from strains.models import formula as formulas

UptakeLimit = Annotated[Quantity, In("mmol/gDW/h", ge=0)]


def _one_each(written: Any) -> Any:
    """A list of exchanges as a table of one ion each."""
    if not isinstance(written, list):
        return written
    strange = next((one for one in written if not isinstance(one, str)), None)
    if strange is not None:
        raise ValueError(f"expected names of exchanges in quotes, not {strange!r}")
    return dict.fromkeys(written, 1.0)


Exchanges = Annotated[
    dict[str, Annotated[float, Field(gt=0, strict=True)]],
    BeforeValidator(_one_each, json_schema_input_type=list[str] | dict[str, float]),
]


class Component(Card):
    """One component. Its exchanges are open: without bound, or up to ``limit``.

    ``formula`` is that of what is weighed in, water of crystallisation included (``MgSO4.7H2O``). ``exchanges`` lists
    the exchanges it opens, or is a table of how many of each ion one formula unit gives; none for what no model takes
    up.
    """

    name: str
    formula: str | None = None
    concentration: Annotated[Quantity, In("g/L", gt=0)] | None = None
    exchanges: Exchanges = Field(default_factory=dict)
    limit: UptakeLimit | None = None

    @field_validator("formula")
    @classmethod
    def _readable(cls, formula: str | None) -> str | None:
        if formula is not None and not salt_mass(formula) > 0.0:
            raise ValueError(
                f"'{formula}' is no formula; write elements, groups and water such as (NH4)2SO4, CaCl2.2H2O"
            )
        return formula

    def molarity(self) -> float | None:
        """mmol/L of formula units; None where the card gives no formula or no concentration."""
        if self.formula is None or self.concentration is None:
            return None
        return float(self.concentration) / salt_mass(self.formula) * 1e3


class MediumCard(Card):
    """A medium. ``substrate`` is the host's name for the carbon source whose uptake the phases limit.

    A concentration says what is weighed in, not how fast it is taken up: the substrate is taken up at most at
    ``substrate_uptake``, the rate of a cell that has more than enough of it; what has no ``limit`` is open.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str = Field(min_length=3)
    substrate: str
    substrate_uptake: Annotated[Quantity, In("mmol/gDW/h", gt=0)] | None = None
    components: list[Component] = Field(min_length=1)

    def uptake_limits(self) -> dict[str, float | None]:
        """Exchange id to the largest uptake in mmol/gDW/h; None where the medium sets no limit."""
        return {
            exchange: None if component.limit is None else float(component.limit)
            for component in self.components
            for exchange in component.exchanges
        }

    def concentrations(self) -> dict[str, float]:
        """Exchange id to mmol/L of what passes through it, summed over the components that give formula and weight."""
        found: dict[str, float] = {}
        for component in self.components:
            molarity = component.molarity()
            for exchange, number in ({} if molarity is None else component.exchanges).items():
                found[exchange] = found.get(exchange, 0.0) + number * (molarity or 0.0)
        return found

    def for_host(self, host: HostCard) -> Self:
        """The same medium with the exchanges by the names of the host's model, without those that it leaves out."""
        return self.model_copy(update={"components": [_translated(component, host) for component in self.components]})

    def named(self) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
        """What the card asks the model to have (kind, identifier, key), and of the host the name of its substrate."""
        yield "uptake", self.substrate, ("substrate",)
        for place, component in enumerate(self.components):
            key = ("components", place, "exchanges")
            for exchange in component.exchanges:
                found = self.origin.key_of(exchange, key)
                yield "exchange", exchange, found if found != key else (*key, exchange)


def salt_mass(formula: str) -> float:
    """g/mol of a formula with groups and crystal water, such as ``(NH4)2SO4``, ``Na2HPO4.7H2O``. NaN for no formula."""
    total = 0.0
    for part in formula.split("."):
        count, body = re.fullmatch(r"(\d*)(.*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
        flat = re.sub(r"\((\w+)\)(\d*)", lambda group: group[1] * int(group[2] or 1), body)
        if not re.fullmatch(r"(?:[A-Z][a-z]?\d*)+", flat):
            return float("nan")
        total += int(count or 1) * formulas.molar_mass(flat)
    return total


def _translated(component: Component, host: HostCard) -> Component:
    kept = {exchange: n for exchange, n in component.exchanges.items() if exchange not in host.left_out}
    own = {host.reactions.get(exchange, exchange): number for exchange, number in kept.items()}
    return component.model_copy(update={"exchanges": own})
