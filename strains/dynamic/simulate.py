"""Dynamic flux balance analysis: batch, fed-batch and continuous, event by event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from strains.dynamic.culture import Culture
from strains.dynamic.errors import VesselUnusable
from strains.dynamic.program import program
from strains.dynamic.run import Run, Settings
from strains.dynamic.system import System
from strains.dynamic.trajectory import Trajectory
from strains.dynamic.vessel import Vessel
from strains.lp.backends import BEST


def simulate(
    cultures: Culture | Sequence[Culture],
    vessel: Vessel,
    hours: float,
    *,
    starving: Literal["stop", "go on"] = "go on",
    relative: float = 1e-7,
    absolute: float = 1e-10,
    backend: str = BEST,
    progress: Callable[[float, float], None] | None = None,
) -> Trajectory:
    """The run of ``cultures`` in ``vessel`` over ``hours`` (h); at ``starving`` "stop" it ends at the first starvation.

    Between two events every flux is an affine function of the uptake limits, so that no linear programme is solved;
    at an event, located to 1e-9 h, one dual pivot leads on. ``relative`` and ``absolute`` (g/L, mmol/L) are the error
    allowed in a step. ``progress`` is told (h, of h) and may raise to interrupt. Raises VesselUnusable, LimitUnusable,
    IntegrationStopped, Infeasible, Unbounded, SolverFailed.
    """
    several = (cultures,) if isinstance(cultures, Culture) else tuple(cultures)
    _check(several, vessel, hours)
    programs = tuple(program(culture, tuple(vessel.concentrations)) for culture in several)
    system = System(several, vessel, [one.carbon for one in programs])
    return Run(system, programs, Settings(hours, starving == "stop", relative, absolute, backend, progress)).follow()


def _check(cultures: tuple[Culture, ...], vessel: Vessel, hours: float) -> None:
    if not hours > 0:
        raise VesselUnusable(f"the run is to last {hours:g} h; expected more than 0")
    names = [culture.name for culture in cultures]
    if not names or len(set(names)) < len(names):
        raise VesselUnusable(f"the cultures need names of their own, and there must be one: {names}")
    for culture in cultures:
        if not set(vessel.concentrations) & set(culture.exchanges):
            raise VesselUnusable(f"culture '{culture.name}' exchanges nothing of what is in the vessel")
