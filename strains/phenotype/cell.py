"""A strain in one phase as linear programmes: most growth with the stated tie-break, plain growth, ranges of fluxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from strains.lp.kernel import Kernel
from strains.phenotype.tie_break import TieBreak
from strains.questions.variability import column_ranges
from strains.strain import OPEN, Strain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SCALE = 1e3  # brings growth and the smallest weight (1e-7) well above the solver's tolerance
SLACK = "slack"
HAIR = 1e-9  # freedom left to growth (1/h) and shortfall in a range: the solver's own tolerance
SHORTFALL = 1e-7  # mmol ATP/gDW/h; below, maintenance counts as met


@dataclass(frozen=True, eq=False)
class State:
    """Optimum at one theta: perturbed objective ``value`` 1/h, its ``gradient`` (limits,), ``fluxes`` (columns,)."""

    value: float
    gradient: Floats
    fluxes: Floats
    shortfall: float  # mmol ATP/gDW/h of maintenance not met


class Cell:
    """``strain`` with the uptakes ``limits`` movable and ``fixed`` held, mmol/gDW/h. Never infeasible: see State."""

    def __init__(self, strain: Strain, limits: Sequence[str], fixed: Mapping[str, float]) -> None:
        bounds = {**strain.bounds, **strain.uptake_bounds(fixed), **strain.uptake_bounds(dict.fromkeys(limits, OPEN))}
        self.strain = strain
        self.problem = strain.base.problem.with_bounds(bounds).with_recourse(strain.host.maintenance.reaction, SLACK)
        self.growth = self.problem.index(strain.host.biomass)
        self._limits = self.problem.indices(strain.exchange(name) for name in limits)
        self._slack = self.problem.index(SLACK)

    @cached_property
    def _kernel(self) -> Kernel:
        return Kernel(self.problem)

    @property
    def solved(self) -> int:
        """Linear programmes solved so far."""
        return self._kernel.solved

    def most_growth(self, theta: Floats, tie_break: TieBreak | None = None) -> State:
        """Most growth at ``theta`` (limits,); equal optima decided by ``tie_break``, or as the solver finds them."""
        for column, (lower, upper) in self._at(theta).items():
            self._kernel.bound(column, lower, upper)
        self._kernel.maximise(self._costs(tie_break))
        solution = self._kernel.solve()
        # Raising a limit lowers a lower bound; more uptake allowed can never be worse.
        gradient = np.clip(-self._kernel.prices(self._limits), 0.0, None) / SCALE
        shortfall = float(solution.values[self._slack])
        return State(solution.objective / SCALE, gradient, solution.values, shortfall)

    def ranges(self, theta: Floats, columns: Sequence[int], fraction: float = 1.0) -> Floats:
        """Least and greatest flux (columns, 2) of ``columns`` at ``fraction`` of the most growth at ``theta``."""
        shortfall = self.most_growth(theta).shortfall
        if fraction == 1.0:
            with self._kernel.on_face():
                return np.array([[self._extreme(column, -1.0), self._extreme(column, 1.0)] for column in columns])
        bounds = {self.problem.columns[column]: ends for column, ends in self._at(theta).items()}
        short = 0.0 if shortfall <= SHORTFALL else shortfall + HAIR
        problem = self.problem.with_bounds({**bounds, SLACK: (0.0, short)})
        _, least, most = column_ranges(problem, {self.growth: 1.0}, columns, fraction)
        return np.column_stack([least, most])

    def most(self, theta: Floats, column: int) -> float:
        """The greatest flux of ``column`` at ``theta`` whatever the growth, maintenance met as far as it can be."""
        for place, (lower, upper) in self._at(theta).items():
            self._kernel.bound(place, lower, upper)
        self._kernel.maximise({column: 1.0, self._slack: -SCALE})
        return float(self._kernel.solve().values[column])

    def _extreme(self, column: int, sign: float) -> float:
        self._kernel.maximise({column: sign})
        return sign * self._kernel.solve().objective

    def _at(self, theta: Floats) -> dict[int, tuple[float, float]]:
        return {column: (-float(limit), OPEN) for column, limit in zip(self._limits, theta, strict=True)}

    def _costs(self, tie_break: TieBreak | None) -> dict[int, float]:
        costs = {self.growth: SCALE, self._slack: -SCALE}
        if tie_break is not None:
            for exchange, weight in tie_break.of(self.strain).items():
                costs[self.problem.index(exchange)] = SCALE * weight
        return costs
