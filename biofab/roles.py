"""What the tags of a fermenter mean: roles and the units that the bench reckons with."""

from __future__ import annotations

from dataclasses import dataclass

from biofab.errors import BadInput
from cards.units import convert
from plant_io.plant import PlantCard
from plant_io.tags import Tag

SIGNALS = {
    "ph": "pH",
    "temperature": "degC",
    "do": "%",
    "pressure": "bar",
    "agitation": "1/min",
    "air_flow": "L/min",  # at 0 degC and 1 atm, as every gas flow
    "co2_flow": "L/min",
    "offgas_o2": "%",
    "offgas_co2": "%",
    "weight": "kg",
    "feed_rate": "L/h",
    "base_total": "L",
    "antifoam_total": "L",
    "foam": "%",
    "power": "kW",
    "heat_removed": "kW",
}
SETPOINTS = {
    "agitation_setpoint": "1/min",
    "air_flow_setpoint": "L/min",
    "co2_flow_setpoint": "L/min",
    "temperature_setpoint": "degC",
    "ph_setpoint": "pH",
    "pressure_setpoint": "bar",
    "feed_setpoint": "L/h",
    "antifoam_setpoint": "L/h",
    "charge_volume_setpoint": "L",
    "charge_glucose_setpoint": "g/L",
    "inoculum_setpoint": "g/L",
    "command": "1",
}
ASSAYS = {"lab_biomass": "g/L", "lab_glucose": "g/L", "lab_product": "g/L", "lab_by_product": "g/L"}
UNITS = SIGNALS | SETPOINTS | ASSAYS

LAGS_S = {"do": 20.0, "offgas_o2": 30.0, "offgas_co2": 30.0}
"""Response times, s; assumption: a polarographic probe, and the head space with the analyser's line."""

IDLE, CHARGE, INOCULATE, PRODUCE, HARVEST, SAFE = range(6)
"""Values of the role ``command``."""


@dataclass(frozen=True)
class Channel:
    """A tag with its role; ``factor`` and ``offset`` turn the bench's unit into the tag's."""

    role: str
    tag: Tag
    factor: float
    offset: float

    def shown(self, value: float) -> float:
        """A value of the bench in the tag's unit."""
        return self.factor * value + self.offset

    def meant(self, value: float) -> float:
        """A value of the tag in the bench's unit."""
        return (value - self.offset) / self.factor


def channels(card: PlantCard, unit: str) -> dict[str, Channel]:
    """The channels of one unit of equipment by role; tags of other roles are left aside.

    Raises BadInput for a tag whose unit does not fit its role, UnknownTag for a unit of equipment that is not there.
    """
    return {role: _channel(role, tag) for role, tag in card.roles(unit).items() if role in UNITS}


def _channel(role: str, tag: Tag) -> Channel:
    wanted = UNITS[role]
    try:
        offset = convert(0.0, wanted, tag.unit)
        return Channel(role, tag, convert(1.0, wanted, tag.unit) - offset, offset)
    except ValueError as error:
        raise BadInput(f"{tag.name}: the role '{role}' is measured in {wanted}: {error}") from None
