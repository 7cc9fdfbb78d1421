"""Maximum a posteriori: the constants of the model that the measurements and the cards together make most likely.

Errors that all points of an observable share (the calibration of an assay) are fitted beside the constants as factors
around 1 and are not told: they widen the intervals as far as the batch leaves them open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from biofab.estimation.data import Observation
from biofab.estimation.model import BatchModel, Run
from biofab.estimation.parameters import Prior

Array = NDArray[np.float64]

STEP = 0.02  # of a prior's standard deviation, for differences
FURTHEST = 6.0  # prior standard deviations that a parameter may move
OUTLYING = 6.0  # standard deviations from which a point is put aside
MOST_OUTLYING = 0.1  # share of an observable's points that may be put aside; more is a misfit, not an accident
INSTRUMENTS = ("do_gain", "offgas_o2_gain")  # they change what is read, not what happens


@dataclass(frozen=True)
class Fit:
    """z: (parameters,) in prior standard deviations; covariance of z; residuals per observable in their own sd."""

    z: Array
    covariance: Array
    inflation: float
    run: Run
    slopes: Mapping[int, Run]
    observations: tuple[Observation, ...]
    residuals: Mapping[str, Array]
    put_aside: Mapping[str, int]
    converged: bool


class Fitter:
    """Fits one batch."""

    def __init__(self, model: BatchModel, priors: Sequence[Prior], observations: Sequence[Observation]) -> None:
        self.model = model
        self.priors = priors
        self.observations = list(observations)
        self._names = [prior.name for prior in priors]
        self._sharing = [i for i, o in enumerate(self.observations) if o.shared]  # one unknown each, after the priors
        self._moves = [i for i, name in enumerate(self._names) if name not in INSTRUMENTS]
        self._runs: dict[tuple[float, ...], Run] = {}
        self._sds: list[Array] = []

    def fit(self) -> Fit:
        """Two passes: the second weighs relative errors by the first's model and puts single outlying points aside."""
        z = np.zeros(len(self.priors) + len(self._sharing))
        self._sds = [np.hypot(o.sd, o.relative * np.abs(o.values)) for o in self.observations]
        z = self._solve(z)[0]
        self._weigh(z)
        put_aside = self._put_aside(z)
        z, converged = self._solve(z)
        return self._finish(z, converged, put_aside)

    def run(self, z: Array) -> Run:
        """The batch with the parameters that ``z`` begins with; the latest runs are kept."""
        values = {prior.name: prior.at(float(x)) for prior, x in zip(self.priors, z, strict=False)}
        key = tuple(values[self._names[i]] for i in self._moves)
        if key not in self._runs:
            if len(self._runs) > 2 * len(self.priors):
                self._runs.pop(next(iter(self._runs)))
            constants = {name: value for name, value in values.items() if name not in (*INSTRUMENTS, "base_factor")}
            constants["base_concentration"] = self.model.plan["base_concentration"] * values["base_factor"]
            self._runs[key] = self.model.run(constants)
        return self._runs[key]

    def predict(self, z: Array) -> list[Array]:
        """What each observable would read."""
        gains = {
            name: self.priors[self._names.index(name)].at(float(z[self._names.index(name)])) for name in INSTRUMENTS
        }
        run = self.run(z)
        expected = [predicted(o, run, self.model, gains) for o in self.observations]
        for place, x in zip(self._sharing, z[len(self.priors) :], strict=True):
            expected[place] = expected[place] * (1.0 + self.observations[place].shared * float(x))
        return expected

    def _residuals(self, z: Array) -> Array:
        parts = [
            (o.values - expected) / sd
            for o, expected, sd in zip(self.observations, self.predict(z), self._sds, strict=True)
        ]
        return np.concatenate([*parts, z])

    def _jacobian(self, z: Array) -> Array:
        here = self._residuals(z)
        columns = np.empty((len(here), len(z)))
        for i in range(len(z)):
            moved = z.copy()
            moved[i] += STEP
            columns[:, i] = (self._residuals(moved) - here) / STEP
        return columns

    def _solve(self, z: Array) -> tuple[Array, bool]:
        bounds = (-FURTHEST, FURTHEST)
        found = least_squares(self._residuals, z, jac=self._jacobian, bounds=bounds, xtol=1e-4, ftol=1e-6, max_nfev=15)
        return np.asarray(found.x), bool(found.success)

    def _weigh(self, z: Array) -> None:
        expected = self.predict(z)
        self._sds = [
            np.hypot(o.sd, o.relative * np.abs(value)) for o, value in zip(self.observations, expected, strict=True)
        ]

    def _put_aside(self, z: Array) -> dict[str, int]:
        """Drop points that lie far off, where they are few; how many of each observable."""
        found = {}
        for i, (o, expected) in enumerate(zip(self.observations, self.predict(z), strict=True)):
            outlying = np.abs(o.values - expected) > OUTLYING * self._sds[i]
            if 0 < outlying.sum() <= max(1, MOST_OUTLYING * len(outlying)):
                found[o.name] = int(outlying.sum())
                self.observations[i] = o.without(outlying)
                self._sds[i] = self._sds[i][~outlying]
        return found

    def _finish(self, z: Array, converged: bool, put_aside: dict[str, int]) -> Fit:
        residuals, jacobian = self._residuals(z), self._jacobian(z)
        measured = len(residuals) - len(z)
        spare = max(measured - len(z), 1)
        inflation = max(1.0, float(np.sum(residuals[:measured] ** 2)) / spare) if measured else 1.0
        information = jacobian[:measured].T @ jacobian[:measured] / inflation + np.eye(len(z))
        told = len(self.priors)
        ends = np.cumsum([len(o.times) for o in self.observations])[:-1]
        parts = np.split(residuals[:measured], ends) if self.observations else []
        return Fit(
            z=z[:told],
            covariance=np.asarray(np.linalg.inv(information), dtype=float)[:told, :told],
            inflation=inflation,
            run=self.run(z),
            slopes={i: self.run(z + STEP * np.eye(len(z))[i]) for i in self._moves},
            observations=tuple(self.observations),
            residuals={o.name: part for o, part in zip(self.observations, parts, strict=True)},
            put_aside=put_aside,
            converged=converged,
        )


def predicted(o: Observation, run: Run, model: BatchModel, gains: Mapping[str, float]) -> Array:
    """What an observable would read if the run were true."""
    at = model.place(o.times)
    kinetics = model.kinetics
    if o.name == "our":
        uptake: Array = run.rates[at, 2] * run.per_litre(1)[at]
        return uptake if o.slope is None else uptake - o.slope * (gains["offgas_o2_gain"] - 1.0)
    if o.name == "dissolved_oxygen":
        return gains["do_gain"] * run.dissolved[at]
    if o.name == "base_added":
        start = at if o.since is None else model.place(o.since)
        added: Array = (run.states[at, -1] - run.states[start, -1]) * model.litres
        return added
    if o.name == "weight":
        weight: Array = run.states[at, 0] * model.litres
        return weight
    if o.name == "by_product":
        masses = np.array([kinetics.by_product_molar_masses[name] / 1000.0 for name in kinetics.by_products])
        grams: Array = run.states[at, 4:-1] @ masses / run.states[at, 0]
        return grams
    place, mass = {"biomass": (1, 1.0), "glucose": (2, kinetics.substrate_molar_mass), "product": (3, 1.0)}[o.name]
    grams_per_litre: Array = run.per_litre(place)[at] * mass
    return grams_per_litre
