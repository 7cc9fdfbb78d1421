"""What a cell sees on its way round a large vessel, and what that costs in yield: a ring of well-mixed compartments.

The broth goes round in ``circulation`` seconds; the feed enters the first compartment, gas all of them alike. The state
is steady: the cells' number and the volume change slowly beside the circulation. Assumptions: kLa and saturation are
the same all the way round; the cell answers at once, keeps no memory, and does not shrink when it starves; uptake does
not wait for oxygen. The idea of compartments: N. M. G. Oosterhuis and N. W. F. Kossen, Biotechnol. Bioeng. 26 (1984)
546; what gradients do to E. coli: S.-O. Enfors et al., J. Biotechnol. 85 (2001) 175.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from processes.errors import OutOfRange
from processes.scale_up.operating_point import State
from processes.scale_up.overflow import OverflowCard, fate
from processes.transfer.mixing import circulation_time

Array = NDArray[np.float64]
COMPARTMENTS = 40
LOW_OXYGEN = 0.1  # of the saturation with air; below it respiration is said to be short of oxygen


@dataclass(frozen=True)
class Ring:
    """The vessel: circulation in s, kLa in 1/h, dissolved oxygen at saturation in mmol/L, biomass in gDW/L.

    feed: glucose in g/L/h of the whole broth, all of it given to the first compartment.
    """

    circulation: float
    kla: float
    saturation: float
    biomass: float
    feed: float
    compartments: int = COMPARTMENTS


@dataclass(frozen=True)
class Gradients:
    """Round the vessel from the feed on. time: (n,) s; glucose: g/L; oxygen: mmol/L; uptake: g/g/h; growth: 1/h.

    closure: largest balance that does not close, of what is fed. lost_yield: share of the well-mixed vessel's biomass
    that is lost when the acetate is never taken up again: an upper bound.
    """

    time: Array
    glucose: Array
    oxygen: Array
    uptake: Array
    growth: Array
    yield_: float
    mixed_yield: float
    lost_yield: float
    overflowed: float
    above_critical: float
    short_of_oxygen: float
    feed_zone: float
    closure: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {k: v.tolist() if isinstance(v, np.ndarray) else float(v) for k, v in vars(self).items()}


def ring_of(state: State, card: OverflowCard, uptake: float) -> Ring:
    """The vessel of ``state`` fed so that its cells take up ``uptake`` g/g/h and respire what the culture asks for.

    The way round takes a quarter of the mixing time. Raises OutOfRange for an uptake that the cells have not.
    """
    most = card.uptake_max.value
    if not 0.0 < uptake < most:
        raise OutOfRange(f"uptake of {uptake:g} g/g/h; expected more than zero and less than the cells' {most:g}")
    biomass = state.point.culture.our / float(card.oxygen_demand(np.array([uptake]))[0])
    return Ring(
        circulation=float(circulation_time(state.mixing_time)),
        kla=state.kla,
        saturation=state.oxygen_saturation,
        biomass=biomass,
        feed=uptake * biomass,
    )


def gradients(ring: Ring, card: OverflowCard) -> Gradients:
    """The steady state of the ring. Raises OutOfRange where the cells cannot take up what is fed."""
    most = card.uptake_max.value * ring.biomass
    if not 0.0 < ring.feed < most:
        raise OutOfRange(
            f"feed of {ring.feed:g} g/L/h: {ring.biomass:g} gDW/L take up less than {most:.4g} g/L/h; expected between"
        )
    fed = np.zeros(ring.compartments)
    fed[0] = ring.feed * ring.compartments
    glucose = _round(lambda before, i: _glucose(ring, card, before, float(fed[i])), ring.compartments)
    uptake = card.uptake_max.value * glucose / (card.saturation.value + glucose)
    demand = card.oxygen_demand(uptake)
    oxygen = _round(lambda before, i: _oxygen(ring, card, before, float(demand[i])), ring.compartments)
    return _told(ring, card, glucose, oxygen, _respired(card, demand, oxygen))


def _round(step: Callable[[float, int], float], compartments: int) -> Array:
    """Concentrations round the ring, (compartments,): the one start that a way round leads back to.

    A way round is a rising map with a slope below one, so the start is unique; it is bracketed, then found by secants.
    """

    def once(start: float) -> Array:
        values = np.empty(compartments)
        before = start
        for i in range(compartments):
            values[i] = before = step(before, i)
        return values

    high = 1.0
    while once(high)[-1] > high:
        high *= 2.0
    start = float(brentq(lambda c: once(c)[-1] - c, 0.0, high, xtol=1e-16, rtol=1e-14, maxiter=200))
    for _ in range(3):  # the map contracts: what brentq leaves shrinks
        start = float(once(start)[-1])
    return once(start)


def _exchange(ring: Ring) -> float:
    """How often in an hour the broth of one compartment is replaced by that of the one before."""
    return ring.compartments * 3600.0 / ring.circulation


def _glucose(ring: Ring, card: OverflowCard, before: float, fed: float) -> float:
    """Glucose in one compartment from that of the one before: the positive root of its Monod balance."""
    rate, half = _exchange(ring), card.saturation.value
    arriving = before + fed / rate
    return _root(arriving, half, card.uptake_max.value * ring.biomass / rate)


def _oxygen(ring: Ring, card: OverflowCard, before: float, demand: float) -> float:
    """Dissolved oxygen in one compartment, from that of the one before."""
    rate = _exchange(ring)
    return _respiring(ring, card, rate, (rate * before + ring.kla * ring.saturation) / (rate + ring.kla), demand)


def _respiring(ring: Ring, card: OverflowCard, rate: float, arriving: float, demand: float) -> float:
    """The larger root of two balances: cells that respire all they ask for, and cells that oxygen holds back."""
    per_rate = ring.biomass / (rate + ring.kla)
    held_back = _root(arriving, card.oxygen_saturation.value, card.oxygen_max.value * per_rate)
    return max(arriving - demand * per_rate, held_back)


def _respired(card: OverflowCard, demand: Array, oxygen: Array) -> Array:
    """Oxygen in mmol/g/h: what is asked for, or what the dissolved oxygen lets in."""
    return np.minimum(demand, card.oxygen_max.value * oxygen / (card.oxygen_saturation.value + oxygen))


def _root(arriving: float, half: float, fastest: float) -> float:
    """c with arriving − c = fastest c/(half + c), free of cancellation."""
    b = half + fastest - arriving
    root = math.sqrt(b * b + 4.0 * arriving * half)
    return 2.0 * arriving * half / (b + root) if b > 0.0 else 0.5 * (root - b)


def _told(ring: Ring, card: OverflowCard, glucose: Array, oxygen: Array, respired: Array) -> Gradients:
    uptake = card.uptake_max.value * glucose / (card.saturation.value + glucose)
    became = fate(card, uptake, respired)
    mixed, critical = _mixed_yield(ring, card), card.critical_uptake()
    yield_ = float(became.growth.mean() / uptake.mean())
    n = ring.compartments
    return Gradients(
        time=ring.circulation * (np.arange(n) + 0.5) / n,
        glucose=glucose,
        oxygen=oxygen,
        uptake=uptake,
        growth=became.growth,
        yield_=yield_,
        mixed_yield=mixed,
        lost_yield=max(0.0, 1.0 - yield_ / mixed) if mixed > 0.0 else 0.0,
        overflowed=float(became.overflowed.mean() / uptake.mean()),
        above_critical=float((uptake > critical).mean()),
        short_of_oxygen=float((oxygen < LOW_OXYGEN * ring.saturation).mean()),
        feed_zone=float((uptake > uptake.mean()).mean()),
        closure=_closure(ring, uptake, oxygen, respired),
    )


def _mixed_yield(ring: Ring, card: OverflowCard) -> float:
    """Biomass per glucose of the same vessel without gradients, g/g."""
    uptake = np.array([ring.feed / ring.biomass])
    demand = card.oxygen_demand(uptake)
    oxygen = np.array([_respiring(ring, card, 0.0, ring.saturation, float(demand[0]))])
    return float(fate(card, uptake, _respired(card, demand, oxygen)).growth[0] / uptake[0])


def _closure(ring: Ring, uptake: Array, oxygen: Array, respired: Array) -> float:
    """Glucose fed and taken up, oxygen transferred and respired, over the whole ring; relative."""
    glucose = abs(uptake.mean() * ring.biomass / ring.feed - 1.0)
    transferred = ring.kla * (ring.saturation - oxygen.mean())
    return float(max(glucose, abs(respired.mean() * ring.biomass / transferred - 1.0)))
