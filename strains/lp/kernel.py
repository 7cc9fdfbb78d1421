"""The kernel: a compressed problem on a warm simplex, every answer checked before it is given out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from strains.errors import SolverFailed
from strains.lp.backends import BACKENDS, BEST, simplex
from strains.lp.compression import GONE, Compressed, compress
from strains.lp.explain import infeasible, unbounded
from strains.lp.simplex import TIGHT, TOLERANCE, Simplex, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.lp.problem import Problem

    Floats = NDArray[np.float64]

DECIDED = 1e-9  # price from which on a bound holds in every optimum
CLEAR = 1e-4  # violation, relative to 1 + size, from which on a problem is infeasible beyond doubt
MISS = 1e-6  # violation, relative to 1 + size, from which on a basis is suspicious


@dataclass(frozen=True, eq=False)
class Solution:
    """An optimum: ``objective`` and ``values`` (columns,) of the original problem."""

    objective: float
    values: Floats


class Kernel:
    """``maximise costs · v`` on ``problem``. Bounds may move inside those of the problem, which it is compressed with.

    A solve whose answer misses a row or a bound is repeated from scratch, then with a looser tolerance, then by the
    other solver. ``solved`` counts linear programmes, ``rescued`` those that needed it.
    """

    def __init__(self, problem: Problem, backend: str = BEST, tolerance: float = TIGHT) -> None:
        self.problem = problem
        self.backend = backend
        self.tolerance = tolerance
        self.solved = self.rescued = 0
        self._compressed = compress(problem)
        self._costs: dict[int, float] = {}
        self._same_costs = False  # since the last optimum: its basis is dual feasible then
        self._bounds: dict[int, tuple[float, float]] = {}
        self._impossible: set[int] = set()
        self._sharing: dict[int, set[int]] = {}

    @cached_property
    def simplex(self) -> Simplex:
        """The warm solver of the compressed problem."""
        return simplex(self.backend, self.reduced.problem, self.tolerance)

    @property
    def reduced(self) -> Compressed:
        """The compressed problem. Raises Infeasible when the bounds contradict each other already."""
        if self._compressed is None:
            raise infeasible(self.present())
        return self._compressed

    def present(self) -> Problem:
        """The original problem with the bounds as they are now."""
        names = self.problem.columns
        return self.problem.with_bounds({names[column]: bounds for column, bounds in self._bounds.items()})

    def maximise(self, costs: Mapping[int, float]) -> None:
        """Set the objective: column of the original to coefficient; every other becomes zero."""
        summed: dict[int, float] = dict.fromkeys(self._on_leaders(self._costs), 0.0) | self._on_leaders(costs)
        for leader, value in summed.items():
            self.simplex.cost(leader, value)
        self._same_costs &= self._costs == costs
        self._costs = dict(costs)

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Move the bounds of a column of the original, inside those it was compressed with. Raises ValueError."""
        own = float(self.problem.lower[column]), float(self.problem.upper[column])
        if lower < own[0] or upper > own[1]:
            name = self.problem.columns[column]
            raise ValueError(
                f"bounds {lower:g} to {upper:g} of {name} leave those of the problem, {own[0]:g} to {own[1]:g}"
            )
        self._bounds[column] = lower, upper
        leader = int(self.reduced.leader[column])
        if leader == GONE:
            value = float(self.reduced.shift[column])
            size = TOLERANCE * (1.0 + abs(value))
            held = lower - size <= value <= upper + size
            (self._impossible.discard if held else self._impossible.add)(column)
            return
        self._sharing.setdefault(leader, set()).add(column)
        self._bound_leader(leader)

    def free(self, columns: Sequence[int]) -> None:
        """Give columns the bounds of the problem back."""
        for column in columns:
            self.bound(column, float(self.problem.lower[column]), float(self.problem.upper[column]))
            del self._bounds[column]

    def attempt(self) -> Status:
        """Solve; OPTIMAL, INFEASIBLE or UNBOUNDED. Raises SolverFailed when no way of solving gives a sound answer."""
        self.solved += 1
        if self._compressed is None or self._impossible:
            return Status.INFEASIBLE
        status = Status.FAILED
        for rescue in (None, self._from_scratch, self._looser, self._other_solver):
            if rescue is not None:
                self.rescued += 1
                rescue()
            status = self.simplex.solve(self._same_costs and rescue is None)
            if status is Status.OPTIMAL and self.simplex.miss() <= MISS:
                self._same_costs = True
                return status
            # An infeasibility of the size of the tolerance may be one of it: the next way of solving decides.
            if status is Status.INFEASIBLE and self.simplex.miss() > CLEAR:
                return status
            if status is Status.UNBOUNDED and rescue is not None:
                return status
        if status is Status.INFEASIBLE:
            return status
        raise SolverFailed("the linear programme was not solved: every answer violates the model; look at its bounds")

    def solve(self) -> Solution:
        """The optimum. Raises Infeasible and Unbounded in the model's words, SolverFailed."""
        status = self.attempt()
        if status is Status.INFEASIBLE:
            raise infeasible(self.present())
        if status is Status.UNBOUNDED:
            raise unbounded(self.present(), self._costs)
        return Solution(self.objective(), self.values())

    def objective(self) -> float:
        """Value of the objective in the last answer."""
        constant = sum(cost * self.reduced.shift[column] for column, cost in self._costs.items())
        return self.simplex.objective() + float(constant)

    def values(self) -> Floats:
        """Values (columns,) of the original in the last answer."""
        return self.reduced.expand(self.simplex.values())

    def value(self, column: int) -> float:
        """Value of one column of the original in the last answer."""
        reduced, leader = self.reduced, int(self.reduced.leader[column])
        held = 0.0 if leader == GONE else float(self.simplex.values([leader])[0])
        return float(reduced.ratio[column]) * held + float(reduced.shift[column])

    def prices(self, columns: Sequence[int]) -> Floats:
        """d objective / d bound of ``columns`` of the original; zero where another column's bound is the active one."""
        leaders = self.reduced.leader[list(columns)]
        ratio = self.reduced.ratio[list(columns)]
        reduced_costs = np.append(self.simplex.reduced_costs(), 0.0)  # the last for what is a number: leader -1
        found: Floats = reduced_costs[leaders] / np.where(ratio == 0.0, 1.0, ratio)
        return found

    @contextmanager
    def on_face(self) -> Iterator[None]:
        """Hold the problem on all optima of the last answer: what has a price stands at its bound in every one."""
        problem, simplex = self.reduced.problem, self.simplex
        values = simplex.values()
        # Bounds may have moved since the problem was made: the value of a priced column is its bound.
        columns = np.flatnonzero(np.abs(simplex.reduced_costs()) > DECIDED)
        rows, sides = priced(problem.row_lower, problem.row_upper, problem.matrix @ values, simplex.row_prices())
        for column in columns.tolist():
            simplex.bound(column, float(values[column]), float(values[column]))
        for row, side in zip(rows.tolist(), sides.tolist(), strict=True):
            simplex.bound_row(row, side, side)
        try:
            yield
        finally:
            for column in columns.tolist():
                self._bound_leader(column)
            for row in rows.tolist():
                simplex.bound_row(row, float(problem.row_lower[row]), float(problem.row_upper[row]))
            self._same_costs = False

    def _on_leaders(self, costs: Mapping[int, float]) -> dict[int, float]:
        summed: dict[int, float] = {}
        for column, cost in costs.items():
            leader = int(self.reduced.leader[column])
            if leader != GONE:
                summed[leader] = summed.get(leader, 0.0) + cost * float(self.reduced.ratio[column])
        return summed

    def _bound_leader(self, leader: int) -> None:
        reduced = self.reduced
        lower, upper = float(reduced.problem.lower[leader]), float(reduced.problem.upper[leader])
        for column in self._sharing.get(leader, ()):
            if column in self._bounds:
                low, high = reduced.bounds_for(column, *self._bounds[column])
                lower, upper = max(lower, low), min(upper, high)
        apart = lower - upper > TOLERANCE * (1.0 + abs(lower))
        (self._impossible.add if apart else self._impossible.discard)(-1 - leader)
        self.simplex.bound(leader, lower, max(lower, upper))

    def _from_scratch(self) -> None:
        self.simplex.restart()

    def _looser(self) -> None:
        self._replace(self.backend, TOLERANCE)

    def _other_solver(self) -> None:
        self._replace(next(name for name in BACKENDS if name != self.backend), TOLERANCE)

    def _replace(self, backend: str, tolerance: float) -> None:
        self.simplex.close()
        self.simplex = simplex(backend, self.reduced.problem, tolerance)
        for leader in self._sharing:
            self._bound_leader(leader)
        for leader, cost in self._on_leaders(self._costs).items():
            self.simplex.cost(leader, cost)


def priced(lower: Floats, upper: Floats, values: Floats, prices: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Places whose price decides at which bound every optimum stands, and those bounds."""
    bound = np.where(np.abs(upper - values) < np.abs(values - lower), upper, lower)
    places = np.flatnonzero((np.abs(prices) > DECIDED) & np.isfinite(bound))
    return places, bound[places]
