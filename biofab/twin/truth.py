"""What is true of the virtual plant and no instrument shows: constants that differ from the plan's."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from processes.kinetics import Kinetics
from processes.scale import ScaleCard

SPREAD = 0.1  # assumption: the strain and the vessel lie within ± 10 % of the plan
# What is left after a careful calibration, one standard deviation; assumptions.
CALIBRATION_SD = {"base_factor": 0.01, "do_gain": 0.01, "offgas_o2_gain": 0.002}

_STRAIN = ("uptake_max_growth", "uptake_max_production", "product_tolerance")


@dataclass(frozen=True)
class Truth:
    """True constants, in the units of the kinetics and scale cards.

    ``inoculum_factor``: biomass that the inoculum really brings over what was asked for; ``base_factor``: strength of
    the base over its label; ``do_gain`` and ``offgas_o2_gain``: reading of the instrument over the true value.
    """

    uptake_max_growth: float
    uptake_max_production: float
    product_tolerance: float
    saturation: float
    kla_factor: float
    inoculum_factor: float = 1.0
    base_factor: float = 1.0
    do_gain: float = 1.0
    offgas_o2_gain: float = 1.0

    @classmethod
    def of_plan(cls, kinetics: Kinetics, scale: ScaleCard) -> Truth:
        """A plant that is just as the plan supposes."""
        values = {name: kinetics.value(name) for name in _STRAIN}
        return cls(**values, saturation=kinetics.value("saturation"), kla_factor=scale.vessel.kla_factor.value)

    @classmethod
    def drawn(cls, kinetics: Kinetics, scale: ScaleCard, seed: int) -> Truth:
        """The truth of one seed: strain, vessel and inoculum evenly within ± 10 % of the plan, instruments near it."""
        plan = cls.of_plan(kinetics, scale)
        random = np.random.default_rng([seed, 1])
        names = (*_STRAIN, "kla_factor", "inoculum_factor")
        moved = {name: getattr(plan, name) * float(random.uniform(1.0 - SPREAD, 1.0 + SPREAD)) for name in names}
        errors = {name: 1.0 + sd * float(random.standard_normal()) for name, sd in CALIBRATION_SD.items()}
        return replace(plan, **moved, **errors)

    def laws(self) -> dict[str, float]:
        """The constants that take the place of the plan's in the rate laws."""
        return {name: getattr(self, name) for name in (*_STRAIN, "saturation", "kla_factor")}

    def to_dict(self) -> dict[str, float]:
        """Plain data."""
        return asdict(self)
