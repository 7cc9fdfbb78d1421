"""The vessel: what is in it, what flows in and out, what passes between gas and liquid."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from strains.dynamic.errors import VesselUnusable

DIFFERENCE = 1e-6  # h, over which a function of time is differentiated


@dataclass(frozen=True)
class Steps:
    """Constant from each of ``times`` (h, rising) on: ``values`` L/h; zero before the first."""

    times: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        _check(self.times, self.values)

    def __call__(self, time: float) -> float:
        """L/h at ``time`` h."""
        place = bisect_right(self.times, time) - 1
        return self.values[place] if place >= 0 else 0.0


@dataclass(frozen=True)
class Ramps:
    """Straight between ``values`` (L/h) at ``times`` (h, rising), and constant outside them."""

    times: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        _check(self.times, self.values)

    def __call__(self, time: float) -> float:
        """L/h at ``time`` h."""
        place = bisect_right(self.times, time)
        if place in (0, len(self.times)):
            return self.values[min(place, len(self.values) - 1)]
        return self.values[place - 1] + (time - self.times[place - 1]) * self.drift(time)

    def drift(self, time: float) -> float:
        """L/h² at ``time`` h, on the side that follows."""
        place = bisect_right(self.times, time)
        if place in (0, len(self.times)):
            return 0.0
        return (self.values[place] - self.values[place - 1]) / (self.times[place] - self.times[place - 1])


Profile = float | Steps | Ramps | Callable[[float], float]


@dataclass(frozen=True)
class Feed:
    """A stream into the vessel: ``rate`` L/h (number, Steps, Ramps or function of h) with ``concentrations`` mmol/L."""

    rate: Profile
    concentrations: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Gas:
    """Transfer between gas and liquid: ``kla`` 1/h towards ``saturation`` mmol/L."""

    kla: float
    saturation: float


@dataclass(frozen=True)
class Vessel:
    """``volume`` L with ``concentrations`` (substance to mmol/L) at the start. What is named there is followed.

    ``outflow`` in L/h leaves with the liquid's composition, cells less by ``retention`` (0: as in a chemostat, 1: none
    leave). ``level`` holds the volume: as much leaves as is fed, beside ``outflow``.
    """

    volume: float
    concentrations: Mapping[str, float]
    feeds: tuple[Feed, ...] = ()
    outflow: Profile = 0.0
    level: bool = False
    retention: float = 0.0
    gas: Mapping[str, Gas] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.volume > 0:
            raise VesselUnusable(f"the volume is {self.volume:g} L; expected more than 0")
        if not 0 <= self.retention <= 1:
            raise VesselUnusable(f"the retention of cells is {self.retention:g}; expected 0 to 1")
        for name, one in self.concentrations.items():
            _at_least_zero(f"the concentration of {name}", one)
        for name, transfer in self.gas.items():
            self._known(name, "gas transfer")
            _at_least_zero(f"the kLa of {name}", transfer.kla)
            _at_least_zero(f"the saturation of {name}", transfer.saturation)
        for feed in self.feeds:
            for name, one in feed.concentrations.items():
                self._known(name, "a feed")
                _at_least_zero(f"the concentration of {name} in a feed", one)

    @property
    def flows(self) -> bool:
        """Whether anything is fed or taken out."""
        return bool(self.feeds) or self.outflow != 0.0

    def breaks(self) -> list[float]:
        """Times (h) at which a profile has a corner or a jump."""
        profiles = [self.outflow, *(feed.rate for feed in self.feeds)]
        return sorted({time for one in profiles if isinstance(one, Steps | Ramps) for time in one.times})

    def _known(self, name: str, where: str) -> None:
        if name not in self.concentrations:
            raise VesselUnusable(
                f"{where} names '{name}', which has no concentration in the vessel: {', '.join(self.concentrations)}"
            )


def rate(profile: Profile, time: float) -> float:
    """L/h at ``time`` h. Raises VesselUnusable below zero."""
    value = float(profile(time)) if callable(profile) else float(profile)
    if not value >= 0.0:
        raise VesselUnusable(f"a flow is {value:g} L/h at {time:g} h; expected 0 or more")
    return value


def drift(profile: Profile, time: float) -> float:
    """d rate / dt, L/h², at ``time``, on the side that follows."""
    if isinstance(profile, Ramps):
        return profile.drift(time)
    if not callable(profile) or isinstance(profile, Steps):
        return 0.0
    return (rate(profile, time + DIFFERENCE) - rate(profile, time)) / DIFFERENCE


def _check(times: tuple[float, ...], values: tuple[float, ...]) -> None:
    if not times or len(times) != len(values) or any(b <= a for a, b in pairwise(times)):
        raise VesselUnusable(f"a profile needs rising times and a value for each, not {times} and {values}")


def _at_least_zero(what: str, value: float) -> None:
    if not value >= 0.0:
        raise VesselUnusable(f"{what} is {value:g}; expected 0 or more")
