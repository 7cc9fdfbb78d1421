"""Energy, electrons and groups made from nothing: carriers that a closed network can spend for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from strains.check.closed import RUNS, closed, smallest, with_column
from strains.check.currency import DISSIPATIONS, Currency
from strains.check.finding import Finding, Level, Offender, counted
from strains.lp.kernel import Kernel
from strains.models.network import Network


@dataclass(frozen=True)
class FreeCarrier:
    """A carrier made from nothing, how much with no flux above 1, and the cycle (reaction to flux) that makes one."""

    carrier: str
    most: float
    cycle: dict[str, float]


def free_carriers(network: Network) -> tuple[tuple[FreeCarrier, ...], tuple[str, ...]]:
    """Carriers that the closed network makes from nothing, and the names of those that were looked at."""
    currency, problem = Currency(network), closed(network)
    first = len(problem.columns)
    tested = {one.carrier: parts for one in DISSIPATIONS if (parts := currency.parts(one)) is not None}
    for carrier, parts in tested.items():
        problem = with_column(problem, f"{carrier} spent", parts)
    kernel = Kernel(problem)
    columns = dict(zip(tested, range(first, first + len(tested)), strict=True))
    for column in columns.values():
        kernel.bound(column, 0.0, 0.0)
    found = []
    for carrier, column in columns.items():
        kernel.free([column])
        kernel.maximise({column: 1.0})
        most = kernel.solve().objective
        kernel.bound(column, 0.0, 0.0)
        if most > RUNS:
            found.append(FreeCarrier(carrier, most, _cycle(network, carrier, tested[carrier], most)))
    return tuple(found), tuple(tested)


def _cycle(network: Network, carrier: str, parts: dict[int, float], most: float) -> dict[str, float]:
    """The smallest fluxes that make one of the carrier from nothing."""
    problem = with_column(closed(network), f"{carrier} spent", parts)
    values = smallest(problem, len(problem.columns) - 1, most)[:-1] / most
    return {problem.columns[place]: float(values[place]) for place in np.flatnonzero(np.abs(values) > RUNS)}


def check_energy(network: Network) -> Iterator[Finding]:
    """Whether anything that carries energy comes from nothing, and through which reactions."""
    free, tested = free_carriers(network)
    title = "energy from nothing"
    if not tested:
        sentence = "no carrier of energy was recognised, neither by BiGG's identifiers nor by name: not checked"
        yield Finding("energy", title, Level.WARNING, sentence)
        return
    among = f"of {counted(len(tested), 'carrier')} tested with every exchange closed"
    values = {one.carrier: one.most for one in free}
    if not free:
        yield Finding("energy", title, Level.OK, f"none {among} ({', '.join(tested)})", (), values)
        return
    sentence = f"{', '.join(one.carrier for one in free)} {among} can be made from nothing"
    offenders = tuple(
        Offender(reaction, network.named_reactions[reaction], f"{flux:+.4g} per {one.carrier} made")
        for one in free
        for reaction, flux in one.cycle.items()
    )
    yield Finding("energy", title, Level.FAULT, sentence, offenders, values)
