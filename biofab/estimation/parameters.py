"""What an estimate may move, and what was believed of it before the batch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from biofab.estimation.data import Calibration
from cards.quantity import Quantity
from processes.kinetics import Kinetics
from processes.scale import ScaleCard

STRAIN = ("uptake_max_growth", "uptake_max_production", "product_tolerance", "saturation")
UNSTATED_SD = 0.2  # relative, where a card gives no standard deviation; assumption
INOCULUM_SD = 0.1  # relative: optical density and pipetting of a seed; assumption
CALIBRATION_SD = {"base_factor": 0.01, "do_gain": 0.01, "offgas_o2_gain": 0.002}  # relative; assumptions


@dataclass(frozen=True)
class Prior:
    """A parameter before the batch: log-normal around ``value`` with the relative standard deviation ``sd_log``."""

    name: str
    unit: str
    value: float
    sd_log: float
    kind: str  # strain, vessel, operation or instrument

    @property
    def sd(self) -> float:
        """One standard deviation in the unit."""
        return self.value * self.sd_log

    def at(self, z: float) -> float:
        """The value ``z`` standard deviations away."""
        return self.value * math.exp(self.sd_log * z)


def priors_of(
    kinetics: Kinetics, scale: ScaleCard, inoculum: float, seen: Mapping[str, Calibration]
) -> tuple[Prior, ...]:
    """The beliefs of the cards; instruments as calibrated on inlet air where the record shows it."""
    found = [_of_card(name, getattr(kinetics.constants, name), "strain") for name in STRAIN]
    found.append(_of_card("kla_factor", scale.vessel.kla_factor, "vessel"))
    found.append(Prior("inoculum", "gDW/L", inoculum, INOCULUM_SD, "operation"))
    for name, sd in CALIBRATION_SD.items():
        found.append(_calibrated(Prior(name, "dimensionless", 1.0, sd, "instrument"), seen.get(name)))
    return tuple(found)


def _of_card(name: str, quantity: Quantity, kind: str) -> Prior:
    sd = UNSTATED_SD if not quantity.sd else quantity.sd / quantity.value
    return Prior(name, quantity.unit, quantity.value, sd, kind)


def _calibrated(prior: Prior, seen: Calibration | None) -> Prior:
    """The instrument's prior joined with what it read on inlet air: both normal, weighted by their variances."""
    if seen is None:
        return prior
    weight = prior.sd_log**2 / (prior.sd_log**2 + seen.sd**2)
    value = 1.0 + weight * (seen.ratio - 1.0)
    return Prior(prior.name, prior.unit, value, (weight * seen.sd**2) ** 0.5 / value, prior.kind)
