"""Ways to run a vessel, from the kinetics of its broth: batch, fed-batch, repeated fed-batch, continuous.

Kinetics are a function `(c, u, p)` of concentrations by name that returns what reacts, per litre and hour. The modes
add the volume and the dilution: `rates` for a `Phase`, and for cycles what is left after the draw-off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from processes.trajectory.values import End, Values

Kinetics = Callable[[Values, Values, Values], Mapping[str, Any]]
Rates = Callable[[Values, Values, Values], dict[str, Any]]


def batch(kinetics: Kinetics) -> Rates:
    """Nothing enters or leaves: dc/dt = r."""
    return lambda x, u, p: dict(kinetics(x, u, p))


def fed_batch(kinetics: Kinetics, feed: Mapping[str, float], flow: str = "feed", volume: str = "V") -> Rates:
    """dc/dt = r + F/V (c_feed − c), dV/dt = F. `flow` is an input in volumes per hour, `feed` its concentrations."""

    def rates(x: Values, u: Values, p: Values) -> dict[str, Any]:
        dilution = u[flow] / x[volume]
        reacting = {name: rate for name, rate in kinetics(x, u, p).items() if name != volume}
        balances = {name: rate + dilution * (feed.get(name, 0.0) - x[name]) for name, rate in reacting.items()}
        return {**balances, volume: u[flow]}

    return rates


def drawn_off(fraction: str = "fraction", volume: str = "V") -> Callable[[End], dict[str, Any]]:
    """For `DynamicProblem.repeat`: a decision is the fraction of the broth that leaves at the end of a cycle.

    What is left begins the next one: V (1 − fraction), at the same concentrations.
    """
    return lambda end: {volume: end.x[volume] * (1.0 - end.u[fraction])}


def continuous(
    kinetics: Kinetics, feed: Mapping[str, float], cells: str = "X", dilution: str = "dilution", bleed: str = "bleed"
) -> Rates:
    """A chemostat with cell retention: dc/dt = r + D (c_feed − c), but cells leave with the bleed alone.

    dX/dt = r_X − D b X, where `bleed` b is the share of the outflow that carries cells: 1 is a chemostat.
    """

    def rates(x: Values, u: Values, p: Values) -> dict[str, Any]:
        flow, found = u[dilution], {}
        for name, rate in kinetics(x, u, p).items():
            leaving = u[bleed] * x[name] if name == cells else x[name]
            found[name] = rate + flow * (feed.get(name, 0.0) - leaving)
        return found

    return rates
