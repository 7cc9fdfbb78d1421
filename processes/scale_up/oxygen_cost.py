"""What it costs to bring a kilogram of oxygen into a broth, in a stirred tank or a bubble column of 200 to 1,000 m3.

The reckoning is that of D. Humbird, R. Davis and J. D. McMillan, Biochem. Eng. J. 127 (2017) 161: vessel, agitator and
compressor bought and installed, electricity of compressor, agitator and chiller, at steady state. Between their three
sizes costs and diameters follow powers of the volume; beyond them nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import Field
from scipy.optimize import brentq, minimize_scalar

from cards.quantity import In, Quantity
from cards.reading import Card, read_card
from processes.errors import OutOfRange
from processes.transfer import gas, heat
from processes.transfer.compressor import compressor_energy
from processes.transfer.constants import AIR_OXYGEN, ATMOSPHERE, NORMAL_VOLUME
from processes.transfer.kla import kla_bubble_column, kla_non_coalescing
from processes.transfer.shape import cross_section, liquid_height
from processes.transfer.solubility import oxygen_solubility

_CARD = Path(__file__).parents[1] / "data" / "oxygen_delivery.toml"
KINDS = ("stirred", "column")
FASTEST_GAS = 0.3  # m/s; the bubble column's correlation ends there
POWERS = (20.0, 10_000.0)  # W/m3 of the stirrer that is looked for
OXYGEN_MASS = 0.032  # kg/mol

_Share = Annotated[Quantity, In("dimensionless", gt=0, le=1)]


class Bought(Card):
    """Purchase costs in USD and diameters in m, one for each volume of the card."""

    cost: tuple[float, ...]
    diameter: tuple[float, ...]


class Numbers(Card):
    """What the reckoning goes by."""

    fill: _Share
    temperature: Annotated[Quantity, In("celsius", gt=0, le=80)]
    installation: Annotated[Quantity, In("dimensionless", gt=0)]
    capital_charge: Annotated[Quantity, In("1/year", ge=0)]
    maintenance: Annotated[Quantity, In("1/year", ge=0)]
    hours: Annotated[Quantity, In("h/year", gt=0, le=8784)]
    electricity: Annotated[Quantity, In("USD/kWh", ge=0)]
    chiller: Annotated[Quantity, In("dimensionless", ge=0)]
    line_loss: Annotated[Quantity, In("bar", ge=0)]
    head_pressure: Annotated[Quantity, In("bar", gt=0)]
    compressor_efficiency: _Share
    drive_efficiency: _Share
    dissolved: Annotated[Quantity, In("dimensionless", ge=0)]
    agitator_cost: Annotated[Quantity, In("USD", ge=0)]
    agitator_power: Annotated[Quantity, In("kW", gt=0)]
    agitator_exponent: _Share
    compressor_cost: Annotated[Quantity, In("USD", ge=0)]
    compressor_power: Annotated[Quantity, In("kW", gt=0)]
    compressor_exponent: _Share


class DeliveryCard(Card):
    """Vessels that may be bought, and the numbers."""

    name: str
    source: str = Field(min_length=10)
    volumes: tuple[float, ...]
    stirred: Bought
    column: Bought
    numbers: Numbers

    def bought(self, kind: str, volume: float) -> tuple[float, float]:
        """Cost in USD and diameter in m. Raises OutOfRange beyond the card's volumes."""
        if not self.volumes[0] <= volume <= self.volumes[-1]:
            raise OutOfRange(
                f"a vessel of {volume:g} m3: costs are known from {self.volumes[0]:g} to {self.volumes[-1]:g} m3; "
                "take several smaller ones"
            )
        vessel: Bought = getattr(self, kind)
        at = np.log(volume)
        known = np.log(self.volumes)
        cost, diameter = (float(np.exp(np.interp(at, known, np.log(y)))) for y in (vessel.cost, vessel.diameter))
        return cost, diameter


@dataclass(frozen=True)
class OxygenCost:
    """USD per kg of oxygen, capital and maintenance with electricity; kW of each drive; purchase in USD."""

    kind: str
    volume: float
    our: float
    cost: float
    capital: float
    electricity: float
    energy: float
    purchase: float
    gas_velocity: float
    stirring: float
    compressor: float
    agitator: float
    chiller: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


@cache
def delivery() -> DeliveryCard:
    """The card that comes with the package."""
    return read_card(DeliveryCard, _CARD)


