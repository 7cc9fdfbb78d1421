"""Stoichiometric consistency: can every metabolite have a mass above zero that every reaction keeps?

Gevorgyan, Poolman & Fell 2008, Bioinformatics 24:2245, doi:10.1093/bioinformatics/btn425. Needs no formulas.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.check.finding import Finding, Level, Offender, counted, metabolites
from strains.errors import SolverFailed
from strains.lp.highs import Highs
from strains.lp.problem import Problem
from strains.lp.simplex import Status
from strains.models.balance import countable, imbalances
from strains.models.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 0.5  # of the mass 1 that a metabolite has where it can have any
HEAVIEST = 1e4  # times the lightest mass; wider than molar masses are
TRUST = 1e3  # times the price of blaming a reaction whose formulas balance
BROKEN = 1e-6  # of the lightest mass


def massless(network: Network, places: list[int]) -> tuple[int, ...]:
    """Metabolites that can have no mass if the reactions ``places`` are to keep mass, from one linear programme."""
    matrix = network.matrix[:, places]
    size = len(network.metabolites)
    problem = Problem(
        columns=tuple(network.metabolites) + tuple(f"mass of {name}" for name in network.metabolites),
        matrix=sparse.csc_matrix(
            sparse.vstack(
                [
                    sparse.hstack([sparse.csc_matrix((len(places), size)), matrix.T]),
                    sparse.hstack([-sparse.eye(size), sparse.eye(size)]),  # mass >= what is counted, at most 1
                ]
            )
        ),
        lower=np.zeros(2 * size),
        upper=np.concatenate([np.ones(size), np.full(size, np.inf)]),
        row_lower=np.zeros(len(places) + size),
        row_upper=np.concatenate([np.zeros(len(places)), np.full(size, np.inf)]),
    )
    values = _solved(problem, dict.fromkeys(range(size), 1.0))
    return tuple(np.flatnonzero(values[:size] < LEAST).tolist())


def breaking(network: Network, places: list[int]) -> tuple[int, ...]:
    """Reactions that do not keep mass when the sum of what is made or lost is made least.

    Blame falls on a reaction whose formulas balance only where no other can take it.
    """
    matrix, size, count = network.matrix[:, places], len(network.metabolites), len(places)
    problem = Problem(
        columns=(*network.metabolites, *(f"{way} {place}" for way in ("made", "lost") for place in places)),
        matrix=sparse.csc_matrix(sparse.hstack([matrix.T, -sparse.eye(count), sparse.eye(count)])),
        lower=np.concatenate([np.ones(size), np.zeros(2 * count)]),
        upper=np.concatenate([np.full(size, HEAVIEST), np.full(2 * count, np.inf)]),
        row_lower=np.zeros(count),
        row_upper=np.zeros(count),
    )
    off = {network.place(one.reaction) for one in imbalances(network, places)}
    trusted = countable(network, places) & np.array([place not in off for place in places])
    costs = -np.where(trusted, TRUST, 1.0)
    values = _solved(problem, dict(enumerate(np.tile(costs, 2).tolist(), size)))
    broken = values[size : size + count] + values[size + count :] > BROKEN
    return tuple(places[column] for column in np.flatnonzero(broken))


def check_consistency(network: Network, pseudo: Collection[int], unbalanced: int = 0) -> Iterator[Finding]:
    """Whether masses can be given to all metabolites; which reactions stand against it where they cannot.

    ``unbalanced`` reactions are known of the published model; no more than that to blame is no fault of the file.
    """
    skipped = {*network.boundary.tolist(), *pseudo}
    places = [place for place in range(len(network.reactions)) if place not in skipped]
    title = "consistency"
    without = massless(network, places)
    if not without:
        sentence = "every metabolite can have a mass that every reaction keeps"
        yield Finding("consistency", title, Level.OK, sentence)
        return
    blamed = breaking(network, places)
    sentence = (
        f"{counted(len(without), 'metabolite')} can have no mass; the smallest correction would touch "
        f"{counted(len(blamed), 'reaction')}"
    )
    offenders = tuple(
        Offender(network.reactions[place], network.reaction_names[place], "does not keep mass") for place in blamed
    )
    offenders += metabolites(network, without, dict.fromkeys(without, "can have no mass"))
    values = {"metabolites_without_mass": len(without), "reactions_blamed": len(blamed)}
    level = Level.WARNING if len(blamed) <= unbalanced else Level.FAULT
    yield Finding("consistency", title, level, sentence, offenders, values)


def _solved(problem: Problem, costs: dict[int, float]) -> Floats:
    solver = Highs(problem)
    for column, cost in costs.items():
        solver.cost(column, cost)
    status = solver.solve()
    if status is not Status.OPTIMAL:
        raise SolverFailed(f"the check of consistency was not solved ({status.value})")
    return solver.values()
