"""One operating point of a vessel, and everything that follows from it: speeds, times, transfer, heat, pressures."""

from __future__ import annotations

from dataclasses import dataclass, field

from processes.errors import OutOfRange
from processes.scale import ScaleCard
from processes.transfer import flooding, gas, heat, mixing, power
from processes.transfer.constants import AIR_OXYGEN, TIP_SPEED_MAX
from processes.transfer.hold_up import gas_hold_up
from processes.transfer.impellers import impeller
from processes.transfer.kla import kla_stirred_tank
from processes.transfer.shape import liquid_height
from processes.transfer.solubility import (
    boiling_temperature,
    carbon_dioxide_solubility,
    oxygen_solubility,
    water_vapour_pressure,
)

TALL = 1.2  # diameters of liquid above which one impeller no longer mixes it all
INLET_VAPOUR = 0.016  # mol/mol: air at 20 °C, 70 % humid; Humbird, Davis and McMillan, Biochem. Eng. J. 127 (2017) 161


@dataclass(frozen=True)
class Culture:
    """What the broth asks of the vessel; the defaults of the last four are assumptions for a bacterium on glucose."""

    our: float  # mmol/L/h of broth
    celsius: float = 37.0
    rq: float = 1.0
    heat_per_oxygen: float = heat.HEAT_PER_OXYGEN  # kJ/mol
    dissolved: float = 0.3  # of saturation with air at the mean pressure, kept
    oxygen_per_substrate: float = 2.5  # mol/mol of glucose
    saturation: float = 0.28  # mmol/L of glucose at half of the fastest uptake: 0.05 g/L
    tip_speed_max: float = TIP_SPEED_MAX  # m/s
    pco2_max: float = 0.25  # bar; E. coli and yeast 0.2 to 0.3


@dataclass(frozen=True)
class OperatingPoint:
    """How a vessel is run: broth in m3, shaft power in W, gas in m3/h at 0 °C and 1 atm, and its oxygen in mol/mol."""

    volume: float
    power: float
    gas_flow: float
    culture: Culture
    oxygen_in_gas: float = AIR_OXYGEN


@dataclass(frozen=True)
class Dispersion:
    """Gas at the lowest impeller: flow number, the one that floods it, and dispersed, loaded or flooded."""

    flow_number: float
    flooding: float
    froude: float
    regime: str


@dataclass(frozen=True)
class State:
    """What follows from an operating point; units in the names of ``UNITS``."""

    point: OperatingPoint
    height: float
    mean_pressure: float
    sparger_pressure: float
    gas_velocity: float
    vvm: float
    power_per_volume: float
    speed: float
    tip_speed: float
    reynolds: float
    kla: float
    kla_needed: float
    oxygen_transfer: float
    oxygen_saturation: float
    hold_up: float
    mixing_time: float
    oxygen_time: float
    substrate_time: float
    heat: float
    cooling: float
    pco2: float
    dispersion: Dispersion = field(repr=False)


UNITS = {
    "height": "m",
    "mean_pressure": "bar",
    "sparger_pressure": "bar",
    "gas_velocity": "m/s",
    "vvm": "1/min",
    "power_per_volume": "W/m3",
    "speed": "1/s",
    "tip_speed": "m/s",
    "reynolds": "",
    "kla": "1/h",
    "kla_needed": "1/h",
    "oxygen_transfer": "mmol/L/h",
    "oxygen_saturation": "mmol/L",
    "hold_up": "",
    "mixing_time": "s",
    "oxygen_time": "s",
    "substrate_time": "s",
    "heat": "W",
    "cooling": "W",
    "pco2": "bar",
}


def state_at(scale: ScaleCard, point: OperatingPoint) -> State:
    """Everything that follows from ``point`` in ``scale``. Raises OutOfRange: no broth, no gas, a broth that boils."""
    _check(scale, point)
    vessel, culture = scale.vessel, point.culture
    height = float(liquid_height(point.volume, vessel.diameter.value))
    mean = float(gas.mean_pressure(vessel.head_pressure.value, height))
    bottom = float(gas.sparger_pressure(vessel.head_pressure.value, height))
    velocity = float(gas.gas_velocity(point.gas_flow, culture.celsius, mean, vessel.diameter.value))
    speed = power.impeller_speed(
        point.power, vessel.impeller_diameter.value, vessel.power_number.value, vessel.gassed_power.value
    )
    kla = float(kla_stirred_tank(point.power / point.volume, velocity, vessel.kla_factor.value))
    forces = _driving_forces(scale, point, bottom)
    dissolved = culture.dissolved * saturation(scale, culture.celsius, mean)
    return State(
        point=point,
        height=height,
        mean_pressure=mean,
        sparger_pressure=bottom,
        gas_velocity=velocity,
        vvm=point.gas_flow / 60.0 / point.volume,
        power_per_volume=point.power / point.volume,
        speed=speed,
        tip_speed=float(power.tip_speed(speed, vessel.impeller_diameter.value)),
        reynolds=float(power.reynolds(speed, vessel.impeller_diameter.value)),
        kla=kla,
        kla_needed=culture.our / forces if forces > 0.0 else float("inf"),
        oxygen_transfer=_capacity(scale, point, bottom, kla),
        oxygen_saturation=dissolved + forces,
        hold_up=float(gas_hold_up(point.power / point.volume, velocity)),
        mixing_time=mixing_seconds(scale, height, speed, point.power / point.volume),
        oxygen_time=3600.0 * dissolved / culture.our,
        substrate_time=3600.0 * culture.saturation * culture.oxygen_per_substrate / culture.our,
        heat=_heat(scale, point),
        cooling=scale.cooling_power(culture.celsius),
        pco2=_pco2(scale, point, mean, kla),
        dispersion=_dispersion(scale, point, bottom, speed),
    )


