"""The virtual fermenter: set-points in, sensor readings out, with the process laws of the plan and a hidden truth.

Assumptions: 1.0 kg/L for broth, feed and base, as the laws' volume balance has it; the laws hold at the plan's
temperature, pH and pressure, whatever is set; charging and inoculation take no time; cells do not know a command but
by its map: growth after ``inoculate``, production after ``run production``.
"""

from __future__ import annotations

import math

from biofab import off_gas
from biofab.roles import ASSAYS, CHARGE, HARVEST, INOCULATE, PRODUCE, SETPOINTS, channels
from biofab.twin.plain_cell import PlainCell
from biofab.twin.sensors import ASSAY_EVERY_S, Sensors
from biofab.twin.truth import Truth as Truth
from biofab.twin.vessel import Activity, Broth
from biofab.twin.vessel_inputs import Drive, VesselInputs, law_parameters
from cards.reading import nearest
from plant_io.errors import UnknownTag
from plant_io.plant import PlantCard
from processes.kinetics import Kinetics
from processes.scale import ScaleCard
from processes.simulation import Laws

STEP_S = 5.0  # longest step of integration
ACTUATOR_S = 5.0  # lag of pumps, stirrer and gas flows; assumption
TEMPERATURE_S = 600.0  # lag of the broth's temperature; assumption
PRESSURE_S = 30.0
PH_S = 60.0
FOAM_S = 300.0
HEAT_CAPACITY = 4.18  # kJ/kg/K, of water
FOAM_OF_HEALTH = 40.0  # %; foam of a dense, well aerated broth without antifoam; assumption
RUNNING = (INOCULATE, PRODUCE)  # commands under which feed and antifoam flow
ACTUATORS = ("feed", "agitation", "air_flow", "co2_flow", "antifoam")

# Set-points before anybody wrote one, where zero means nothing; the card's safe state goes before these.
_AT_FIRST = {"temperature_setpoint": 25.0, "ph_setpoint": 7.0, "pressure_setpoint": 1.1}


