"""What is true of the virtual plant and no instrument shows: constants that differ from the plan's.

The instruments differ from what is stated of them, too, in ways that no estimate has a parameter for: response times,
the calibration of each assay and its scatter. So an estimate meets a plant that is not quite its own model.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from biofab.roles import ASSAYS
from biofab.twin.sensors import Instruments
from processes.kinetics import Kinetics
from processes.scale import ScaleCard

SPREAD = 0.1  # assumption: the strain and the vessel lie within ± 10 % of the plan
# What is left after a careful calibration, one standard deviation; assumptions.
CALIBRATION_SD = {"base_factor": 0.01, "do_gain": 0.01, "offgas_o2_gain": 0.002}
LAG_SPREAD = 0.3  # assumption: response times lie within ± 30 % of those in ``roles.LAGS_S``
ASSAY_SPREAD = 0.02  # assumption: the calibration of each assay lies within ± 2 %, for a whole batch
ASSAY_SCATTER = (0.8, 1.25)  # assumption: scatter of a laboratory over the one that is stated of it

_STRAIN = ("uptake_max_growth", "uptake_max_production", "product_tolerance")


@dataclass(frozen=True)
class Truth:
    """True constants, in the units of the kinetics and scale cards.

    ``inoculum_factor``: biomass that the inoculum really brings over what was asked for; ``base_factor``: strength of
    the base over its label; ``..._gain``: reading of an instrument or assay over the true value; ``..._lag_factor``:
    response time over the stated one; ``assay_sd_factor``: relative scatter of the assays over the stated one.
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
    do_lag_factor: float = 1.0
    offgas_lag_factor: float = 1.0
    assay_sd_factor: float = 1.0
    lab_biomass_gain: float = 1.0
    lab_glucose_gain: float = 1.0
    lab_product_gain: float = 1.0
    lab_by_product_gain: float = 1.0

    @classmethod
    def of_plan(cls, kinetics: Kinetics, scale: ScaleCard) -> Truth:
        """A plant that is just as the plan supposes."""
        values = {name: kinetics.value(name) for name in _STRAIN}
        return cls(**values, saturation=kinetics.value("saturation"), kla_factor=scale.vessel.kla_factor.value)

    @classmethod
    def drawn(cls, kinetics: Kinetics, scale: ScaleCard, seed: int) -> Truth:
        """The truth of one seed: strain, vessel and inoculum evenly within ± 10 % of the plan, instruments near it.

        What an instrument is thought to be is drawn evenly within the ranges above.
        """
        plan = cls.of_plan(kinetics, scale)
        random = np.random.default_rng([seed, 1])
        names = (*_STRAIN, "kla_factor", "inoculum_factor")
        moved = {name: getattr(plan, name) * float(random.uniform(1.0 - SPREAD, 1.0 + SPREAD)) for name in names}
        errors = {name: 1.0 + sd * float(random.standard_normal()) for name, sd in CALIBRATION_SD.items()}
        moved["saturation"] = plan.saturation * float(random.uniform(1.0 - SPREAD, 1.0 + SPREAD))
        for name in ("do_lag_factor", "offgas_lag_factor"):
            errors[name] = float(random.uniform(1.0 - LAG_SPREAD, 1.0 + LAG_SPREAD))
        errors["assay_sd_factor"] = float(random.uniform(*ASSAY_SCATTER))
        for role in ASSAYS:
            errors[f"{role}_gain"] = float(random.uniform(1.0 - ASSAY_SPREAD, 1.0 + ASSAY_SPREAD))
        return replace(plan, **moved, **errors)

    def laws(self) -> dict[str, float]:
        """The constants that take the place of the plan's in the rate laws."""
        return {name: getattr(self, name) for name in (*_STRAIN, "saturation", "kla_factor")}

    def instruments(self) -> Instruments:
        """How far the instruments are from what is stated of them."""
        gains = {"do": self.do_gain, "offgas_o2": self.offgas_o2_gain}
        gains |= {role: float(getattr(self, f"{role}_gain")) for role in ASSAYS}
        lags = {"do": self.do_lag_factor, "offgas_o2": self.offgas_lag_factor, "offgas_co2": self.offgas_lag_factor}
        return Instruments(gains, lags, self.assay_sd_factor)

    def to_dict(self) -> dict[str, float]:
        """Plain data."""
        return asdict(self)
