"""The linear programme of a culture, compressed, with its uptake limits as right-hand sides that move."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from scipy import sparse

from strains.dynamic.culture import Culture
from strains.dynamic.errors import VesselUnusable
from strains.lp.compression import GONE, Compressed
from strains.lp.kernel import Kernel
from strains.lp.problem import Problem
from strains.models.formula import elements
from strains.models.network import Network
from strains.strain import OPEN

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]
    Flags = NDArray[np.bool_]
    Sides = NDArray[np.int8]

SHORT = "short of "  # begins the name of a column that makes good what is forced and cannot be had


@dataclass(frozen=True, eq=False)
class Program:
    """Maximise ``levels`` (levels, columns) one after the other; row ``moving[k]`` is at least -limit[k] - shift[k].

    It does not know its culture, so that it can be kept as long as the network lives and no longer.

    Variables are the columns of ``problem`` and, after them, the activities of its rows. ``outputs`` (outputs,
    columns) plus ``constants`` give: growth, exchange of each substance (0: none), carbon set free elsewhere, and the
    unmet share of what is forced.
    """

    reduced: Compressed
    growth: int  # column of the original problem
    limited: tuple[str, ...]  # exchange reaction of each limit
    moving: Places  # (limits,), GONE where the exchange carries nothing
    shift: Floats
    levels: Floats
    outputs: Floats
    constants: Floats
    carbon: float  # mmol C/gDW of cells; NaN where the model does not say of what they are made
    # Optimal bases to start from, by solver and limits.
    starts: dict[tuple[str, bytes], tuple[Flags, Sides]] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The compressed problem."""
        return self.reduced.problem

    @property
    def forced(self) -> str:
        """What the network forces, by name."""
        names = [name.removeprefix(SHORT) for name in self.reduced.original.columns if name.startswith(SHORT)]
        return ", ".join(names)

    @cached_property
    def wide(self) -> sparse.csc_matrix:
        """(rows, variables): matrix · columns - activities = 0."""
        matrix = self.problem.matrix
        return sparse.csc_matrix(sparse.hstack([matrix, -sparse.identity(matrix.shape[0])]))

    @cached_property
    def turned(self) -> sparse.csr_matrix:
        """The transposed matrix, for prices."""
        return sparse.csr_matrix(self.problem.matrix.T)

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper (variables,), the moving ones at a limit of zero."""
        lower = np.concatenate([self.problem.lower, self.problem.row_lower])
        for row, shift in zip(self.moving, self.shift, strict=True):
            if row != GONE:
                lower[len(self.problem.columns) + row] = -shift
        return lower, np.concatenate([self.problem.upper, self.problem.row_upper])

    @cached_property
    def costs(self) -> Floats:
        """``levels`` over all variables."""
        return np.hstack([self.levels, np.zeros((len(self.levels), self.problem.matrix.shape[0]))])


_KNOWN: WeakKeyDictionary[Network, dict[Hashable, Program]] = WeakKeyDictionary()


def program(culture: Culture, substances: Sequence[str]) -> Program:
    """The programme of ``culture`` among ``substances``; the same one as long as the network is the same object.

    Raises VesselUnusable, Infeasible, Unbounded.
    """
    question = (
        culture.growth,
        tuple(culture.exchanges.items()),
        tuple(culture.uptake),
        tuple(culture.preferences.items()),
        tuple(substances),
    )
    known = _KNOWN.setdefault(culture.network, {})
    if question not in known:
        _require_limited(culture, substances)
        known[question] = _program(culture, substances)
    return known[question]


def _program(culture: Culture, substances: Sequence[str]) -> Program:
    problem, demands = _forced_as_wishes(_opened(culture))
    limited = [problem.index(culture.exchange(name)) for name in culture.uptake]
    problem = _with_rows(problem, limited)
    reduced = Kernel(problem).reduced
    place, carbon = culture.network.place, _carbon(culture.network)
    rates: list[dict[int, float]] = [{place(culture.growth): 1.0}]
    rates += [{place(culture.exchanges[name]): 1.0} if name in culture.exchanges else {} for name in substances]
    rates += [_elsewhere(culture, substances, carbon), demands]
    weights = np.array([_dense(one, len(problem.columns)) for one in rates])
    kept = iter(range(reduced.problem.matrix.shape[0] - sum(reduced.leader[limited] != GONE), 10**9))
    return Program(
        reduced=reduced,
        growth=place(culture.growth),
        limited=tuple(problem.columns[column] for column in limited),
        moving=np.array([GONE if reduced.leader[column] == GONE else next(kept) for column in limited], dtype=np.intp),
        shift=reduced.shift[limited],
        levels=_on_leaders(reduced, np.array(_levels(culture, substances, weights, problem))),
        outputs=_on_leaders(reduced, weights),
        constants=weights @ reduced.shift,
        carbon=_of_cells(culture, carbon),
    )


def _levels(culture: Culture, substances: Sequence[str], weights: Floats, problem: Problem) -> list[Floats]:
    """Costs by level: nothing forced missing, growth, preferences, substances of the vessel."""
    levels = [-(weights[-1] > 0).astype(float), weights[0]]
    seen: set[str] = {culture.growth}
    for name, sign in (*culture.preferences.items(), *((name, 1.0) for name in substances)):
        reaction = culture.exchanges.get(name, name)
        if reaction in seen or (name in substances and name not in culture.exchanges):
            continue
        seen.add(reaction)
        levels.append(_dense({culture.network.place(reaction): float(np.sign(sign))}, len(problem.columns)))
    return levels


def _require_limited(culture: Culture, substances: Sequence[str]) -> None:
    network = culture.network
    for name in substances:
        reaction = culture.exchanges.get(name)
        if reaction and name not in culture.uptake and network.lower[network.place(reaction)] < 0:
            raise VesselUnusable(
                f"culture '{culture.name}' can take up {name} ({reaction}) without limit; give it an uptake law, or "
                "close its lower bound"
            )


def _opened(culture: Culture) -> Problem:
    """The problem with the model's own bounds on limited uptakes out of the way."""
    network = culture.network
    opened = {}
    for name in culture.uptake:
        place = network.place(culture.exchange(name))
        opened[network.reactions[place]] = (-OPEN, max(float(network.upper[place]), 0.0))
    return network.problem.with_bounds(opened)


