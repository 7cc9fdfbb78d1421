"""What can go wrong between a strain's kinetics and a plan."""

from __future__ import annotations


class ProcessError(Exception):
    """Base of the errors of this room."""


class CardUnknown(ProcessError):
    """There is no kinetics or scale card of that name."""


class OutOfRange(ProcessError):
    """A value outside what a correlation or a vessel can mean."""


class Infeasible(ProcessError):
    """No plan keeps every limit. ``conflict`` names the limits that cannot be kept together."""

    def __init__(self, message: str, conflict: tuple[str, ...] = ()) -> None:
        self.conflict = conflict
        super().__init__(message)


class IntegrationFailed(ProcessError):
    """A batch could not be integrated forward."""


class NoPlan(ProcessError):
    """The solver ended without a plan, and without a proof that there is none."""


class FrontTooShort(NoPlan):
    """Too few plans between the cheapest and the fastest; the sentence names the productivities that failed."""
