"""Scale: one vessel of a site with its limits, its operation and what it costs to own; one TOML card each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from cards.quantity import In, Quantity
from cards.reading import Card
from processes.transfer import power as stirring
from processes.transfer.compressor import compressor_energy
from processes.transfer.gas import gas_velocity, mean_pressure, sparger_pressure
from processes.transfer.impellers import impeller
from processes.transfer.kla import kla_stirred_tank
from processes.transfer.shape import liquid_height
from processes.transfer.solubility import glucose_solubility

SPARGER_DROP = 0.4  # bar over air filters and sparger; assumption: the middle of the usual 0.3 to 0.5 bar

Fraction = Annotated[Quantity, In("dimensionless", gt=0, le=1)]
Positive = Annotated[Quantity, In("dimensionless", gt=0)]


KLA_FACTORS = (0.02, 50.0)  # beyond them kLa is no longer what the correlation is about, but a slip of a unit
SECONDS = 3600.0  # in an hour: what lies between a kLa in 1/s and one in 1/h
NEAR = 4.0  # a factor within which a kLa counts as explained by such a slip


def _kept(value: float, unit: str, source: str) -> Quantity:
    return Quantity(value=value, unit=unit, source=source)


class KlaMeasured(Card):
    """A kLa measured in the vessel, at the power and gas velocity it was measured at."""

    kla: Annotated[Quantity, In("1/h", gt=0)]
    power: Annotated[Quantity, In("W/m^3", gt=0)]
    gas_velocity: Annotated[Quantity, In("m/s", gt=0)]

    def factor(self) -> float:
        """What the correlation has to be multiplied by to give this kLa. Raises ValueError where that cannot be."""
        expected = kla_stirred_tank(self.power.value, self.gas_velocity.value)
        factor = float(self.kla.value / expected)
        low, high = KLA_FACTORS
        if low <= factor <= high:
            return factor
        words = f"kLa of {self.kla.value:.4g} 1/h is {factor:.3g} times the {expected:.4g} 1/h of the correlation"
        for slip, meant in ((1.0 / SECONDS, '"1/s"'), (SECONDS, '"1/h"')):
            if slip / NEAR <= factor <= slip * NEAR:
                raise ValueError(f"{words}: a factor of 3,600; was the unit {meant} meant?")
        raise ValueError(f"{words}; expected {low:g} to {high:g} times it: check value, power and gas velocity")


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
    design_pressure: Annotated[Quantity, In("bar", gt=0)] = _kept(
        4.1, "bar", "45 psig, absolute: Humbird, Davis and McMillan, Biochem. Eng. J. 127 (2017) 161"
    )

    @field_validator("kla_factor")
    @classmethod
    def _factor(cls, factor: Quantity) -> Quantity:
        low, high = KLA_FACTORS
        for slip, meant in ((1.0 / SECONDS, "1/s in place of 1/h"), (SECONDS, "1/h in place of 1/s")):
            if 0.5 * slip <= factor.value <= 2.0 * slip:
                raise ValueError(
                    f"{factor.value:.4g} is a factor of 3,600 or near it: a kLa in {meant}? "
                    f"expected {low:g} to {high:g} times the correlation, or a kla_measured with its unit"
                )
        return factor

    @model_validator(mode="after")
    def _shape(self) -> Vessel:
        if self.impeller_diameter.value >= self.diameter.value:
            raise ValueError("impeller_diameter must be less than diameter")
        height = liquid_height(self.volume.value, self.diameter.value)
        if not 0.5 <= height / self.diameter.value <= 10.0:
            raise ValueError(
                f"volume and diameter give a height of {height:.3g} m, {height / self.diameter.value:.2g} diameters; "
                "expected 0.5 to 10"
            )
        return self


class Operation(Card):
    """How a batch is run and how many there are."""

    feed_temperature: Annotated[Quantity, In("celsius", gt=0, le=100)] = _kept(
        37.0, "celsius", "assumption: the feed tank is kept warm"
    )
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

    @field_validator("feed_concentration")
    @classmethod
    def _dissolves(cls, feed: Quantity, info: ValidationInfo) -> Quantity:
        if "feed_temperature" in info.data:
            celsius = info.data["feed_temperature"].value
            most = glucose_solubility(celsius)
            if feed.value > most:
                raise ValueError(
                    f"{feed.value:g} g/L of glucose does not stay dissolved at {celsius:g} °C: at most {most:.0f} g/L; "
                    "lower it, or set feed_temperature"
                )
        return feed


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
    impeller: str = Field("rushton", description="a name of processes/data/impellers.toml")
    kla_measured: KlaMeasured | None = None

    @model_validator(mode="before")
    @classmethod
    def _calibrated(cls, data: Any) -> Any:
        """A measured kLa gives the vessel's factor, where the card has none."""
        given = data.get("kla_measured") if isinstance(data, Mapping) else None
        vessel = data.get("vessel") if given is not None else None
        if not isinstance(vessel, Mapping) or "kla_factor" in vessel:
            return data
        try:
            measured = KlaMeasured.model_validate(given)
            factor, source = measured.factor(), f"measured kLa over that of the correlation: {measured.kla.source}"
        except ValueError:  # told at its own key, below
            factor, source = 1.0, "not to be told from kla_measured"
        quantity = {"value": factor, "unit": "dimensionless", "source": source}
        return {**data, "vessel": {**vessel, "kla_factor": quantity}}

    @field_validator("kla_measured")
    @classmethod
    def _measured(cls, measured: KlaMeasured | None, info: ValidationInfo) -> KlaMeasured | None:
        vessel = info.data.get("vessel")
        if measured is not None and vessel is not None:
            found, said = measured.factor(), vessel.kla_factor.value
            if abs(said / found - 1.0) > 1e-6:
                raise ValueError(f"gives a kla_factor of {found:.4g}, the vessel says {said:.4g}; keep one")
        return measured

    @field_validator("impeller")
    @classmethod
    def _known(cls, name: str) -> str:
        impeller(name)
        return name

    @property
    def impellers(self) -> int:
        """How many impellers share the card's power number."""
        return max(1, round(self.vessel.power_number.value / impeller(self.impeller).power_number))

    @property
    def working_volume(self) -> float:
        """Liquid and gas that the vessel may hold, m3; the rest is head-space for foam."""
        return self.vessel.volume.value * self.vessel.fill.value

    def mean_pressure(self) -> float:
        """Pressure in bar at half of the full liquid height."""
        height = liquid_height(self.working_volume, self.vessel.diameter.value)
        return float(mean_pressure(self.vessel.head_pressure.value, height))

    def cooling_power(self, celsius: float) -> float:
        """Heat in W that jacket and coil take from a broth at ``celsius``."""
        vessel = self.vessel
        difference = celsius - vessel.coolant_temperature.value
        return vessel.cooling_coefficient.value * vessel.cooling_area.value * difference

    def gas_flow_max(self, card_limit: float, celsius: float) -> float:
        """Most gas in m3/h (0 °C, 1 atm): the supply's limit or the highest gas velocity, whichever is less."""
        per_flow = gas_velocity(1.0, celsius, self.mean_pressure(), self.vessel.diameter.value)
        return float(min(card_limit, self.vessel.gas_velocity_max.value / per_flow))

    def air_energy(self) -> float:
        """Compressor work in kWh per m3 of air (0 °C, 1 atm), filters and sparger counted."""
        height = liquid_height(self.working_volume, self.vessel.diameter.value)
        sparger = sparger_pressure(self.vessel.head_pressure.value, height) + SPARGER_DROP
        return float(compressor_energy(1.01325, sparger, self.vessel.compressor_efficiency.value))

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
            if key == "kla_factor":  # what is said now stands over what was measured
                data["kla_measured"] = None
        return ScaleCard.model_validate(data)


def impeller_speed(scale: ScaleCard, power: float) -> float:
    """Stirrer speed in 1/min that draws ``power`` W in the gassed broth."""
    vessel = scale.vessel
    speed = stirring.impeller_speed(
        power, vessel.impeller_diameter.value, vessel.power_number.value, vessel.gassed_power.value
    )
    return 60.0 * speed


def tip_speed(scale: ScaleCard, per_minute: float) -> float:
    """Speed of the impeller's tip in m/s."""
    return math.pi * per_minute / 60.0 * scale.vessel.impeller_diameter.value
