"""Single and double deletions of genes and reactions: the best objective that is left.

Most deletions need no linear programme: where the reactions that fall silent carried nothing in a known optimum, that
optimum stands. The rest start from the last basis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np

from strains.errors import Infeasible, SolverFailed, Unbounded
from strains.lp.backends import BEST
from strains.lp.compression import GONE
from strains.lp.kernel import Kernel
from strains.lp.simplex import TOLERANCE, Status
from strains.lp.starved import Starved
from strains.progress import Progress

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from strains.models.network import Network

    Floats = NDArray[np.float64]

DIGITS = 9  # of a value at which a column silences a reaction
STILL = 1e-9  # mmol/gDW/h; a reaction that carries less can fall silent without a trace
FAR = 3  # iterations from which on the wild type's basis is the better place for the next deletion to begin
Silent = frozenset[int]
NOTHING: Silent = frozenset()


@dataclass(frozen=True, eq=False)
class Deletions:
    """``objective`` (1/h for growth) left after each deletion in ``names``; NaN where no flux keeps every bound."""

    names: tuple[tuple[str, ...], ...]
    objective: Floats
    wild_type: float
    programmes: int  # linear programmes that were needed

    def essential(self, fraction: float = 0.01) -> tuple[tuple[str, ...], ...]:
        """Deletions that leave less than ``fraction`` of the wild type's objective, or nothing feasible."""
        lethal = ~(self.objective >= fraction * self.wild_type)
        return tuple(name for name, dead in zip(self.names, lethal, strict=True) if dead)

    def to_frame(self) -> pd.DataFrame:
        """Columns ``deletion`` (names joined by ``+``), ``objective`` and ``status``."""
        import pandas as pd

        status = np.where(np.isnan(self.objective), "infeasible", "optimal")
        joined = [" + ".join(name) for name in self.names]
        return pd.DataFrame({"deletion": joined, "objective": self.objective, "status": status})


def single_gene_deletions(
    network: Network, genes: Iterable[str] | None = None, progress: Progress | None = None, backend: str = BEST
) -> Deletions:
    """The objective without each of ``genes`` (all). Raises UnknownReaction, Infeasible, Unbounded."""
    names = network.genes if genes is None else tuple(genes)
    return _deletions(network, [(name,) for name in names], network.silenced, progress, backend)


def double_gene_deletions(
    network: Network, genes: Iterable[str] | None = None, progress: Progress | None = None, backend: str = BEST
) -> Deletions:
    """The objective without each pair of ``genes`` (all), pairs of a gene with itself among them."""
    names = network.genes if genes is None else tuple(genes)
    return _deletions(network, _pairs(names), network.silenced, progress, backend)


def single_reaction_deletions(
    network: Network, reactions: Iterable[str] | None = None, progress: Progress | None = None, backend: str = BEST
) -> Deletions:
    """The objective without each of ``reactions`` (all). Raises UnknownReaction, Infeasible, Unbounded."""
    names = network.reactions if reactions is None else tuple(reactions)
    return _deletions(network, [(name,) for name in names], _places(network), progress, backend)


def double_reaction_deletions(
    network: Network, reactions: Iterable[str] | None = None, progress: Progress | None = None, backend: str = BEST
) -> Deletions:
    """The objective without each pair of ``reactions`` (all), pairs of a reaction with itself among them."""
    names = network.reactions if reactions is None else tuple(reactions)
    return _deletions(network, _pairs(names), _places(network), progress, backend)


def _pairs(names: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(dict.fromkeys(pair)) for pair in combinations_with_replacement(names, 2)]


def _places(network: Network) -> Callable[[Iterable[str]], tuple[int, ...]]:
    return lambda names: tuple(sorted({network.place(name) for name in names}))


def _deletions(
    network: Network,
    names: Sequence[tuple[str, ...]],
    silenced: Callable[[Iterable[str]], tuple[int, ...]],
    progress: Progress | None,
    backend: str,
) -> Deletions:
    survey = _Survey(network, backend)
    found = np.empty(len(names))
    for place, name in enumerate(names):
        parts = [silenced((part,)) for part in name] if len(name) > 1 else []
        found[place] = survey.objective(silenced(name), parts)
        if progress is not None and place % 200 == 0:
            progress(place, len(names))
    return Deletions(tuple(names), found, survey.wild_type, survey.kernel.solved)


