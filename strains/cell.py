"""A strain in one phase as linear programmes: most growth with the stated tie-break, plain growth, ranges of fluxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from strains.errors import SolverFailed
from strains.lp.highs import Solution, WarmLP
from strains.lp.problem import Problem
from strains.strain import OPEN, Strain
from strains.tie_break import TieBreak

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
        bounds = {**strain.bounds, **strain.uptake_bounds(fixed), **strain.uptake_bounds(dict.fromkeys(limits, 0.0))}
        self.strain = strain
        self.problem = Problem.from_model(strain.base, bounds).with_recourse(strain.host.maintenance.reaction, SLACK)
        self.growth = self.problem.index(strain.host.biomass)
        self._limits = self.problem.indices(strain.exchange(name) for name in limits)
        self._slack = self.problem.index(SLACK)

    @cached_property
    def _lp(self) -> WarmLP:
        return WarmLP(self.problem)

    @property
    def solved(self) -> int:
        """Linear programmes solved so far."""
        return self._lp.solved

    def most_growth(self, theta: Floats, tie_break: TieBreak | None = None) -> State:
        """Most growth at ``theta`` (limits,); equal optima decided by ``tie_break``, or as the solver finds them."""
        self._move(theta)
        costs = {self.growth: SCALE, self._slack: -SCALE}
        if tie_break is not None:
            for exchange, weight in tie_break.of(self.strain).items():
                costs[self.problem.index(exchange)] = SCALE * weight
        self._lp.maximise(costs)
        solution = self._lp.solve()
        # Raising a limit lowers a lower bound; more uptake allowed can never be worse.
        gradient = np.clip(-solution.reduced_costs[self._limits], 0.0, None) / SCALE
        shortfall = float(solution.fluxes[self._slack])
        return State(solution.objective / SCALE, gradient, solution.fluxes, shortfall)

    def ranges(self, theta: Floats, columns: Sequence[int], fraction: float = 1.0) -> Floats:
        """Least and greatest flux (columns, 2) of ``columns`` at ``fraction`` of the most growth at ``theta``."""
        self._move(theta)
        self._lp.maximise({self.growth: SCALE, self._slack: -SCALE})
        best = self._lp.solve()
        # At full growth every column with a reduced cost stands at its bound in all optima: holding it there first
        # leaves little to search.
        decided = np.abs(best.reduced_costs) > 1e-6 if fraction == 1.0 else np.zeros(len(best.fluxes), dtype=bool)
        decided[[self.growth, self._slack]] = False
        held = np.flatnonzero(decided)
        self._lp.fix(held, best.fluxes[held])
        try:
            try:
                return self._extremes(columns, best, fraction, HAIR)
            except SolverFailed:
                # Rounding in so many fixed columns can contradict itself: search without them, with more freedom.
                self._lp.free(held)
                self._move(theta)
                return self._extremes(columns, best, fraction, 100 * HAIR)
        finally:
            self._lp.free(np.append(held, [self.growth, self._slack]))

    def most(self, theta: Floats, column: int) -> float:
        """The greatest flux of ``column`` at ``theta`` whatever the growth, maintenance met as far as it can be."""
        self._move(theta)
        self._lp.maximise({column: 1.0, self._slack: -SCALE})
        return float(self._lp.solve().fluxes[column])

    def _extremes(self, columns: Sequence[int], best: Solution, fraction: float, hair: float) -> Floats:
        growth, shortfall = float(best.fluxes[self.growth]), float(best.fluxes[self._slack])
        self._lp.bound(self.growth, max(growth * fraction - hair, 0.0), OPEN)
        self._lp.bound(self._slack, 0.0, max(shortfall, 0.0) + hair)
        return np.array([[self._extreme(column, -1.0), self._extreme(column, 1.0)] for column in columns])

    def _extreme(self, column: int, sign: float) -> float:
        self._lp.maximise({column: sign})
        return float(self._lp.solve().fluxes[column])

    def _move(self, theta: Floats) -> None:
        for place, limit in zip(self._limits, theta, strict=True):
            self._lp.bound(place, -float(limit), OPEN)
