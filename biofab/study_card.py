"""The schema of a study: from strain to scale to limits, every quantity with its source."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from cards.quantity import FieldsOf, In, Quantity
from cards.reading import Card

_Cards = tuple[type[BaseModel], ...]


def _kinetics() -> _Cards:
    from processes.kinetics import KineticsCard

    return (KineticsCard,)


def _vessel() -> _Cards:
    from processes.scale import Operation, Ownership, Vessel

    return Vessel, Operation, Ownership


def _prices() -> _Cards:
    from processes.costing import PriceCard

    return (PriceCard,)


def _chosen(value: float, unit: str, why: str) -> Quantity:
    return Quantity(value=value, unit=unit, source=f"assumption: {why}")


class StrainChoice(Card):
    """The organism, what it makes, what it grows in, and changes to the product card's strain."""

    host: str = Field(min_length=1, description="a host card's name or a path to a .toml")
    product: str = Field(min_length=1, description="a product card's name or a path to a .toml")
    medium: str = Field(min_length=1, description="a medium card's name or a path to a .toml")
    model: str | None = Field(None, description="a model file in place of the host card's")
    restored_reactions: tuple[str, ...] = Field((), description="blocked by the product card, open again here")
    extra_blocked_reactions: tuple[str, ...] = Field((), description="blocked here in addition")
    deleted_genes: tuple[str, ...] = Field((), description="deleted here in addition")


class KineticsChoice(Card):
    """The kinetics card, and constants that take the place of its own."""

    card: str = Field(min_length=1, description="a kinetics card's name or a path to a .toml")
    override: Annotated[dict[str, Quantity], FieldsOf(_kinetics)] = Field(default_factory=dict)


class ScaleOverride(Card):
    """Quantities that take the place of a scale card's own."""

    pilot: Annotated[dict[str, Quantity], FieldsOf(_vessel)] = Field(default_factory=dict)
    production: Annotated[dict[str, Quantity], FieldsOf(_vessel)] = Field(default_factory=dict)


class ScaleChoice(Card):
    """The two vessels of the study."""

    pilot: str = Field(min_length=1, description="a scale card's name or a path to a .toml")
    production: str = Field(min_length=1, description="a scale card's name or a path to a .toml")
    override: ScaleOverride = ScaleOverride()


class SiteChoice(Card):
    """Where the product is made, and in the money of which year it is priced. Without a name: the default prices."""

    name: str | None = Field(None, min_length=1, description="a site card's name or a path to a .toml")
    year: int | None = Field(None, ge=1980, le=2100, description="of the money; the site card's own by default")


class Limits(Card):
    """What a plan must keep besides the limits of the vessels. A titre asked for alone would leave glucose behind."""

    residual_glucose: Annotated[Quantity, In("g/L", ge=0)] = _chosen(
        5, "g/L", "left behind without a purification step"
    )
    least_productivity: Annotated[Quantity, In("g/L/h", ge=0)] = Quantity(
        value=1.3,
        unit="g/L/h",
        source="published dual-phase fed-batch: Vemuri, Eiteman & Altman, J. Ind. Microbiol. Biotechnol. 28:325 (2002)",
    )
    least_yield: Annotated[Quantity, In("g/g", ge=0)] = _chosen(0, "g/g", "no floor")
    least_titre: Annotated[Quantity, In("g/L", ge=0)] = _chosen(0, "g/L", "no floor")
    least_fill: Annotated[Quantity, In("dimensionless", gt=0, le=1)] = _chosen(
        0.9, "dimensionless", "of the working volume at harvest: an empty vessel has a fine rate per litre of broth"
    )
    longest_batch: Annotated[Quantity, In("h", gt=0)] = _chosen(
        210, "h", "no limit: growth and production at the longest that the optimiser looks at"
    )
    demand: Annotated[Quantity, In("t/year", gt=0)] | None = None
    glucose_charge: Annotated[Quantity, In("g/L", gt=0)] = _chosen(
        100, "g/L", "the largest initial charge; more slows growth by its osmotic pressure"
    )


class PlantChoice(Card):
    """The plant that runs the recipe. Without an endpoint the card's own is used."""

    card: str = Field("pilot", min_length=1, description="a plant card's name or a path to a .toml")
    endpoint: str | None = Field(None, pattern=r"^opc\.tcp://")


class Mesh(Card):
    """Finite elements of each phase and collocation points of each element."""

    elements_growth: int = Field(12, ge=2, le=96)
    elements_production: int = Field(12, ge=2, le=96)
    points: int = Field(3, ge=1, le=5)


class Study(Card):
    """A question: which strain, at which scales, within which limits."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    question: str = Field(min_length=1)
    strain: StrainChoice
    kinetics: KineticsChoice
    scale: ScaleChoice
    site: SiteChoice = SiteChoice()
    prices: Annotated[dict[str, Quantity], FieldsOf(_prices)] = Field(default_factory=dict)
    limits: Limits = Limits()
    plant: PlantChoice = PlantChoice()
    mesh: Mesh = Mesh()
    seed: int = Field(1, ge=0, le=2**31 - 1)
