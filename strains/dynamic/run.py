"""Step by step and event by event through a run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from strains.dynamic.errors import IntegrationStopped
from strains.dynamic.follower import Follower
from strains.dynamic.naming import bound_name
from strains.dynamic.pace import Pace
from strains.dynamic.passing import LOCATED, Passing, first_passing
from strains.dynamic.program import Program
from strains.dynamic.region import TOUCHES, Region
from strains.dynamic.rosenbrock import Step, take
from strains.dynamic.system import System
from strains.dynamic.trajectory import Counts, Event, Piece, Trajectory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 1e-13  # of 1 + the time, h; a step shorter than this leads nowhere
MOST_PIVOTS = 300  # at one time, before the basis is found anew
MOST_FINDS = 5  # in a row
OUTWARD = 1e-7  # per h; a bound that is touched and left more slowly than this is not passed yet
AHEAD = 1e-6  # by how much a bound is passed where the basis is found anew


@dataclass(frozen=True)
class Settings:
    """How far and how exactly; see ``simulate``."""

    hours: float
    stop_when_starving: bool
    relative: float
    absolute: float
    backend: str
    progress: Callable[[float, float], None] | None


class Run:
    """One run of ``system``; ``follow`` it once."""

    def __init__(self, system: System, programs: tuple[Program, ...], settings: Settings) -> None:
        self.system, self.programs, self.settings = system, programs, settings
        self.time, self.states = 0.0, system.initial()
        self.followers = [
            Follower(system.cultures[place].name, one, system.limits(place, self.states), settings.backend)
            for place, one in enumerate(programs)
        ]
        for place, follower in enumerate(self.followers):
            system.enter(place, follower.region)
        self.pieces: list[Piece] = []
        self.events: list[Event] = []
        self.refused = self.restarts = self._stuck = self._here = 0
        self._crossed = -1.0  # h, time of the last crossing; so many were here
        self._allowed = settings.absolute * system.vessel.volume  # g, mmol, L
        self._stops = [time for time in system.vessel.breaks() if 0.0 < time < settings.hours] + [settings.hours]
        self._width = self._first_width()
        self._pace = Pace()

    def follow(self) -> Trajectory:
        """The whole run."""
        ended = "time"
        self._settle()
        while self.time < self.settings.hours:
            if self.settings.stop_when_starving and any(one.region.starving for one in self.followers):
                ended = "starving"
                break
            self._advance()
            if self.settings.progress is not None:
                self.settings.progress(self.time, self.settings.hours)
        if not self.pieces:
            raise IntegrationStopped(f"{self._starving()} starves from the start; feed it, or let the run go on")
        return Trajectory(tuple(self.events), self._counts(), ended, tuple(self.pieces), self.system, self.programs)

    def _advance(self) -> None:
        """One step, up to the first bound that is passed, or the next stop."""
        stop = next(time for time in self._stops if time > self.time)
        self.system.until = stop
        jacobian = self.system.jacobian(self.time, self.states)
        in_time = self.system.in_time(self.time, self.states)
        width = min(self._width, stop - self.time)
        while True:
            step = take(self.system.slope, self.time, self.states, width, jacobian, in_time)
            error = self._error(step)
            if error <= 1.0:
                break
            self.refused += 1
            width = self._pace.refused(width, error)
            if width < LEAST * (1.0 + self.time):
                raise self._lost(error)
        proposed = self._pace.accepted(width, error)
        self._width = proposed if width < stop - self.time else max(self._width, proposed)
        passing = first_passing(self.system, self.followers, step)
        if passing is None:
            self._accept(step, stop if width == stop - self.time else step.time + step.width)
            return
        if passing.time > self.time:
            step, passing = self._exactly(step, passing, jacobian, in_time)
            self._accept(step, step.time + step.width)
        self._cross(passing)
        self._settle()

    def _exactly(self, step: Step, passing: Passing, jacobian: Floats, in_time: Floats | None) -> tuple[Step, Passing]:
        """The step that ends where the bound is met: taken again, because dense output is less exact than a step."""
        for _ in range(4):
            width = passing.time - self.time
            again = take(self.system.slope, self.time, self.states, width, jacobian, in_time)
            distance = self._distances(passing.culture, again.end)[passing.gap]
            off = distance / passing.speed if passing.speed else 0.0
            if abs(off) <= LOCATED or not 0.0 < width - off <= step.width:
                break
            passing = Passing(passing.culture, passing.gap, float(passing.time - off), passing.speed)
        return again, passing

    def _cross(self, passing: Passing) -> None:
        """Into the next region of the culture."""
        self.restarts += 1
        self._here = self._here + 1 if passing.time == self._crossed else 0
        self._crossed = passing.time
        if self._here > MOST_PIVOTS:
            raise self._stopped(passing.culture)
        self._pivot(passing.culture, passing.gap)

    def _settle(self) -> None:
        """Pivot while a bound is touched and being passed at this very time."""
        for place, follower in enumerate(self.followers):
            for pivots in range(2 * MOST_PIVOTS):
                slope = self.system.slope(self.time, self.states)
                speeds = follower.region.gaps[:, 1:] @ self.system.limits_in_time(place, self.states, slope)
                leaving = (self._distances(place, self.states) <= TOUCHES) & (speeds < -OUTWARD)
                if not leaving.any():
                    break
                if pivots == MOST_PIVOTS:
                    self._find(place)
                else:
                    self._pivot(place, int(np.argmin(np.where(leaving, speeds, 0.0))))

    def _pivot(self, place: int, gap: int) -> None:
        follower = self.followers[place]
        before = follower.region
        leaving, upper = follower.leaving(gap), bool(before.upper[gap])
        entering = follower.cross(gap, self.system.limits(place, self.states))
        if entering is None:
            self._find(place)
            return
        self._stuck = 0
        self.system.enter(place, follower.region)
        freed, _ = bound_name(follower.program, entering, follower.entered_from > 0)
        reaction, side = bound_name(follower.program, leaving, upper)
        self._note(place, "limit" if side == "limit" else "bound", reaction, side, freed)
        self._note_starving(place, before)

    def _note_starving(self, place: int, before: Region) -> None:
        now = self.followers[place].region.starving
        if now != before.starving:
            self._note(place, "starving" if now else "recovered", self.programs[place].forced, "lower", "")

    def _note(self, place: int, kind: str, reaction: str, side: str, freed: str) -> None:
        self.events.append(Event(self.time, self.followers[place].name, kind, reaction, side, freed))

    def _find(self, place: int) -> None:
        """Find the basis of a culture anew, a hair ahead, where the bound is passed beyond the solver's tolerance."""
        self._stuck += 1
        if self._stuck > MOST_FINDS:
            raise self._stopped(place)
        slope = self.system.slope(self.time, self.states)
        limits = self.system.limits(place, self.states)
        in_time = self.system.limits_in_time(place, self.states, slope)
        speed = float(np.abs(self.followers[place].region.gaps[:, 1:] @ in_time).max(initial=0.0))
        ahead = limits + in_time * (AHEAD / speed if speed > 0 else 0.0)
        before = self.followers[place].region
        self.system.enter(place, self.followers[place].find(np.maximum(ahead, 0.0)))
        self._note_starving(place, before)

    def _accept(self, step: Step, until: float) -> None:
        self.pieces.append(Piece(step, tuple(one.region for one in self.followers)))
        self.time, self.states, self._stuck = float(until), step.end, 0
        if not step.end[0] > 1e-9 * self.system.vessel.volume:
            raise IntegrationStopped(f"the vessel runs empty at {self.time:g} h; more flows out than in")

    def _distances(self, place: int, states: Floats) -> Floats:
        return self.followers[place].region.distances(self.system.limits(place, states))

    def _error(self, step: Step) -> float:
        """Root mean square of the errors of the states in terms of what is allowed; carbon is a sum of the others."""
        ends = np.abs(step.shape[:2, :-2]).max(axis=0)
        parts = step.error[:-2] / (self._allowed + self.settings.relative * ends)
        error = math.sqrt(float(parts @ parts) / len(parts))
        return error if math.isfinite(error) else math.inf

    def _first_width(self) -> float:
        slope = self.system.slope(0.0, self.states)
        size = self._allowed + self.settings.relative * np.abs(self.states)
        fastest = float(np.max(np.abs(slope[:-2]) / size[:-2]))
        return min(self.settings.hours, 1.0 / fastest**0.5 * 1e-2 if fastest > 0 else self.settings.hours)

    def _counts(self) -> Counts:
        followers = self.followers
        return Counts(
            programmes=sum(one.programmes for one in followers),
            pivots=sum(one.pivots for one in followers),
            factorisations=sum(one.factorised for one in followers),
            steps=len(self.pieces),
            refused=self.refused,
            restarts=self.restarts,
        )

    def _starving(self) -> str:
        return ", ".join(f"culture '{one.name}'" for one in self.followers if one.region.starving)

    def _stopped(self, place: int) -> IntegrationStopped:
        name = self.followers[place].name
        return IntegrationStopped(f"no basis of culture '{name}' leads on from {self.time:g} h; look at its bounds")

    def _lost(self, error: float) -> IntegrationStopped:
        return IntegrationStopped(
            f"the step at {self.time:g} h became too short (error {error:.3g} of what is allowed); look for a limit "
            "or a feed that jumps, or allow a larger error"
        )