def _check(scale: ScaleCard, point: OperatingPoint) -> None:
    for name, value, unit in (
        ("broth", point.volume, "m3"),
        ("stirring", point.power, "W"),
        ("gas", point.gas_flow, "m3/h"),
        ("oxygen uptake", point.culture.our, "mmol/L/h"),
    ):
        if value <= 0.0:
            raise OutOfRange(f"{scale.name}: {name} of {value:g} {unit}; expected more than zero")
    boils = boiling_temperature(scale.vessel.head_pressure.value)
    if point.culture.celsius >= boils:
        raise OutOfRange(
            f"{scale.name}: a broth of {point.culture.celsius:g} °C boils at {boils:.1f} °C under the head pressure of "
            f"{scale.vessel.head_pressure.value:g} bar; lower the temperature or raise vessel.head_pressure"
        )


def saturation(scale: ScaleCard, celsius: float, pressure: float, oxygen: float = AIR_OXYGEN) -> float:
    """Dissolved oxygen in mmol/L in balance with a gas of ``oxygen`` mol/mol at ``pressure`` bar."""
    salting = scale.operation.oxygen_salting_out.value
    return float(1000.0 * oxygen_solubility(celsius) * pressure * salting * oxygen)


def _outlet_oxygen(point: OperatingPoint, taken: float) -> float:
    """Oxygen fraction of the gas that leaves when ``taken`` mmol/L/h are; CO2 takes its place by the RQ."""
    entering = float(gas.molar_flow(point.gas_flow))
    moved = taken * point.volume  # mol/h
    left = entering + moved * (point.culture.rq - 1.0)
    return max(0.0, (entering * point.oxygen_in_gas - moved) / left)


def _driving_forces(scale: ScaleCard, point: OperatingPoint, bottom: float, taken: float | None = None) -> float:
    """Logarithmic mean of the driving force in mmol/L; zero where the gas cannot bring what is taken."""
    culture, head = point.culture, scale.vessel.head_pressure.value
    oxygen = _outlet_oxygen(point, culture.our if taken is None else taken)
    dissolved = culture.dissolved * saturation(scale, culture.celsius, (bottom + head) / 2.0)
    below = saturation(scale, culture.celsius, bottom, point.oxygen_in_gas) - dissolved
    above = saturation(scale, culture.celsius, head, oxygen) - dissolved
    return float(gas.log_mean(below, above)) if below > 0.0 and above > 0.0 else 0.0


def _capacity(scale: ScaleCard, point: OperatingPoint, bottom: float, kla: float) -> float:
    """Most oxygen in mmol/L/h that is transferred at this point, by bisection: more taken leaves less to drive it."""
    low, high = 0.0, float(gas.molar_flow(point.gas_flow)) * point.oxygen_in_gas / point.volume
    for _ in range(60):
        middle = 0.5 * (low + high)
        if kla * _driving_forces(scale, point, bottom, middle) >= middle:
            low = middle
        else:
            high = middle
    return low


def mixing_seconds(scale: ScaleCard, height: float, speed: float, power_per_volume: float) -> float:
    """Mixing time in s: several radial turbines in a tall vessel, else the correlation of one impeller."""
    vessel = scale.vessel
    if radial_stack(scale, height):
        each = vessel.power_number.value / scale.impellers
        return float(mixing.mixing_time_multiple(speed, height, vessel.impeller_diameter.value, each))
    return float(mixing.mixing_time(power_per_volume / 1000.0, vessel.diameter.value, vessel.impeller_diameter.value))


def radial_stack(scale: ScaleCard, height: float) -> bool:
    """Whether the vessel mixes as a stack of radial turbines."""
    return impeller(scale.impeller).radial and height > TALL * scale.vessel.diameter.value


def _heat(scale: ScaleCard, point: OperatingPoint) -> float:
    culture, head = point.culture, scale.vessel.head_pressure.value
    made = heat.metabolic_heat(culture.our * point.volume, culture.heat_per_oxygen) + point.power
    vapour = float(water_vapour_pressure(culture.celsius))
    return float(made - heat.evaporation(float(gas.molar_flow(point.gas_flow)), vapour, head, INLET_VAPOUR))


def _pco2(scale: ScaleCard, point: OperatingPoint, mean: float, kla: float) -> float:
    culture = point.culture
    evolved = culture.rq * culture.our
    out = (
        evolved
        * point.volume
        / (float(gas.molar_flow(point.gas_flow)) + (culture.rq - 1.0) * culture.our * point.volume)
    )
    ratio = scale.operation.co2_transfer_ratio.value
    solubility = carbon_dioxide_solubility(culture.celsius)
    return float(gas.carbon_dioxide_pressure(evolved, ratio * kla, solubility, out / 2.0, mean))


def _dispersion(scale: ScaleCard, point: OperatingPoint, bottom: float, speed: float) -> Dispersion:
    diameter = scale.vessel.impeller_diameter.value
    ratio = diameter / scale.vessel.diameter.value
    flow = float(flooding.flow_number(gas.actual_flow(point.gas_flow, point.culture.celsius, bottom), speed, diameter))
    froude = float(flooding.froude(speed, diameter))
    border = float(flooding.flooding_flow_number(froude, ratio, _flooding_constant(scale)))
    complete = float(flooding.dispersion_flow_number(froude, ratio))
    regime = "flooded" if flow > border else "dispersed" if flow <= complete else "loaded"
    return Dispersion(flow, border, froude, regime)


def _flooding_constant(scale: ScaleCard) -> float:
    """That of the impeller, or the Rushton turbine's, which floods first."""
    return impeller(scale.impeller).flooding or flooding.FLOODING
