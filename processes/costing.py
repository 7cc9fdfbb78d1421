"""What a batch costs, line by line. Plain arithmetic: the same lines price a Pyomo model and a finished plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from cards.quantity import In, Quantity
from cards.reading import Card
from processes.transfer.constants import BROTH_DENSITY, NORMAL_VOLUME

CO2_MOLAR_MASS = 44.01  # g/mol
Number = Any  # float or Pyomo expression
PerKg = Annotated[Quantity, In("USD/kg", ge=0)]


class PriceCard(Card):
    """Prices of a site in one currency and year."""

    name: str
    currency: str
    year: int
    glucose: PerKg
    medium: Annotated[Quantity, In("USD/m^3", ge=0)]
    base: Annotated[Quantity, In("USD/eq", ge=0)]
    acid: Annotated[Quantity, In("USD/eq", ge=0)]
    co2: PerKg
    electricity: Annotated[Quantity, In("USD/kWh", ge=0)]
    cooling: Annotated[Quantity, In("USD/GJ", ge=0)]
    steam: Annotated[Quantity, In("USD/GJ", ge=0)]
    wage: Annotated[Quantity, In("USD/h", ge=0)]
    sterilisation_heat: Annotated[Quantity, In("GJ/m^3", ge=0)]
    clarification: Annotated[Quantity, In("USD/m^3", ge=0)]
    evaporation_heat: Annotated[Quantity, In("GJ/kg", ge=0)]
    crystallisation: PerKg
    waste_water: Annotated[Quantity, In("USD/m^3", ge=0)]


# Prices that enter the cost lines, in the order of the card.
PRICES = tuple(name for name in PriceCard.model_fields if name not in ("name", "currency", "year"))


@dataclass(frozen=True)
class Amounts:
    """What one batch takes, per m3 of working volume (any common reference does)."""

    glucose: Number  # kg
    medium: Number  # m3 of broth whose salts are bought
    base: Number  # eq
    acid: Number  # eq, to free the product from its salt
    co2: Number  # kg
    electricity: Number  # kWh
    heat: Number  # GJ taken away
    broth: Number  # m3 at harvest
    product: Number  # kg recovered
    water: Number  # kg evaporated
    hours: Number  # h from turn-round to turn-round


@dataclass(frozen=True)
class Batch:
    """What a batch was fed and where it ended, per m3 of working volume."""

    start: Number  # m3 of broth at inoculation
    charge: Number  # kg of glucose in the first charge
    fed: Number  # m3 of feed
    stirring: Number  # kWh
    air: Number  # m3 of gas
    co2: Number  # m3 of gas
    heat: Number  # GJ taken away
    broth: Number  # m3 at harvest
    product: Number  # kg at harvest
    hours: Number  # h from inoculation to harvest

    def amounts(self, p: Mapping[str, Number]) -> Amounts:
        """What it takes, ``p`` the parameters of the question by name."""
        base = (self.broth - self.start - self.fed) * p["base_concentration"] * 1000.0
        return Amounts(
            glucose=self.charge + self.fed * p["feed_concentration"],
            medium=self.broth,
            base=base,
            acid=base,
            co2=self.co2 / NORMAL_VOLUME * CO2_MOLAR_MASS / 1000.0,
            electricity=self.stirring + self.air * p["air_energy"],
            heat=self.heat,
            broth=self.broth,
            product=self.product * p["recovery"],
            water=self.broth * BROTH_DENSITY,  # assumption: all of the broth is water, and is driven off
            hours=self.hours + p["turn_round"],
        )


@dataclass(frozen=True)
class HourlyCosts:
    """USD per hour and m3 of working volume for owning and manning the vessel."""

    capital: Number
    maintenance: Number
    operators: Number  # people per m3 of working volume


def cost_lines(amounts: Amounts, price: Any, hourly: HourlyCosts) -> dict[str, Number]:
    """Cost by line in USD per batch and m3 of working volume; ``price(name)`` gives a price of the card."""
    return {
        "glucose": amounts.glucose * price("glucose"),
        "medium": amounts.medium * price("medium"),
        "base": amounts.base * price("base"),
        "co2": amounts.co2 * price("co2"),
        "electricity": amounts.electricity * price("electricity"),
        "cooling": amounts.heat * price("cooling"),
        "sterilisation": amounts.broth * price("sterilisation_heat") * price("steam"),
        "labour": amounts.hours * hourly.operators * price("wage"),
        "capital": amounts.hours * hourly.capital,
        "maintenance": amounts.hours * hourly.maintenance,
        "clarification": amounts.broth * price("clarification"),
        "acidification": amounts.acid * price("acid"),
        "evaporation": amounts.water * price("evaporation_heat") * price("steam"),
        "crystallisation": amounts.product * price("crystallisation"),
        "waste_water": amounts.broth * price("waste_water"),
    }


COST_KINDS = {
    "raw materials": ("glucose", "medium", "base", "co2"),
    "utilities": ("electricity", "cooling", "sterilisation"),
    "labour": ("labour",),
    "capital charge": ("capital", "maintenance"),
    "down-stream": ("clarification", "acidification", "evaporation", "crystallisation", "waste_water"),
}