def _forced_as_wishes(problem: Problem) -> tuple[Problem, dict[int, float]]:
    """No flux is forced, but a column makes good what is missing of it; its share of the whole by column."""
    forced = [problem.columns[place] for place in np.flatnonzero(problem.lower > 0)]
    whole = sum(float(problem.lower[problem.index(name)]) for name in forced)
    for name in forced:
        problem = problem.with_recourse(name, SHORT + name)
    return problem, {problem.index(SHORT + name): 1.0 / whole for name in forced}


def _with_rows(problem: Problem, columns: Sequence[int]) -> Problem:
    """One more row for each of ``columns``, for a bound of its own that may move."""
    count = len(columns)
    rows = sparse.csr_matrix((np.ones(count), (range(count), columns)), shape=(count, len(problem.columns)))
    return replace(
        problem,
        matrix=sparse.csc_matrix(sparse.vstack([problem.matrix, rows])),
        row_lower=np.append(problem.row_lower, np.full(count, -OPEN)),
        row_upper=np.append(problem.row_upper, np.full(count, np.inf)),
    )


def _elsewhere(culture: Culture, substances: Sequence[str], carbon: Floats) -> dict[int, float]:
    """Carbon (mmol C per mmol of flux) that leaves through every exchange that is not followed."""
    network = culture.network
    followed = {network.place(culture.exchanges[name]) for name in substances if name in culture.exchanges}
    skipped = followed | {network.place(culture.growth)}
    return {place: -float(carbon[place]) for place in network.boundary.tolist() if place not in skipped}


def _of_cells(culture: Culture, carbon: Floats) -> float:
    """mmol C/gDW; a growth reaction that only carries a biomass without formula out of the model says nothing."""
    place = culture.network.place(culture.growth)
    parts = culture.network.stoichiometry(place)
    known = len(parts) > 1 or all(culture.network.formulas[metabolite] for metabolite in parts)
    return -float(carbon[place]) if known else float("nan")


def _carbon(network: Network) -> Floats:
    """Carbon (reactions,) that each reaction makes less what it consumes, mmol C per mmol of flux."""
    content = np.array([elements(formula).get("C", 0.0) for formula in network.formulas])
    return np.asarray(network.matrix.T @ content)


def _dense(entries: dict[int, float], size: int) -> Floats:
    vector = np.zeros(size)
    vector[list(entries)] = list(entries.values())
    return vector


def _on_leaders(reduced: Compressed, weights: Floats) -> Floats:
    """``weights`` (n, original columns) on the columns of the compressed problem."""
    kept = np.flatnonzero(reduced.leader != GONE)
    way = sparse.csr_matrix(
        (reduced.ratio[kept], (kept, reduced.leader[kept])), shape=(len(reduced.leader), len(reduced.problem.columns))
    )
    return np.asarray(weights @ way)
