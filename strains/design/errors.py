"""What can go wrong with a design; every error is one sentence that says what to do."""

from __future__ import annotations

from strains.errors import StrainError


class DesignError(StrainError):
    """Base of every error of strain design."""


class RegionUnusable(DesignError):
    """A limit or a region that says nothing, is empty already, or that no deletion can make impossible."""


class MilpSolverMissing(DesignError):
    """The integer solver that was asked for is not installed."""
