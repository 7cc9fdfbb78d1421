"""What cannot be assessed, and why."""

from __future__ import annotations

from processes.errors import ProcessError


class FactorUnknown(ProcessError):
    """There is no impact factor for that region, or the table of factors is damaged."""


class NotAssessable(ProcessError):
    """An inventory without a product, or an allocation that shares out nothing."""
