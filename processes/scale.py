"""Scale: one vessel of a site with its limits, its operation and what it costs to own; one TOML card each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

from pydantic import model_validator

from cards.quantity import In, Quantity
from cards.reading import Card
from processes import transfer

SPARGER_DROP = 0.4  # bar over air filters and sparger; assumption: the middle of the usual 0.3 to 0.5 bar

Fraction = Annotated[Quantity, In("dimensionless", gt=0, le=1)]
Positive = Annotated[Quantity, In("dimensionless", gt=0)]


class Vessel(Card):
    """A stirred, aerated fermenter."""

    volume: Annotated[Quantity, In("m^3", gt=0)]
    diameter: Annotated[Quantity, In("m", gt=0)]
    fill: Fraction
    impeller_diameter: Annotated[Quantity, In("m", gt=0)]
    power_number: Positive
    gassed_power: Fraction
    motor_power: Annotated[Quantity, In("kW", gt=0)]
    mixing_power: Annotated[Quantity, In("W/m^3", ge=0)]
    kla_factor: Positive
    gas_velocity_max: Annotated[Quantity, In("m/s", gt=0)]
    head_pressure: Annotated[Quantity, In("bar", gt=0)]
    air_flow_max: Annotated[Quantity, In("m^3/h", gt=0)]
    co2_flow_max: Annotated[Quantity, In("m^3/h", gt=0)]
    feed_max: Annotated[Quantity, In("L/h", gt=0)]
    cooling_coefficient: Annotated[Quantity, In("W/m^2/K", gt=0)]
    cooling_area: Annotated[Quantity, In("m^2", gt=0)]
    coolant_temperature: Annotated[Quantity, In("celsius", ge=-10)]
    compressor_efficiency: Fraction

    @model_validator(mode="after")
    def _shape(self) -> Vessel:
        if self.impeller_diameter.value >= self.diameter.value:
            raise ValueError("impeller_diameter must be less than diameter")
        height = transfer.liquid_height(self.volume.value, self.diameter.value)
        if not 0.5 <= height / self.diameter.value <= 10.0:
            raise ValueError(
                f"volume and diameter give a height of {height:.3g} m, {height / self.diameter.value:.2g} diameters; "
                "expected 0.5 to 10"
            )
        return self


class Operation(Card):
    """How a batch is run and how many there are."""

    inoculum: Annotated[Quantity, In("gDW/L", gt=0)]
    feed_concentration: Annotated[Quantity, In("g/L", gt=0, le=900)]
    base_concentration: Annotated[Quantity, In("eq/L", gt=0)]
    turn_round: Annotated[Quantity, In("h", ge=0)]
    vessels: Positive
    hours_per_year: Annotated[Quantity, In("h/year", gt=0, le=8784)]
    co2_utilisation: Fraction
    co2_transfer_ratio: Fraction
    co2_saturation_kept: Fraction
    oxygen_salting_out: Fraction


class Ownership(Card):
    """What the vessel and its down-stream train cost to own and to man."""

    fermenter_cost: Annotated[Quantity, In("USD", ge=0)]
    fermenter_cost_volume: Annotated[Quantity, In("m^3", gt=0)]
    fermenter_cost_exponent: Fraction
    fermenter_cost_index: Positive
    cost_index: Positive
    installation: Positive
    indirect: Positive
    downstream_capital: Annotated[Quantity, In("dimensionless", ge=0)]
    capital_charge: Annotated[Quantity, In("1/year", ge=0)]
    maintenance: Annotated[Quantity, In("1/year", ge=0)]
    operators: Annotated[Quantity, In("dimensionless", ge=0)]
    recovery: Fraction

    def capital(self, volume: float) -> float:
        """Fixed capital in USD of one fermenter of ``volume`` m3 with its share of the down-stream train."""
        purchase = self.fermenter_cost.value * (volume / self.fermenter_cost_volume.value) ** (
            self.fermenter_cost_exponent.value
        )
        of_today = purchase * self.cost_index.value / self.fermenter_cost_index.value
        fermenter = of_today * self.installation.value * self.indirect.value
        return float(fermenter * (1.0 + self.downstream_capital.value))


class ScaleCard(Card):
    """A vessel, how it is run and what it costs."""

    name: str
    title: str
    vessel: Vessel
    operation: Operation
    ownership: Ownership

    @property
    def working_volume(self) -> float:
        """Liquid and gas that the vessel may hold, m3; the rest is head-space for foam."""
        return self.vessel.volume.value * self.vessel.fill.value

    def mean_pressure(self) -> float:
        """Pressure in bar at half of the full liquid height."""
        height = transfer.liquid_height(self.working_volume, self.vessel.diameter.value)
        return transfer.mean_pressure(self.vessel.head_pressure.value, height)

    def cooling_power(self, celsius: float) -> float:
        """Heat in W that jacket and coil take from a broth at ``celsius``."""
        vessel = self.vessel
        difference = celsius - vessel.coolant_temperature.value
        return vessel.cooling_coefficient.value * vessel.cooling_area.value * difference

    def gas_flow_max(self, card_limit: float, celsius: float) -> float:
        """Most gas in m3/h (0 °C, 1 atm): the supply's limit or the highest gas velocity, whichever is less."""
        per_flow = transfer.gas_velocity(1.0, celsius, self.mean_pressure(), self.vessel.diameter.value)
        return float(min(card_limit, self.vessel.gas_velocity_max.value / per_flow))

    def air_energy(self) -> float:
        """Compressor work in kWh per m3 of air (0 °C, 1 atm), filters and sparger counted."""
        height = transfer.liquid_height(self.working_volume, self.vessel.diameter.value)
        sparger = transfer.mean_pressure(self.vessel.head_pressure.value, 2.0 * height) + SPARGER_DROP
        return transfer.compressor_energy(1.01325, sparger, self.vessel.compressor_efficiency.value)

    def owning_per_hour(self) -> dict[str, float]:
        """Cost in USD per hour of one vessel by kind, before labour's wage: capital charge and maintenance."""
        capital = self.ownership.capital(self.vessel.volume.value)
        hours = self.operation.hours_per_year.value
        return {
            "capital": capital * self.ownership.capital_charge.value / hours,
            "maintenance": capital * self.ownership.maintenance.value / hours,
        }

    def with_changes(self, changes: Mapping[str, Quantity]) -> ScaleCard:
        """The same card with other values; keys are field names of any of its three parts. Raises ValueError."""
        data = self.model_dump()
        for key, quantity in changes.items():
            part = next((part for part in ("vessel", "operation", "ownership") if key in data[part]), None)
            if part is None:
                raise ValueError(f"scale '{self.name}' has no value '{key}'")
            data[part][key] = quantity.model_dump()
        return ScaleCard.model_validate(data)


def impeller_speed(scale: ScaleCard, power: float) -> float:
    """Stirrer speed in 1/min that draws ``power`` W in the gassed broth."""
    vessel = scale.vessel
    speed = transfer.impeller_speed(
        power, vessel.impeller_diameter.value, vessel.power_number.value, vessel.gassed_power.value
    )
    return 60.0 * speed


def tip_speed(scale: ScaleCard, per_minute: float) -> float:
    """Speed of the impeller's tip in m/s."""
    return math.pi * per_minute / 60.0 * scale.vessel.impeller_diameter.value
