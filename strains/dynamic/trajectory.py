"""What a simulation gives: states and fluxes at any time, events, counts, and how well carbon closes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from strains.dynamic.program import Program
from strains.dynamic.region import Region
from strains.dynamic.rosenbrock import Step
from strains.dynamic.system import System
from strains.errors import UnknownReaction

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Event:
    """At ``time`` (h) ``culture`` changed its optimal basis, or what is forced began or ceased to be missing.

    ``kind``: "limit" an uptake limit begins to hold, "bound" a bound of the model does, "starving", "recovered".
    ``reaction`` reached its ``side`` ("limit", "lower", "upper"); ``freed`` is the bound that holds no longer.
    """

    time: float
    culture: str
    kind: str
    reaction: str
    side: str
    freed: str

    def __str__(self) -> str:
        if self.kind == "starving":
            return f"{self.time:.6f} h, {self.culture}: starving, {self.reaction} cannot be met"
        if self.kind == "recovered":
            return f"{self.time:.6f} h, {self.culture}: {self.reaction} is met again"
        return f"{self.time:.6f} h, {self.culture}: {self.reaction} at its {self.side}, {self.freed} free"


@dataclass(frozen=True)
class Counts:
    """What it took: linear programmes, dual pivots, factorisations of a basis, steps taken and refused, restarts."""

    programmes: int
    pivots: int
    factorisations: int
    steps: int
    refused: int
    restarts: int


@dataclass(frozen=True, eq=False)
class Piece:
    """One step, and the region of each culture in which it was taken."""

    step: Step
    regions: tuple[Region, ...]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The run from 0 to ``end`` (h); ``ended`` says why there: "time" or "starving"."""

    events: tuple[Event, ...]
    counts: Counts
    ended: str
    pieces: tuple[Piece, ...] = field(repr=False)
    system: System = field(repr=False)
    programs: tuple[Program, ...] = field(repr=False)

    @property
    def end(self) -> float:
        """Last time, h."""
        return float(self.times[-1])

    @cached_property
    def times(self) -> Floats:
        """Times (n,) of the steps, h, the start and the end among them."""
        last = self.pieces[-1].step
        return np.array([*(piece.step.time for piece in self.pieces), last.time + last.width])

    @cached_property
    def frame(self) -> pd.DataFrame:
        """``at`` the times of the steps."""
        return self.at(self.times)

    @cached_property
    def carbon_residual(self) -> Floats:
        """Carbon gained from nowhere (n,) at ``times``, as a share of all that was ever in the vessel.

        It is the model's own where its reactions do not balance, and NaN where it does not say what cells are made of.
        """
        return np.array([self.system.carbon_gap(states) for states in self.states(self.times)])

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of a frame: time_h, volume_L, substances mmol/L, biomass g/L, growth 1/h, fluxes mmol/gDW/h."""
        system = self.system
        names = [culture.name for culture in system.cultures]
        fluxes = [f"{substance}.{name}" for name in names for substance in system.substances]
        return ("time_h", "volume_L", *system.substances, *self._each("biomass"), *self._each("growth"), *fluxes)

    def at(self, times: ArrayLike) -> pd.DataFrame:
        """Trajectory at ``times`` (n,), h, as a frame with ``columns``; a flux above zero leaves the cell.

        Raises ValueError outside 0 to ``end``.
        """
        import pandas as pd

        wanted = np.atleast_1d(np.asarray(times, dtype=float))
        states = self.states(wanted)
        rates = [np.array([self._rates(place, one, time) for time, one in zip(wanted, states, strict=True)])
                 for place in range(len(self.programs))]  # fmt: skip
        per_litre = states / states[:, :1]
        system = self.system
        growth = np.column_stack([one[:, 0] for one in rates])
        fluxes = np.hstack([one[:, 1:-2] for one in rates])
        values = np.column_stack(
            [
                wanted,
                states[:, 0],
                per_litre[:, system.first : system.last],
                per_litre[:, 1 : system.first],
                growth,
                fluxes,
            ]
        )
        return pd.DataFrame(values, columns=list(self.columns))

    def states(self, times: ArrayLike) -> Floats:
        """States (n, states) of the ``system`` at ``times`` (n,): volume L, cells g, substances mmol, carbon mmol."""
        wanted = np.atleast_1d(np.asarray(times, dtype=float))
        return np.array([self._piece(time).step.at(time) for time in wanted.tolist()])

    def fluxes(self, culture: str, time: float) -> dict[str, float]:
        """Every flux of ``culture`` (reaction to mmol/gDW/h, growth 1/h) at ``time`` h.

        Those of the growth, the preferences and the substances are unique; another may be one of several equal ones.
        """
        names = [one.name for one in self.system.cultures]
        if culture not in names:
            raise UnknownReaction(f"there is no culture '{culture}'; there are: {', '.join(names)}", culture)
        place = names.index(culture)
        piece = self._piece(time)
        limits = self.system.limits(place, piece.step.at(time))
        affine = piece.regions[place].columns
        whole = self.programs[place].reduced.expand(affine[:, 0] + affine[:, 1:] @ limits)
        return dict(zip(self.system.cultures[place].network.reactions, whole.tolist(), strict=False))

    def _rates(self, place: int, states: Floats, time: float) -> Floats:
        affine = self._piece(time).regions[place].rates
        rates: Floats = affine[:, 0] + affine[:, 1:] @ self.system.limits(place, states)
        return rates

    def _piece(self, time: float) -> Piece:
        if not 0.0 <= time <= self.end:
            raise ValueError(f"the run goes from 0 to {self.end:g} h; {time:g} h is outside")
        return self.pieces[min(int(np.searchsorted(self.times, time, side="right")) - 1, len(self.pieces) - 1)]

    def _each(self, what: str) -> list[str]:
        return [f"{what}.{culture.name}" for culture in self.system.cultures]