def oxygen_cost(kind: str, volume: float, our: float, card: DeliveryCard | None = None) -> OxygenCost:
    """Cost of oxygen at ``our`` mmol/L/h in a ``stirred`` tank or bubble ``column`` of ``volume`` m3, nominal.

    The stirred tank takes the stirring that needs least power in all. Raises OutOfRange: no such vessel, size or rate.
    """
    if kind not in KINDS:
        raise OutOfRange(f"no vessel '{kind}'; expected one of: {', '.join(KINDS)}")
    asked = _Asked(kind, volume, our, card or delivery())
    if kind == "column":
        return asked.told(0.0, asked.velocity(lambda v: kla_bubble_column(v, asked.celsius)))

    def total(log_power: float) -> float:
        power = float(np.exp(log_power))
        try:
            return sum(asked.drives(power, asked.velocity(lambda v: kla_non_coalescing(power, v))))
        except OutOfRange:
            return 1e12 - log_power  # slopes towards more stirring

    best = minimize_scalar(total, bounds=tuple(np.log(POWERS)), method="bounded", options={"xatol": 1e-6})
    power = float(np.exp(best.x))
    return asked.told(power, asked.velocity(lambda v: kla_non_coalescing(power, v)))


class _Asked:
    """One vessel at one oxygen uptake."""

    def __init__(self, kind: str, volume: float, our: float, card: DeliveryCard) -> None:
        self.kind, self.volume, self.our, self.numbers = kind, volume, our, card.numbers
        self.vessel_cost, self.diameter = card.bought(kind, volume)
        self.broth = volume * card.numbers.fill.value
        self.celsius = card.numbers.temperature.value
        height = float(liquid_height(self.broth, self.diameter))
        self.top = card.numbers.head_pressure.value
        self.bottom = float(gas.sparger_pressure(self.top, height))

    def velocity(self, kla: Callable[[float], float]) -> float:
        """Gas velocity in m/s, at the mean pressure, that transfers what is taken. Raises OutOfRange."""

        def lack(velocity: float) -> float:
            return kla(velocity) * self._force(velocity) - self.our

        least = 1.001 * self.our * self.broth / AIR_OXYGEN / self.molar(1.0)  # all of its oxygen is taken
        if least >= FASTEST_GAS or lack(FASTEST_GAS) < 0.0:
            raise OutOfRange(
                f"{self.our:g} mmol/L/h need more than {FASTEST_GAS} m/s of gas in this vessel ({self.kind})"
            )
        return float(brentq(lack, least, FASTEST_GAS, xtol=1e-12))

    def molar(self, velocity: float) -> float:
        """Air in mol/h at a gas velocity."""
        flow = velocity * float(cross_section(self.diameter)) * 3600.0
        pressure = 0.5 * (self.top + self.bottom)
        return flow * pressure / ATMOSPHERE * 273.15 / (self.celsius + 273.15) / NORMAL_VOLUME

    def _force(self, velocity: float) -> float:
        per_bar = 1000.0 * float(oxygen_solubility(self.celsius))
        left = AIR_OXYGEN - self.our * self.broth / self.molar(velocity)
        kept = self.numbers.dissolved.value * per_bar * AIR_OXYGEN
        below, above = per_bar * AIR_OXYGEN * self.bottom - kept, per_bar * left * self.top - kept
        return float(gas.log_mean(below, above)) if above > 0.0 else 0.0

    def drives(self, power: float, velocity: float) -> tuple[float, float, float]:
        """kW of compressor, agitator and chiller when ``power`` W/m3 are stirred in."""
        numbers = self.numbers
        lift = self.bottom + numbers.line_loss.value
        per_volume = float(compressor_energy(ATMOSPHERE, lift, numbers.compressor_efficiency.value))
        shaft = power * self.broth / 1000.0
        warmth = float(heat.metabolic_heat(self.our)) * self.broth / 1000.0 + shaft
        compressor = per_volume * self.molar(velocity) * NORMAL_VOLUME
        return compressor, shaft / numbers.drive_efficiency.value, warmth * numbers.chiller.value

    def told(self, power: float, velocity: float) -> OxygenCost:
        """The cost at a stirring and a gas velocity."""
        numbers = self.numbers
        compressor, agitator, chiller = self.drives(power, velocity)
        purchase = self.vessel_cost + _scaled(
            numbers.agitator_cost, agitator / numbers.agitator_power.value, numbers.agitator_exponent
        )
        purchase += _scaled(
            numbers.compressor_cost, compressor / numbers.compressor_power.value, numbers.compressor_exponent
        )
        oxygen = self.our * self.broth * OXYGEN_MASS  # kg/h
        yearly = (numbers.capital_charge.value + numbers.maintenance.value) * purchase * numbers.installation.value
        capital = yearly / numbers.hours.value / oxygen
        energy = (compressor + agitator + chiller) / oxygen
        bill = energy * numbers.electricity.value
        return OxygenCost(
            self.kind, self.volume, self.our, capital + bill, capital, bill, energy, purchase, velocity, power,
            compressor, agitator, chiller,
        )  # fmt: skip


def _scaled(cost: Quantity, size: float, exponent: Quantity) -> float:
    return float(cost.value * size**exponent.value)
