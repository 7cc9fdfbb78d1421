"""A plant at design level: number and size of vessels, how they are aerated, how they are run, and what follows.

Algebra only: how a batch ends (titre, yield, hours, peak oxygen demand) is given for each way of running it, from a
plan or from experience. The price is millions of US dollars per year for a yearly demand; per kilogram it is that
over the demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from processes.choice.question import Decision, Option, Question
from processes.transfer.constants import AIR_OXYGEN, BROTH_DENSITY, GRAVITY, NORMAL_VOLUME

OXYGEN_MASS = 0.032  # kg/mol


@dataclass(frozen=True)
class Vessel:
    """A kind of fermenter: kLa (1/h) = 3600 kla_factor (1000 P/V)^power_exponent v_s^velocity_exponent.

    P/V in kW/m3 between ``least_power`` and ``most_power``, of which the motor takes 1/``drive_efficiency``. Purchase
    and installation cost ``cost`` US dollars at ``size`` m3, with the exponent ``cost_exponent``.
    """

    name: str
    kla_factor: float
    power_exponent: float
    velocity_exponent: float
    least_power: float
    most_power: float
    cost: float
    size: float = 100.0
    cost_exponent: float = 0.6
    drive_efficiency: float = 0.9
    source: str = ""


@dataclass(frozen=True)
class Gas:
    """What is sparged: mole fraction of oxygen, and US dollars per kg of oxygen added to air."""

    name: str
    oxygen: float = AIR_OXYGEN
    oxygen_price: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class Mode:
    """How a batch is run: titre g/L of the broth at harvest, yield g/g, hours of a cycle with its turn-round, the
    highest oxygen uptake in mmol/L/h, and the part of the cycle that is aerated."""

    name: str
    titre: float
    yield_: float
    cycle: float
    oxygen_demand: float
    aerated: float = 1.0
    source: str = ""


@dataclass(frozen=True)
class Route:
    """A down-stream route: recovery, US dollars per m3 of broth and per kg of product, and a year's fixed cost."""

    name: str
    recovery: float
    per_broth: float
    per_product: float
    fixed: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class Site:
    """The demand in t/year and what holds for every alternative; prices in US dollars, volumes of one vessel in m3."""

    demand: float
    substrate_price: float  # per kg
    electricity_price: float  # per kWh
    capital_charge: float = 0.15  # of the capital in a year
    hours: float = 8000.0  # a year
    fill: float = 0.8
    volumes: tuple[float, float] = (30.0, 200.0)
    vessels: int = 12
    velocity: tuple[float, float] = (0.01, 0.15)  # m/s, superficial gas velocity
    liquid_height: float = 8.0  # m
    driving_force: float = 0.20  # mmol/L between the bubbles of air and the broth
    blower_efficiency: float = 0.7


def question(
    site: Site,
    vessels: tuple[Vessel, ...],
    gases: tuple[Gas, ...],
    modes: tuple[Mode, ...],
    routes: tuple[Route, ...],
) -> Question:
    """Which vessel, gas, mode and route make the demand at the least cost per year."""
    decisions = (
        Decision("vessel", tuple(_option(one, _vessel(site)) for one in vessels)),
        Decision("gas", tuple(_option(one, _gas(site)) for one in gases)),
        Decision("mode", tuple(_option(one, _mode) for one in modes)),
        Decision("route", tuple(_option(one, _route(site)) for one in routes)),
    )
    lowest = min(mode.titre * route.recovery for mode in modes for route in routes)
    highest = max(mode.titre * route.recovery for mode in modes for route in routes)
    return Question("plant", _shared(site, modes, routes, (lowest, highest)), decisions, "million USD/year")


def _option(figures: Any, build: Any) -> Option:
    numbers = {key: value for key, value in asdict(figures).items() if key not in ("name", "source")}
    return Option(figures.name, build, numbers, figures.source)


