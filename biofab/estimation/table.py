"""The batch as the fitted model has it, with the columns of a plan's table, and a band of 95 %."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biofab.estimation.fit import STEP, Fit
from biofab.estimation.inputs import Course
from biofab.estimation.model import BatchModel, Run
from biofab.estimation.parameters import Prior
from biofab.twin.vessel_inputs import LEAST_GAS
from processes.scale import ScaleCard

Array = NDArray[np.float64]
ROW_EVERY = 1.0 / 12.0  # h
NORMAL_95 = 1.959964


def table_times(course: Course) -> Array:
    """Times of the table's rows: every five minutes and at every change of the inputs, h."""
    end = course.stretches[-1].end
    regular = np.arange(0.0, end, ROW_EVERY)
    return np.unique(np.concatenate([regular, [stretch.end for stretch in course.stretches]]))


def fitted_table(fit: Fit, model: BatchModel, priors: Sequence[Prior], scale: ScaleCard) -> pd.DataFrame:
    """One row for each of ``table_times``; units as ``processes.table.UNITS``, by-products and bands in g/L."""
    at = model.place(table_times(model.course))
    run, kinetics, litres = fit.run, model.kinetics, model.litres
    stretches = [model.course.stretches[k] for k in run.stretch[at]]
    drives = [stretch.drive for stretch in stretches]
    growing = np.array([stretch.phase == "growth" for stretch in stretches])
    cells, volume = run.per_litre(1)[at], litres / 1000.0
    rates = run.rates[at]
    power = np.array([drive.power for drive in drives])
    oxygen_heat = rates[:, 2] * run.states[at, 1] * model.plan["heat_per_oxygen"] / 3.6
    base_factor = next(p.at(float(z)) for p, z in zip(priors, fit.z, strict=True) if p.name == "base_factor")
    columns: dict[str, object] = {
        "time": run.times[at],
        "phase": [stretch.phase for stretch in stretches],
        "volume": run.states[at, 0] * litres,
        "biomass": cells,
        "glucose": run.per_litre(2)[at] * kinetics.substrate_molar_mass,
        "product": run.per_litre(3)[at],
    }
    for i, name in enumerate(kinetics.by_products):
        columns[name] = run.per_litre(4 + i)[at] * kinetics.by_product_molar_masses[name] / 1000.0
    columns |= {
        "growth_rate": rates[:, 0],
        "glucose_uptake": rates[:, 1],
        "our": rates[:, 2] * cells,
        "cer": rates[:, 4] * cells,
        "dissolved_oxygen": np.where(growing, run.dissolved[at], 0.0),
        "base": run.states[at, -1] * litres * scale.operation.base_concentration.value * base_factor,
        "feed": [drive.feed * litres for drive in drives],
        "stirrer": power * volume / 1000.0,
        "air_flow": [volume * (drive.air if drive.air > LEAST_GAS else 0.0) for drive in drives],
        "co2_flow": [volume * (drive.co2 if drive.co2 > LEAST_GAS else 0.0) for drive in drives],
        "heat": (power + oxygen_heat) * volume / 1000.0,
    }
    for name, place in (("biomass", 1), ("product", 3)):
        middle, half = run.per_litre(place)[at], NORMAL_95 * _spread(fit, place)[at]
        columns |= {f"{name}_low": np.maximum(middle - half, 0.0), f"{name}_high": middle + half}
    return pd.DataFrame(columns)


def _spread(fit: Fit, place: int) -> Array:
    """One standard deviation of a concentration along the batch, by the linearised covariance."""
    moved: dict[int, Run] = dict(fit.slopes)
    slopes = np.stack([(run.per_litre(place) - fit.run.per_litre(place)) / STEP for run in moved.values()])
    chosen = list(moved)
    covariance = fit.covariance[np.ix_(chosen, chosen)]
    variance: Array = np.einsum("it,ij,jt->t", slopes, covariance, slopes)
    return np.sqrt(np.maximum(variance, 0.0))
