"""What can go wrong between a dynamic problem and its trajectory."""

from __future__ import annotations

from collections.abc import Mapping

from processes.errors import Infeasible, IntegrationFailed, NoPlan, ProcessError


class ProblemInvalid(ProcessError):
    """The problem contradicts itself or cannot be evaluated; the sentence names the part and what to write instead."""


class SimulationFailed(IntegrationFailed):
    """The right-hand side could not be integrated; the sentence names the time and the state."""


class NoTrajectory(NoPlan):
    """No start led to a trajectory that keeps every limit, and no limit could be blamed for it."""


class LimitsConflict(Infeasible):
    """No trajectory keeps every limit.

    ``conflict`` names the limits that take part; ``gives`` says for each by how much it alone would have to give, in
    its unit, and has no entry for a limit that cannot help alone.
    """

    def __init__(self, message: str, conflict: tuple[str, ...], gives: Mapping[str, float]) -> None:
        self.gives = dict(gives)
        super().__init__(message, conflict)