class FermenterTwin:
    """A fermenter that fits ``plant_io.server.physics.PlantModel``; the same seed and writes give the same readings.

    Raises UnknownTag for a unit of equipment that is not in the card, BadInput for a tag in a unit that does not fit.
    """

    def __init__(
        self, kinetics: Kinetics, scale: ScaleCard, card: PlantCard, unit: str, truth: Truth, seed: int
    ) -> None:
        self.truth = truth
        self._card = card
        self._channels = channels(card, unit)
        self._by_tag = {channel.tag.name: channel for channel in self._channels.values()}
        self._inputs = VesselInputs(scale)
        laws = Laws(kinetics, _with_truth(law_parameters(kinetics, scale), truth))
        self.broth = Broth(laws, PlainCell(kinetics), self._inputs.litres)
        self._nameplate = 1000.0 * scale.vessel.volume.value
        self._setpoints = dict.fromkeys(SETPOINTS, 0.0) | _AT_FIRST | _safe_gases(card, unit)
        self._unreported = [role for role in self._channels if role in SETPOINTS]
        self._actual = dict.fromkeys(ACTUATORS, 0.0)
        self._actual |= {role: self._setpoints[f"{role}_setpoint"] for role in ("agitation", "air_flow", "co2_flow")}
        self._slow = {role: self._setpoints[f"{role}_setpoint"] for role in ("temperature", "ph", "pressure")}
        self._foam = self._antifoam = self._warming = 0.0
        self._sensors = Sensors(self._channels, seed, truth.instruments())
        self._phase = "growth"
        self._inoculated = False
        self._assay_in = math.inf  # s until the next assay

    def write(self, tag: str, value: float) -> None:
        """Take a set-point; it holds from now on. Raises UnknownTag for what is no set-point of this unit."""
        channel = self._by_tag.get(tag)
        if channel is None or channel.role not in SETPOINTS:
            known = [name for name, other in self._by_tag.items() if other.role in SETPOINTS]
            raise UnknownTag(f"plant {self._card.name}: '{tag}' is no set-point of the fermenter{nearest(tag, known)}")
        meant, before = channel.meant(value), self._setpoints[channel.role]
        self._setpoints[channel.role] = meant
        if channel.role == "command" and round(meant) != round(before):
            self._command(round(meant))
        if channel.role not in self._unreported:
            self._unreported.append(channel.role)

    def advance(self, seconds: float) -> dict[str, float | None]:
        """Advance plant time; readings of all signals, of new assays, and of set-points written meanwhile."""
        parts = max(1, math.ceil(seconds / STEP_S))
        drive = self._drive(0.0)
        for _ in range(parts):
            drive = self._drive(seconds / parts)
            if self._alive:
                self.broth.step(seconds / parts / 3600.0, self._phase, drive)
            self._auxiliaries(seconds / parts, drive)
        readings: dict[str, float | None] = {}
        for role in self._unreported:
            readings[self._channels[role].tag.name] = self._channels[role].shown(self._setpoints[role])
        self._unreported = []
        readings |= self._sensors.read(self._signals(drive), seconds)
        return readings | self._laboratory(seconds)

    @property
    def _alive(self) -> bool:
        """Whether time passes for the broth: from inoculation until harvest."""
        return self._inoculated and round(self._setpoints["command"]) != HARVEST

    def _command(self, command: int) -> None:
        if command == CHARGE:
            self.broth.charge(self._setpoints["charge_volume_setpoint"], self._setpoints["charge_glucose_setpoint"])
            self._inoculated, self._phase, self._assay_in = False, "growth", math.inf
            self._antifoam = 0.0
        elif command == INOCULATE and self.broth.volume > 0.0:
            if not self._inoculated:
                self.broth.inoculate(self._setpoints["inoculum_setpoint"] * self.truth.inoculum_factor)
                self._assay_in = 0.0
            self._inoculated, self._phase = True, "growth"
        elif command == PRODUCE:
            self._phase = "production"
        elif command == HARVEST and self._inoculated:
            self._assay_in = 0.0

    def _drive(self, seconds: float) -> Drive:
        """The inputs of the next ``seconds``, each the mean of a first-order approach to its set-point."""
        means = {}
        for role, now in self._actual.items():
            wanted = self._wanted(role)
            decay = math.exp(-seconds / ACTUATOR_S)
            self._actual[role] = wanted + (now - wanted) * decay
            spent = ACTUATOR_S / seconds * (1.0 - decay) if seconds > 0.0 else 1.0
            means[role] = wanted + (now - wanted) * spent
        return self._inputs.drive(
            means["feed"], means["agitation"], means["air_flow"], means["co2_flow"], means["antifoam"]
        )

    def _wanted(self, role: str) -> float:
        """The set-point of an actuator; liquids flow only into a running, not yet full vessel."""
        liquid = role in ("feed", "antifoam")
        running = round(self._setpoints["command"]) in RUNNING and self._inoculated
        if liquid and not (running and self.broth.volume < self._nameplate):
            return 0.0
        return self._setpoints[f"{role}_setpoint"]

    def _auxiliaries(self, seconds: float, drive: Drive) -> None:
        before = self._slow["temperature"]
        for role, lag in (("temperature", TEMPERATURE_S), ("ph", PH_S), ("pressure", PRESSURE_S)):
            wanted = self._setpoints[f"{role}_setpoint"]
            self._slow[role] = wanted + (self._slow[role] - wanted) * math.exp(-seconds / lag)
        self._warming = (self._slow["temperature"] - before) / seconds if seconds > 0.0 else 0.0
        self._antifoam += drive.antifoam * self._inputs.litres * seconds / 3600.0
        v, X = self.broth.state[:2]
        dense = 1.0 - math.exp(-X / v / 10.0) if v > 0.0 else 0.0
        held = 1.0 + 2000.0 * self._antifoam / max(self.broth.volume, 1.0)  # halved by 0.5 mL/L; assumption
        level = FOAM_OF_HEALTH * dense * min((drive.air + drive.co2) / 60.0, 1.5) / held
        self._foam = level + (self._foam - level) * math.exp(-seconds / FOAM_S)

    def _signals(self, drive: Drive) -> dict[str, float]:
        """True values of every signal in the units of ``roles.SIGNALS``."""
        broth, actual = self.broth, self._actual
        now = broth.activity(self._phase, drive) if self._alive else Activity(0.0, 0.0, 0.0, self._idle_oxygen(drive))
        inlet = off_gas.sparged(actual["air_flow"], actual["co2_flow"])
        outlet = off_gas.leaving(inlet, now.oxygen, now.co2)
        total = outlet.total or 1.0  # without any gas the analyser reads zero
        power = self._inputs.shaft_power(actual["agitation"]) / 1000.0
        metabolic = now.oxygen * broth.laws.parameters["heat_per_oxygen"] / 3600.0
        warming = broth.volume * HEAT_CAPACITY * self._warming
        return self._slow | {
            "do": now.dissolved,
            "agitation": actual["agitation"],
            "air_flow": actual["air_flow"],
            "co2_flow": actual["co2_flow"],
            "offgas_o2": 100.0 * outlet.oxygen / total,
            "offgas_co2": 100.0 * outlet.co2 / total,
            "weight": broth.volume,
            "feed_rate": actual["feed"],
            "base_total": broth.state[-1] * broth.litres,
            "antifoam_total": self._antifoam,
            "foam": self._foam,
            "power": power,
            "heat_removed": power + metabolic - warming if broth.volume > 0.0 else 0.0,
        }

    def _idle_oxygen(self, drive: Drive) -> float:
        return 100.0 * drive.air / (drive.air + drive.co2)

    def _laboratory(self, seconds: float) -> dict[str, float]:
        """The assays that came due: at inoculation, every half hour from then on, and at harvest."""
        self._assay_in -= seconds
        if self._assay_in > 0.0 or not self._inoculated:
            return {}
        self._assay_in = self._assay_in + ASSAY_EVERY_S if self._alive else math.inf
        return self._sensors.assay(self.concentrations())

    def concentrations(self) -> dict[str, float]:
        """True g/L in the broth by the role of the assay."""
        v, X, G, P, *others = self.broth.state[:-1]
        kinetics = self.broth.laws.kinetics
        masses = (kinetics.by_product_molar_masses[name] for name in kinetics.by_products)
        by_products = sum(amount * mass / 1000.0 for amount, mass in zip(others, masses, strict=True))
        values = (X, G * kinetics.substrate_molar_mass, P, by_products)
        return {role: max(value, 0.0) / v for role, value in zip(ASSAYS, values, strict=True)}


def _safe_gases(card: PlantCard, unit: str) -> dict[str, float]:
    """Set-points of the card's safe state: how a vessel stands that nobody runs; the command is idle."""
    return {role: value for role, value in card.equipment(unit).safe_state.items() if role != "command"}


def _with_truth(plan: dict[str, float], truth: Truth) -> dict[str, float]:
    """The laws' numbers with the true constants; the base may be stronger or weaker than its label."""
    return plan | truth.laws() | {"base_concentration": plan["base_concentration"] * truth.base_factor}