class _Survey:
    """Objectives by what is silent, as columns of the compressed problem; optima seen on the way answer for others."""

    def __init__(self, network: Network, backend: str) -> None:
        costs = {int(place): float(network.objective[place]) for place in np.flatnonzero(network.objective)}
        self._problem, self._costs = network.problem, costs
        self.kernel = Kernel(network.problem, backend, TOLERANCE)
        resting = self._at_rest()
        self.kernel.maximise(costs)
        self.wild_type = self.kernel.solve().objective
        self._basis = self.kernel.simplex.basis()
        self._spread = _Spread(self.kernel)
        self._active: dict[Silent, Silent] = {NOTHING: self._carrying()}
        self._objective: dict[Silent, float] = {NOTHING: self.wild_type}
        self._idle = None if resting is None else self._standstill(*resting)

    def objective(self, silent: Iterable[int], parts: Iterable[Iterable[int]] = ()) -> float:
        """The best objective with the reactions ``silent`` at zero; ``parts`` of it may be answered already."""
        silent = frozenset(silent)
        stopped = self._spread.stopped(silent)
        if stopped is None:
            return self._afresh(silent)
        if stopped in self._objective:
            return self._objective[stopped]
        for part in (NOTHING, *map(self._spread.stopped, parts)):
            if part is None or part not in self._objective:
                continue
            value = self._objective[part]
            # A known optimum that the rest does not touch stands; what is infeasible stays so.
            if np.isnan(value) or not stopped & self._active[part]:
                self._objective[stopped], self._active[stopped] = value, self._active[part]
                return value
        if self._idle is not None and self._idle.holds(stopped, self._spread):
            self._objective[stopped], self._active[stopped] = 0.0, self._idle.moving
            return 0.0
        return self._solved(stopped)

    def _at_rest(self) -> tuple[int, Floats] | None:
        """The objective's column, where it is a single one that may rest at zero, and a flux that has it there.

        Asked for before the optimum: from there it is near.
        """
        leaders = {int(self.kernel.reduced.leader[place]) for place in self._costs}
        if len(leaders) != 1 or GONE in leaders:
            return None
        (target,) = leaders
        self.kernel.maximise({place: -cost for place, cost in self._costs.items()})
        with suppress(SolverFailed):  # the optimum itself decides what is wrong
            if self.kernel.attempt() is Status.OPTIMAL and self.kernel.objective() == 0.0:
                values = self.kernel.simplex.values()
                return (target, values) if values[target] == 0.0 else None
        return None

    def _standstill(self, target: int, values: Floats) -> _Standstill:
        return _Standstill(target, self._spread.moving(values), Starved(self.kernel.reduced.problem))

    def _afresh(self, silent: Silent) -> float:
        """The same where a deletion breaks a bound of the compressed problem: a forced flux that goes leaves room."""
        lower, upper = self._problem.lower, self._problem.upper
        if not any(lower[place] > 0 or upper[place] < 0 for place in silent):
            return float("nan")
        names = [self._problem.columns[place] for place in silent]
        kernel = Kernel(self._problem.with_bounds(dict.fromkeys(names, (0.0, 0.0))), self.kernel.backend, TOLERANCE)
        with suppress(Infeasible, Unbounded):
            kernel.maximise(self._costs)
            self.kernel.solved += 1
            return kernel.solve().objective
        return float("nan")

    def _solved(self, stopped: Silent) -> float:
        value, active = float("nan"), NOTHING
        for stand in stopped:
            self._spread.stop(stand)
        before = self.kernel.simplex.iterations
        if self.kernel.attempt() is Status.OPTIMAL:
            value, active = self.kernel.objective(), self._carrying()
        for stand in stopped:
            self._spread.release(stand)
        if self.kernel.simplex.iterations - before > FAR:
            self.kernel.simplex.restore(self._basis)
        self._objective[stopped], self._active[stopped] = value, active
        return value

    def _carrying(self) -> Silent:
        return self._spread.moving(self.kernel.simplex.values())


@dataclass(frozen=True)
class _Standstill:
    """An objective of one column at zero: the stands that move all the same, and who follows what starves it."""

    target: int
    moving: Silent
    starving: Starved

    def holds(self, stopped: Silent, spread: _Spread) -> bool:
        """Whether the objective is seen to be zero, and can be, with these stands still; no linear programme."""
        if stopped & self.moving:
            return False
        columns = spread.columns_at_zero(stopped)
        return columns is not None and self.starving.stops(columns, self.target)


class _Spread:
    """How silent reactions of the original stand in the compressed problem: stands, each a column at a value.

    Two reactions that one column carries may be silent at different values of it, where a fixed flux lies between them.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._compressed = compressed = kernel.reduced
        self._problem = kernel.reduced.problem
        places = np.flatnonzero(compressed.leader != GONE)
        columns = compressed.leader[places]
        values = np.round(-compressed.shift[places] / compressed.ratio[places], DIGITS) + 0.0
        stands, stand = np.unique(np.column_stack([columns, values]), axis=0, return_inverse=True)
        self._column, self._still = stands[:, 0].astype(np.intp), stands[:, 1]
        self._stand = dict(zip(places.tolist(), stand.ravel().tolist(), strict=True))

    def stopped(self, silent: Iterable[int]) -> Silent | None:
        """Stands that silence these reactions; None where that breaks a bound of the compressed problem."""
        found: dict[int, int] = {}
        for place in silent:
            if place not in self._stand:
                if abs(float(self._compressed.shift[place])) > STILL:
                    return None
                continue
            stand = self._stand[place]
            column, value = int(self._column[stand]), float(self._still[stand])
            low, high = float(self._problem.lower[column]), float(self._problem.upper[column])
            if not low - STILL <= value <= high + STILL or found.setdefault(column, stand) != stand:
                return None
        return frozenset(found.values())

    def columns_at_zero(self, stopped: Silent) -> tuple[int, ...] | None:
        """The columns that these stands hold at zero; None where one stands still at another value."""
        stands = list(stopped)
        return tuple(self._column[stands].tolist()) if not self._still[stands].any() else None

    def moving(self, values: Floats) -> Silent:
        """Stands that the ``values`` of the compressed problem do not keep."""
        return frozenset(np.flatnonzero(np.abs(values[self._column] - self._still) > STILL).tolist())

    def stop(self, stand: int) -> None:
        """Hold a column still."""
        column = int(self._column[stand])
        value = float(np.clip(self._still[stand], self._problem.lower[column], self._problem.upper[column]))
        self._kernel.simplex.bound(column, value, value)

    def release(self, stand: int) -> None:
        """Let a column move again."""
        column = int(self._column[stand])
        self._kernel.simplex.bound(column, float(self._problem.lower[column]), float(self._problem.upper[column]))
