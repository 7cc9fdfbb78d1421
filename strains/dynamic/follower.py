"""Follows the optimal basis of one culture: found by linear programmes once, by dual pivots from then on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from strains.dynamic.basis import FREE, LOWER, UPPER, Basis
from strains.dynamic.program import Program
from strains.dynamic.region import Region, region
from strains.errors import SolverFailed
from strains.lp.backends import BEST, simplex
from strains.lp.compression import GONE
from strains.lp.kernel import MISS, Kernel
from strains.lp.simplex import TIGHT, Simplex, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MOST_STARTS = 16  # kept with a programme
PENALTY = 1e2  # 1/h per mmol/gDW/h missing of what is forced; far above what a unit of any flux is worth in growth


class Follower:
    """The region of ``program`` at given limits, and the next one when a bound is reached."""

    def __init__(self, name: str, program: Program, limits: Floats, backend: str = BEST) -> None:
        self.name, self.program = name, program
        self.programmes = self.pivots = self.factorised = 0
        self.entered_from = LOWER  # the bound at which the last variable stood that became basic
        self._backend = backend
        self._costs = np.zeros(len(program.problem.columns))
        self._columns = len(program.problem.columns)
        self._start(limits)

    def _start(self, limits: Floats) -> None:
        """As ``find``, but what was found for the very same limits before is used again: the same run, sooner."""
        starts, key = self.program.starts, (self._backend, limits.tobytes())
        if key in starts:
            flags, at = starts[key]
            self.factorised += 1
            self._basis: Basis = Basis(self.name, self.program, flags, at.copy())
            self.region: Region = region(self._basis, limits)
            return
        self.find(limits)
        if len(starts) < MOST_STARTS:
            starts[key] = self._basis.flags(), self._basis.at.copy()

    @cached_property
    def _simplex(self) -> Simplex:
        return simplex(self._backend, self.program.problem, TIGHT)

    def find(self, limits: Floats) -> Region:
        """The region at ``limits`` by linear programmes, level by level. Raises SolverFailed, Unbounded."""
        self._simplex.crash()  # what is found must not depend on what was looked for before
        lower, upper = self._bounds(limits)
        for row in self.program.moving[self.program.moving != GONE].tolist():
            self._bound(self._columns + row, float(lower[self._columns + row]), float(upper[self._columns + row]))
        levels = self.program.levels
        self._basis = self._solve(PENALTY * levels[0] + levels[1], limits)
        level = self._basis.optimal_from()
        while level < len(levels):
            held = self._basis.decided_above(level)
            self._hold(held, limits)
            self._basis = self._solve(levels[level], limits, held)
            self._release(held, limits)
            reached = self._basis.optimal_from()
            if reached <= level:
                raise SolverFailed(f"culture '{self.name}': level {level} of the order was not decided")
            level = reached
        self.region = region(self._basis, limits)
        return self.region

    def cross(self, gap: int, limits: Floats) -> int | None:
        """Enter the region beyond bound ``gap`` of this one; the entering variable, None where the pivot fails."""
        self.pivots += 1
        stood, before = self._basis.at.copy(), self._basis.factorised
        entering = self._basis.pivot(int(self.region.places[gap]), bool(self.region.upper[gap]))
        if entering is not None:
            self.factorised += self._basis.factorised - before
            self.entered_from = int(stood[entering])
            self.region = region(self._basis, limits)
        return entering

    def leaving(self, gap: int) -> int:
        """The variable whose bound is ``gap``."""
        return int(self._basis.basic[self.region.places[gap]])

    def _solve(self, costs: Floats, limits: Floats, held: NDArray[np.intp] | None = None) -> Basis:
        for column in np.flatnonzero(costs != self._costs).tolist():
            self._simplex.cost(column, float(costs[column]))
        self._costs = costs
        self.programmes += 1
        status = self._simplex.solve()
        if status is not Status.OPTIMAL or self._simplex.miss() > MISS:
            self._simplex.restart()
            status = self._simplex.solve()
        if status in (Status.UNBOUNDED, Status.INFEASIBLE):
            kernel = Kernel(self.program.reduced.original)
            kernel.maximise({self.program.growth: 1.0})
            kernel.solve()  # says what runs without end, or cannot be had together
        if status is not Status.OPTIMAL:
            raise SolverFailed(f"the programme of culture '{self.name}' was {status.value}")
        at = self._standing(limits)
        if held is not None:
            at[held] = self._basis.at[held]
        self.factorised += 1
        return Basis(self.name, self.program, np.concatenate(self._simplex.basic()), at)

    def _standing(self, limits: Floats) -> NDArray[np.int8]:
        """At which bound every variable stands, or would stand nearest."""
        values = self._simplex.values()
        values = np.concatenate([values, self.program.problem.matrix @ values])
        lower, upper = self._bounds(limits)
        with np.errstate(invalid="ignore"):
            at = np.where(np.abs(values - lower) <= np.abs(upper - values), LOWER, UPPER)
        at[~np.isfinite(lower) & ~np.isfinite(upper)] = FREE
        return at.astype(np.int8)

    def _hold(self, held: NDArray[np.intp], limits: Floats) -> None:
        """Keep variables at the bound where they stand: the face of all optima of the levels before."""
        lower, upper = self._bounds(limits)
        for variable in held.tolist():
            side = float(upper[variable] if self._basis.at[variable] == UPPER else lower[variable])
            self._bound(variable, side, side)

    def _release(self, held: NDArray[np.intp], limits: Floats) -> None:
        lower, upper = self._bounds(limits)
        for variable in held.tolist():
            self._bound(variable, float(lower[variable]), float(upper[variable]))

    def _bound(self, variable: int, lower: float, upper: float) -> None:
        if variable < self._columns:
            self._simplex.bound(variable, lower, upper)
        else:
            self._simplex.bound_row(variable - self._columns, lower, upper)

    def _bounds(self, limits: Floats) -> tuple[Floats, Floats]:
        """Lower and upper (variables,) at ``limits``."""
        lower, upper = self.program.bounds
        lower = lower.copy()
        kept = self.program.moving != GONE
        lower[self._columns + self.program.moving[kept]] -= limits[kept]
        return lower, upper
