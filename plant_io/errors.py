"""What can go wrong between this computer and a plant."""

from __future__ import annotations


class PlantError(Exception):
    """Base of every error of this room; the text says where, what was expected and what to do."""


class LinkError(PlantError):
    """The plant's address cannot be reached or used."""

    def __init__(self, address: str, problem: str, remedy: str) -> None:
        self.address = address
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{address}: {problem}; {remedy}")


class UnknownTag(PlantError):
    """A tag that the plant's card does not have."""


class Refused(PlantError):
    """A write that was not sent to the plant. ``why`` is the first condition that did not hold."""

    def __init__(self, tag: str, why: str) -> None:
        self.tag = tag
        self.why = why
        super().__init__(f"{tag}: not written: {why}")


class WriteUnknown(PlantError):
    """A write was sent and no answer came in time: it may or may not be done."""


class HistorianError(PlantError):
    """A record that cannot be written or read."""


class AuditError(PlantError):
    """An audit trail that cannot be written, or that is not whole."""
