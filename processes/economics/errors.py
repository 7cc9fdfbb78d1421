"""What cannot be priced, and why."""

from __future__ import annotations

from processes.errors import ProcessError


class PriceUnknown(ProcessError):
    """There is no price of that name, or none of that year."""


class SiteUnknown(ProcessError):
    """There is no site card of that name."""


class NotPriceable(ProcessError):
    """A project whose numbers have no price: nothing is made, or a share is none."""
