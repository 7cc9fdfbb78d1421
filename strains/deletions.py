"""Single and double deletions of genes and reactions: the best objective that is left.

Most deletions need no linear programme: where the reactions that fall silent carried nothing in a known optimum, that
optimum stands. The rest start from the last basis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np

from strains.lp.backends import BEST
from strains.lp.compression import GONE
from strains.lp.kernel import Kernel
from strains.lp.simplex import TOLERANCE, Status

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from strains.network import Network

    Floats = NDArray[np.float64]

STILL = 1e-9  # mmol/gDW/h; a reaction that carries less can fall silent without a trace
FAR = 3  # iterations from which on the wild type's basis is the better place for the next deletion to begin
Progress = Callable[[int, int], None]
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
        self.kernel = Kernel(network.problem, backend, TOLERANCE)
        self.kernel.maximise(costs)
        self.wild_type = self.kernel.solve().objective
        self._basis = self.kernel.simplex.basis()
        self._spread = _Spread(self.kernel)
        self._active: dict[Silent, Silent] = {NOTHING: self._carrying()}
        self._objective: dict[Silent, float] = {NOTHING: self.wild_type}

    def objective(self, silent: Iterable[int], parts: Iterable[Iterable[int]] = ()) -> float:
        """The best objective with the reactions ``silent`` at zero; ``parts`` of it may be answered already."""
        stopped = self._spread.stopped(silent)
        if stopped is None:
            return float("nan")
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
        return self._solved(stopped)

    def _solved(self, stopped: Silent) -> float:
        value, active = float("nan"), NOTHING
        for column in stopped:
            self._spread.stop(column)
        before = self.kernel.simplex.iterations
        if self.kernel.attempt() is Status.OPTIMAL:
            value, active = self.kernel.objective(), self._carrying()
        for column in stopped:
            self._spread.release(column)
        if self.kernel.simplex.iterations - before > FAR:
            self.kernel.simplex.restore(self._basis)
        self._objective[stopped], self._active[stopped] = value, active
        return value

    def _carrying(self) -> Silent:
        return frozenset(np.flatnonzero(np.abs(self.kernel.simplex.values() - self._spread.still) > STILL).tolist())


class _Spread:
    """How silent reactions of the original stand in the compressed problem: a column at its value ``still``."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._compressed = kernel.reduced
        self._problem = kernel.reduced.problem
        self._reaction: dict[int, int] = {}
        self.still = np.zeros(len(self._problem.columns))

    def stopped(self, silent: Iterable[int]) -> Silent | None:
        """Columns of the compressed problem that must stand still; None where that breaks a bound."""
        found = set()
        for place in silent:
            leader, shift = int(self._compressed.leader[place]), float(self._compressed.shift[place])
            if leader == GONE:
                if abs(shift) > STILL:
                    return None
                continue
            value = -shift / float(self._compressed.ratio[place])
            low, high = float(self._problem.lower[leader]), float(self._problem.upper[leader])
            if not low - STILL <= value <= high + STILL:
                return None
            if self._reaction.setdefault(leader, place) != place and abs(self.still[leader] - value) > STILL:
                return None  # two reactions of one column that cannot both be zero
            self.still[leader] = value
            found.add(leader)
        return frozenset(found)

    def stop(self, column: int) -> None:
        """Hold a column still."""
        value = float(np.clip(self.still[column], self._problem.lower[column], self._problem.upper[column]))
        self._kernel.simplex.bound(column, value, value)

    def release(self, column: int) -> None:
        """Let a column move again."""
        self._kernel.simplex.bound(column, float(self._problem.lower[column]), float(self._problem.upper[column]))
