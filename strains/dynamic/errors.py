"""What can go wrong in a vessel."""

from __future__ import annotations

from strains.errors import StrainError


class VesselUnusable(StrainError):
    """The vessel, a feed or a culture contradicts itself; the text names what does."""


class IntegrationStopped(StrainError):
    """The states could not be followed any further; the text says when and what to do."""
