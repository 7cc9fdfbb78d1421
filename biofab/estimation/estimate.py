"""What a batch tells of its strain and its vessel: constants with their uncertainty, and what it cannot tell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from biofab.batch import Batch
from biofab.errors import BadInput
from biofab.estimation.data import calibrations, observations
from biofab.estimation.fit import Fit, Fitter
from biofab.estimation.inputs import Course, course_of
from biofab.estimation.model import BatchModel
from biofab.estimation.parameters import STRAIN, Prior, priors_of
from biofab.estimation.table import NORMAL_95, fitted_table, table_times
from cards.quantity import Quantity
from processes.kinetics import Kinetics
from processes.scale import ScaleCard

IDENTIFIED = 0.7  # posterior over prior standard deviation, at most
MISFIT = 2.0  # chi-squared a point from which an observable is not explained
CHANCE = 6.0  # standard deviations of chi-squared that scatter alone may give
SURPRISE = 3.0  # prior standard deviations from which a parameter contradicts its card
TIED = 0.95  # correlation from which two parameters cannot be told apart


@dataclass(frozen=True)
class Parameter:
    """One constant after the batch. ``words``: what the batch cannot tell of it, empty when it is identified."""

    name: str
    unit: str
    kind: str
    value: float
    sd: float
    ci95: tuple[float, float]
    prior: float
    prior_sd: float
    identified: bool
    words: str
    truth: float | None = None
    holds_truth: bool | None = None


@dataclass(frozen=True)
class Misfit:
    """How far the measurements of one observable lie from the model, in their own standard deviations."""

    observable: str
    unit: str
    points: int
    chi2: float
    chi2_per_point: float
    mean: float
    put_aside: int


@dataclass(frozen=True)
class Estimate:
    """Constants with 95 % intervals, residuals, correlations and the batch as the fitted model has it.

    trajectory: columns of ``processes.table.UNITS``, by-products, and ``_low``/``_high`` of biomass and product (95 %).
    """

    unit: str
    hours: float
    parameters: tuple[Parameter, ...]
    residuals: tuple[Misfit, ...]
    correlation: pd.DataFrame
    trajectory: pd.DataFrame
    warnings: tuple[str, ...]
    converged: bool
    inflation: float  # of the data's variance, because the model does not explain all of it; 1: it does

    def parameter(self, name: str) -> Parameter:
        """One parameter by name. Raises KeyError."""
        return {parameter.name: parameter for parameter in self.parameters}[name]

    def constants(self) -> dict[str, Quantity]:
        """Strain constants as the batch leaves them, for ``Kinetics.with_constants``."""
        return {name: self._quantity(name) for name in STRAIN}

    def vessel(self) -> dict[str, Quantity]:
        """Vessel constants as the batch leaves them, for ``ScaleCard.with_changes``."""
        return {"kla_factor": self._quantity("kla_factor")}

    def to_dict(self) -> dict[str, Any]:
        """Plain data without the trajectory (which is stored as Parquet)."""
        return {
            "unit": self.unit,
            "hours": self.hours,
            "parameters": [asdict(parameter) | {"ci95": list(parameter.ci95)} for parameter in self.parameters],
            "residuals": [asdict(misfit) for misfit in self.residuals],
            "correlation": {str(name): column.to_dict() for name, column in self.correlation.items()},
            "warnings": list(self.warnings),
            "converged": self.converged,
            "inflation": self.inflation,
        }

    def _quantity(self, name: str) -> Quantity:
        found = self.parameter(name)
        source = f"estimate from a batch of {self.unit} of {self.hours:.1f} h"
        if not found.identified:
            source += "; the batch hardly moves it from the card's value"
        return Quantity(value=found.value, unit=found.unit, sd=found.sd, source=source)


def estimate(
    batch: Batch, kinetics: Kinetics, scale: ScaleCard, priors: Mapping[str, Quantity] | None = None
) -> Estimate:
    """The constants that the batch and the cards make most likely; ``priors`` take the place of the cards' values.

    Raises BadInput for a batch without time, volume or glucose, and for a prior of a name that is not estimated.
    """
    course = course_of(batch, scale)
    found = observations(batch, course)
    believed = _with_priors(priors_of(kinetics, scale, course.inoculum, calibrations(batch)), priors or {})
    moments = [*(o.times for o in found), *(o.since for o in found if o.since is not None), table_times(course)]
    model = BatchModel(kinetics, scale, course, np.concatenate(moments))
    try:
        fit = Fitter(model, believed, found).fit()
    except ArithmeticError as error:
        raise BadInput(f"the batch of {batch.unit} cannot be integrated with its recorded inputs: {error}") from error
    parameters = tuple(_parameters(fit, believed, batch, course))
    spread = np.sqrt(np.diag(fit.covariance))
    names = [prior.name for prior in believed]
    correlation = pd.DataFrame(fit.covariance / np.outer(spread, spread), index=names, columns=names)
    return Estimate(
        unit=batch.unit,
        hours=batch.hours,
        parameters=parameters,
        residuals=tuple(_misfits(fit)),
        correlation=correlation,
        trajectory=fitted_table(fit, model, believed, scale),
        warnings=tuple(_warnings(batch, course, fit, parameters, correlation)),
        converged=fit.converged,
        inflation=fit.inflation,
    )


def compare_with_truth(found: Estimate, truth: Mapping[str, float]) -> Estimate:
    """The estimate with the true constants beside it, and whether the 95 % intervals hold them.

    ``truth``: as ``Truth.to_dict`` gives it; names that are not known are left open.
    """
    asked = found.parameter("inoculum").prior
    known = dict(truth)
    if "inoculum" not in known and "inoculum_factor" in known:
        known["inoculum"] = known["inoculum_factor"] * asked
    return replace(found, parameters=tuple(_beside(parameter, known) for parameter in found.parameters))


def _beside(parameter: Parameter, known: Mapping[str, float]) -> Parameter:
    if parameter.name not in known:
        return parameter
    true = float(known[parameter.name])
    return replace(parameter, truth=true, holds_truth=parameter.ci95[0] <= true <= parameter.ci95[1])


def _with_priors(believed: Sequence[Prior], given: Mapping[str, Quantity]) -> tuple[Prior, ...]:
    from cards.reading import nearest

    names = [prior.name for prior in believed]
    for name in given:
        if name not in names:
            raise BadInput(f"prior '{name}': not a parameter of an estimate{nearest(name, names)}")
    return tuple(_given(prior, given[prior.name]) if prior.name in given else prior for prior in believed)


def _given(prior: Prior, quantity: Quantity) -> Prior:
    held = quantity.to(prior.unit)
    if not (held.value > 0.0 and held.sd):
        raise BadInput(f"prior '{prior.name}': expected a value above 0 with a standard deviation (sd)")
    return replace(prior, value=held.value, sd_log=held.sd / held.value)


def _parameters(fit: Fit, believed: Sequence[Prior], batch: Batch, course: Course) -> Iterator[Parameter]:
    for i, prior in enumerate(believed):
        z, sd = float(fit.z[i]), float(math.sqrt(fit.covariance[i, i]))
        value = prior.at(z)
        yield Parameter(
            name=prior.name,
            unit=prior.unit,
            kind=prior.kind,
            value=value,
            sd=value * sd * prior.sd_log,
            ci95=(prior.at(z - NORMAL_95 * sd), prior.at(z + NORMAL_95 * sd)),
            prior=prior.value,
            prior_sd=prior.sd,
            identified=sd <= IDENTIFIED,
            words="" if sd <= IDENTIFIED else _words(prior.name, fit, batch, course),
        )


def _words(name: str, fit: Fit, batch: Batch, course: Course) -> str:
    """Why the batch does not tell this parameter, as far as its own course shows it."""
    phases = {stretch.phase for stretch in course.stretches}
    run = fit.run
    if name == "uptake_max_growth" and "growth" not in phases:
        return "there was no growth phase"
    if name in ("uptake_max_production", "product_tolerance") and "production" not in phases:
        return "the batch ended before production"
    if name == "product_tolerance":
        return f"the product came to {run.per_litre(3)[-1]:.3g} g/L: inhibition hardly shows in the uptake"
    if name == "saturation":
        least = 1000.0 * float(run.per_litre(2).min())
        return f"glucose never came near the saturation constant (least {least:.3g} mmol/L)"
    if name == "kla_factor":
        oxygen = [value for value in run.dissolved if math.isfinite(value)]
        lowest = f"least {min(oxygen):.0f} %" if oxygen else "no growth phase"
        return f"dissolved oxygen was not limiting or not measured ({lowest})"
    if name in ("do_gain", "offgas_o2_gain", "base_factor"):
        return "known from the calibration; the batch adds nothing"
    if name == "inoculum" and batch.assays.empty:
        return "no assay shows the biomass"
    return "nothing that was measured depends on it enough"


def _misfits(fit: Fit) -> Iterator[Misfit]:
    for o in fit.observations:
        residuals = fit.residuals[o.name]
        chi2 = float(np.sum(residuals**2))
        points = len(residuals)
        mean = float(np.mean(residuals)) if points else 0.0
        yield Misfit(o.name, o.unit, points, chi2, chi2 / max(points, 1), mean, fit.put_aside.get(o.name, 0))


def _warnings(
    batch: Batch, course: Course, fit: Fit, parameters: Sequence[Parameter], correlation: pd.DataFrame
) -> Iterator[str]:
    yield from batch.notes
    yield from course.notes
    if not fit.converged:
        yield "the fit did not converge; its values and intervals cannot be relied on"
    if not fit.observations:
        yield "there is no usable measurement; every value is the card's own"
    for misfit in _misfits(fit):
        chance = misfit.points + CHANCE * math.sqrt(2.0 * misfit.points)
        if misfit.chi2_per_point > MISFIT and misfit.chi2 > chance:
            yield (
                f"{misfit.observable} is not explained by the model: chi-squared {misfit.chi2_per_point:.1f} a point, "
                f"mean residual {misfit.mean:+.1f} sd; intervals are widened"
            )
        if misfit.put_aside:
            yield f"{misfit.put_aside} outlying points of {misfit.observable} were put aside"
    for parameter, z in zip(parameters, fit.z, strict=True):
        if abs(z) > SURPRISE:
            yield f"{parameter.name} came {abs(z):.1f} standard deviations away from its card"
    yield from _ties(correlation)


def _ties(correlation: pd.DataFrame) -> Iterator[str]:
    names = list(correlation.columns)
    values = correlation.to_numpy()
    for i, one in enumerate(names):
        for j in range(i):
            if abs(values[i, j]) > TIED:
                yield f"{names[j]} and {one} cannot be told apart (correlation {values[i, j]:+.2f})"
