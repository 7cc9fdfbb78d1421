"""Overflow: what is taken up beyond the capacity to respire leaves as acetate or ethanol. Rates in g/gDW/h."""

from __future__ import annotations

from processes.arithmetic import Number, positive, smooth_min


def respired(q_S: Number, q_crit: Number) -> Number:
    """The smaller of uptake and respiratory capacity.

    Sonnleitner and Käppeli, Biotechnol. Bioeng. 28 (1986) 927, doi:10.1002/bit.260280620.
    """
    return smooth_min(q_S, q_crit)


def overflown(q_S: Number, q_crit: Number) -> Number:
    """Uptake beyond the capacity, 0 below it. Source as `respired`."""
    return positive(q_S - q_crit)


def respiratory_capacity(q_O: Number, Y_OS: Number, anabolic: Number, q_m: Number) -> Number:
    """Uptake that exhausts the oxygen q_O: (q_O/Y_OS − q_m a)/(1 − a), a the part of it built into cells.

    Y_OS in g oxygen per g substrate burnt, q_m the substrate for maintenance.
    Xu, Jahic and Enfors, Biotechnol. Prog. 15 (1999) 81, doi:10.1021/bp9801087.
    """
    return (q_O / Y_OS - q_m * anabolic) / (1.0 - anabolic)
