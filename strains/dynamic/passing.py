"""Where in a step a bound is passed first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from strains.dynamic.region import TOUCHES
from strains.dynamic.rosenbrock import Step, weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.dynamic.follower import Follower
    from strains.dynamic.system import System

    Floats = NDArray[np.float64]

LOCATED = 1e-9  # h
LOOKS = (1 / 3, 2 / 3, 1.0)  # of a step; a bound may be passed and passed back between its ends
_LOOKS = np.array([weights(look) for look in LOOKS])


@dataclass(frozen=True)
class Passing:
    """Bound ``gap`` of the region of ``culture`` is met at ``time`` h, the distance changing by ``speed`` per h."""

    culture: int
    gap: int
    time: float
    speed: float


def first_passing(system: System, followers: Sequence[Follower], step: Step) -> Passing | None:
    """The first bound that any culture passes in ``step``; None where each stays in its region."""
    states = step.within(_LOOKS)
    found: Passing | None = None
    for place, follower in enumerate(followers):
        if not len(follower.region.gaps):
            continue
        limits = np.array([system.limits(place, one) for one in states]).T
        distances = follower.region.distances(limits)
        passed = distances < -TOUCHES
        if not passed.any():
            continue
        look = int(np.argmax(passed.any(axis=0)))
        gaps = np.flatnonzero(passed[:, look])
        one = _locate(system, follower, place, step, look, gaps)
        if found is None or one.time < found.time:
            found = one
    return found


def _locate(system: System, follower: Follower, place: int, step: Step, look: int, gaps: NDArray[np.intp]) -> Passing:
    fixed, slopes = follower.region.gaps[gaps, 0], follower.region.gaps[gaps, 1:]

    def distances(time: float) -> Floats:
        limits = system.limits(place, step.at(time))
        found: Floats = fixed + slopes @ limits
        return found

    low = step.time + (LOOKS[look - 1] if look else 0.0) * step.width
    high = step.time + LOOKS[look] * step.width
    first = distances(low)
    time = low
    if first.min() > 0.0:
        time = float(brentq(lambda at: float(distances(at).min()), low, high, xtol=LOCATED / 2.0, rtol=1e-14))
    gap = int(np.argmin(distances(time)))
    span = 0.01 * step.width
    before, after = max(step.time, time - span), min(step.time + step.width, time + span)
    speed = float(distances(after)[gap] - distances(before)[gap]) / (after - before)
    return Passing(place, int(gaps[gap]), time, speed)
