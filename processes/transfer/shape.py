"""Shape of a cylindrical vessel."""

from __future__ import annotations

import math

from processes.arithmetic import Number


def cross_section(diameter: Number) -> Number:
    """Area in m2 of a cylinder of ``diameter`` m."""
    return math.pi * diameter**2 / 4.0


def liquid_height(volume: Number, diameter: Number) -> Number:
    """Height in m of ``volume`` m3 in a cylinder of ``diameter`` m."""
    return volume / (math.pi * diameter**2 / 4.0)


def jacket_area(volume: Number, diameter: Number) -> Number:
    """Wall in m2 that ``volume`` m3 wets in a cylinder of ``diameter`` m, bottom left out."""
    return 4.0 * volume / diameter