def _shared(site: Site, modes: tuple[Mode, ...], routes: tuple[Route, ...], product: tuple[float, float]) -> Any:
    """Vessels, gas and broth: what every combination has. Mass: n V fill cycles recovered titre = demand."""

    def shared(m: Any) -> Any:
        from pyomo.environ import Constraint, Integers, Var

        yields = [mode.yield_ for mode in modes]
        recoveries = [route.recovery for route in routes]
        m.volume = Var(bounds=site.volumes, initialize=sum(site.volumes) / 2.0)
        m.vessels = Var(domain=Integers, bounds=(1, site.vessels), initialize=2)
        m.power = Var(bounds=(0.0, 5.0), initialize=1.0)  # kW/m3
        m.velocity = Var(bounds=site.velocity, initialize=0.05)
        m.kla = Var(bounds=(1.0, 2000.0), initialize=300.0)
        m.enrichment = Var(bounds=(0.5, 5.0), initialize=1.0)  # driving force over that of air
        m.titre = Var(bounds=(min(o.titre for o in modes), max(o.titre for o in modes)))
        m.yield_ = Var(bounds=(min(yields), max(yields)))
        m.cycle = Var(bounds=(min(o.cycle for o in modes), max(o.cycle for o in modes)))
        m.aerated = Var(bounds=(min(o.aerated for o in modes), max(o.aerated for o in modes)))
        m.oxygen_demand = Var(bounds=(0.0, max(o.oxygen_demand for o in modes)))
        m.recovery = Var(bounds=(min(recoveries), max(recoveries)))
        tonnes = site.demand
        m.broth = Var(bounds=(tonnes / product[1], tonnes / product[0]))  # thousand m3/year
        m.made = Constraint(expr=m.broth * m.titre * m.recovery / tonnes == 1.0)
        capacity = m.vessels * m.volume * site.fill * site.hours / 1e5
        m.capacity = Constraint(expr=capacity >= m.broth * m.cycle / 100.0)
        m.transfer = Constraint(expr=site.driving_force * m.enrichment * m.kla >= m.oxygen_demand)
        return site.substrate_price * site.demand / 1000.0 / (m.yield_ * m.recovery)

    return shared


def _vessel(site: Site) -> Any:
    def build(block: Any, m: Any, p: Mapping[str, float]) -> Any:
        from pyomo.environ import Constraint

        power = (1000.0 * m.power) ** p["power_exponent"] if p["power_exponent"] else 1.0
        block.transfer = Constraint(
            expr=m.kla == 3600.0 * p["kla_factor"] * power * m.velocity ** p["velocity_exponent"]
        )
        block.least = Constraint(expr=m.power >= p["least_power"])
        block.most = Constraint(expr=m.power <= p["most_power"])
        capital = p["cost"] / 1e6 * m.vessels * (m.volume / p["size"]) ** p["cost_exponent"]
        sparging = BROTH_DENSITY * GRAVITY / 1000.0 * m.velocity / site.blower_efficiency  # kW/m3
        energy = m.power / p["drive_efficiency"] + sparging
        broth_hours = m.broth * m.cycle * m.aerated
        return site.capital_charge * capital + site.electricity_price / 1000.0 * broth_hours * energy

    return build


def _gas(site: Site) -> Any:
    def build(block: Any, m: Any, p: Mapping[str, float]) -> Any:
        from pyomo.environ import Constraint

        block.driving = Constraint(expr=m.enrichment == p["oxygen"] / AIR_OXYGEN)
        added = max(p["oxygen"] - AIR_OXYGEN, 0.0) / (1.0 - AIR_OXYGEN)  # mol of pure oxygen in a mol of the mixture
        per_hour = 3600.0 / (site.liquid_height * NORMAL_VOLUME) * OXYGEN_MASS  # kg/h and m3 of broth at 1 m/s
        return p["oxygen_price"] / 1000.0 * added * per_hour * m.velocity * m.broth * m.cycle * m.aerated

    return build


def _mode(block: Any, m: Any, p: Mapping[str, float]) -> Any:
    from pyomo.environ import Constraint

    block.titre = Constraint(expr=m.titre == p["titre"])
    block.yield_ = Constraint(expr=m.yield_ == p["yield_"])
    block.cycle = Constraint(expr=m.cycle == p["cycle"])
    block.aerated = Constraint(expr=m.aerated == p["aerated"])
    block.oxygen_demand = Constraint(expr=m.oxygen_demand == p["oxygen_demand"])
    return 0.0


def _route(site: Site) -> Any:
    def build(block: Any, m: Any, p: Mapping[str, float]) -> Any:
        from pyomo.environ import Constraint

        block.recovery = Constraint(expr=m.recovery == p["recovery"])
        return p["per_broth"] / 1000.0 * m.broth + p["per_product"] * site.demand / 1000.0 + p["fixed"] / 1e6

    return build
