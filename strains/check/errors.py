"""What can go wrong when a model is taken in."""

from __future__ import annotations

from strains.errors import StrainError


class IntakeRefused(StrainError):
    """The model cannot be taken in as it was asked for; nothing was written."""
