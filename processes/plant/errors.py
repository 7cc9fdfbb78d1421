"""What can go wrong in looking up what a plant buys."""

from __future__ import annotations

from processes.errors import ProcessError


class PlantError(ProcessError):
    """Base of the errors of a plant."""


class EquipmentUnknown(PlantError):
    """There is no cost correlation of that kind, or no cost index of that year."""


class ComponentUnknown(PlantError):
    """A substance whose composition is not known."""
