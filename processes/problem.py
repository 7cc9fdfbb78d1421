"""The numbers of a dual-phase fed-batch: strain, scale, prices and limits as one flat set of named parameters.

Amounts are per m3 of working volume (or L: the ratios are the same), so one Pyomo model serves every scale.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from processes.costing import PRICES, PriceCard
from processes.errors import OutOfRange
from processes.kinetics import CONSTANTS, Kinetics
from processes.scale import ScaleCard
from processes.transfer.gas import gas_velocity
from processes.transfer.solubility import carbon_dioxide_solubility, oxygen_solubility


@dataclass(frozen=True)
class Limits:
    """What the engineer asks of a plan. None means: not asked."""

    residual_glucose: float = 5.0  # g/L at harvest, at most
    least_productivity: float = 0.0  # g/L/h over the whole cycle
    least_yield: float = 0.0  # g/g of all glucose fed
    least_titre: float = 0.0  # g/L
    glucose_charge: float = 100.0  # g/L in the first charge, at most
    least_fill: float = 0.9  # of the working volume at harvest: an empty vessel has a fine rate per litre of broth
    longest_batch: float = 210.0  # h from inoculation to harvest: both phases at the model's own bounds
    demand: float | None = None  # t/year of product


@dataclass(frozen=True)
class Problem:
    """One question: which strain, in which vessel, at which prices, within which limits."""

    kinetics: Kinetics
    scale: ScaleCard
    prices: PriceCard
    limits: Limits = field(default_factory=Limits)

    def least_output(self) -> float:
        """Product in g per hour and litre of working volume, full or not, that the demand needs from the vessels."""
        if self.limits.demand is None:
            return 0.0
        own, run = self.scale.ownership, self.scale.operation
        litres = self.scale.working_volume * 1000.0 * run.vessels.value
        grams = self.limits.demand * 1e6 / own.recovery.value
        return grams / (run.hours_per_year.value * litres)

    def parameters(self) -> dict[str, float]:
        """Every number of the model by name; units in the sections below. Raises OutOfRange."""
        self._check_map()
        values = {name: self.kinetics.value(name) for name in CONSTANTS}
        values |= {f"price_{name}": getattr(self.prices, name).value for name in PRICES}
        values |= self._vessel() | self._operation()
        limits = self.limits
        values |= {f.name: float(getattr(limits, f.name)) for f in fields(limits) if f.name != "demand"}
        values["least_output"] = self.least_output()
        return values

    def _check_map(self) -> None:
        """An uptake beyond the map's box would be an extrapolation that nobody sees; so would a limit not modelled."""
        if self.kinetics.production.limits != ("glucose",):
            moved = ", ".join(self.kinetics.production.limits)
            raise OutOfRange(
                f"the phenotype of phase 'production' is drawn over {moved}, but a plan moves glucose alone there; "
                "hold the others under 'fixed' of phases.production in the product card, as in fixed = { oxygen = 0 }"
            )
        for phase in ("growth", "production"):
            box = getattr(self.kinetics, phase).box[0][1]
            asked = self.kinetics.value(f"uptake_max_{phase}")
            if asked > box:
                raise OutOfRange(
                    f"uptake_max_{phase}: {asked:g} mmol/gDW/h is beyond the phenotype, computed up to {box:g}; "
                    f"lower it, or raise limits.glucose of phase '{phase}' in the product card"
                )

        air, oxygen = self.kinetics.growth.box[1][1], self.kinetics.value("oxygen_uptake_max")
        if oxygen > air:
            raise OutOfRange(
                f"oxygen_uptake_max: {oxygen:g} mmol/gDW/h is beyond the phenotype, computed up to {air:g}; "
                "lower it, or raise limits.oxygen of phase 'growth' in the product card"
            )

    def _vessel(self) -> dict[str, float]:
        vessel, volume = self.scale.vessel, self.scale.working_volume
        celsius = self.kinetics.constants.temperature.value
        pressure = self.scale.mean_pressure()
        salting = self.scale.operation.oxygen_salting_out.value
        per_flow = gas_velocity(volume, celsius, pressure, vessel.diameter.value)
        return {
            # mmol/L that would be dissolved under the pure gas at the mean pressure
            "oxygen_solubility": 1000.0 * oxygen_solubility(celsius) * pressure * salting,
            "co2_solubility": 1000.0 * carbon_dioxide_solubility(celsius) * pressure,
            "kla_factor": vessel.kla_factor.value,
            "velocity_per_flow": per_flow,  # m/s per m3 of gas (0 °C, 1 atm) per m3 of working volume and hour
            "power_max": vessel.motor_power.value * 1000.0 / volume,  # W per m3 of working volume
            "mixing_power": vessel.mixing_power.value,  # W per m3 of broth
            "air_flow_max": self.scale.gas_flow_max(vessel.air_flow_max.value, celsius) / volume,  # 1/h
            "co2_flow_max": self.scale.gas_flow_max(vessel.co2_flow_max.value, celsius) / volume,  # 1/h
            "feed_max": vessel.feed_max.value / 1000.0 / volume,  # 1/h
            "cooling_max": self.scale.cooling_power(celsius) / volume,  # W per m3 of working volume
            "volume_max": 1.0,  # working volumes
        }

    def _operation(self) -> dict[str, float]:
        run, own, volume = self.scale.operation, self.scale.ownership, self.scale.working_volume
        hourly = self.scale.owning_per_hour()
        names = ("inoculum", "feed_concentration", "base_concentration", "turn_round")
        values = {name: float(getattr(run, name).value) for name in names}
        values |= {
            "co2_utilisation": run.co2_utilisation.value,
            "co2_transfer_ratio": run.co2_transfer_ratio.value,
            "co2_saturation_kept": run.co2_saturation_kept.value,
            "recovery": own.recovery.value,
            "air_energy": self.scale.air_energy(),  # kWh per m3 of air
            "capital_per_hour": hourly["capital"] / volume,  # USD per h and m3 of working volume
            "maintenance_per_hour": hourly["maintenance"] / volume,
            "operators_per_volume": own.operators.value / volume,
        }
        return values
