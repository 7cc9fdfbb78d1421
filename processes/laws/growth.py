"""Specific rate over its maximum, as a function of the substrate: S and the constants in g/L, X in gDW/L."""

from __future__ import annotations

from processes.arithmetic import Number, exp


def monod(S: Number, K_S: Number) -> Number:
    """S/(K_S + S). Monod, Annu. Rev. Microbiol. 3 (1949) 371, doi:10.1146/annurev.mi.03.100149.002103."""
    return S / (K_S + S)


def haldane(S: Number, K_S: Number, K_I: Number) -> Number:
    """S/(K_S + S + S²/K_I): substrate inhibition; largest at √(K_S K_I).

    Andrews, Biotechnol. Bioeng. 10 (1968) 707, doi:10.1002/bit.260100602.
    """
    return S / (K_S + S + S * S / K_I)


def contois(S: Number, X: Number, K_SX: Number) -> Number:
    """S/(K_SX X + S), K_SX in g/gDW: crowded cells starve sooner. X > 0.

    Contois, J. Gen. Microbiol. 21 (1959) 40, doi:10.1099/00221287-21-1-40.
    """
    return S / (K_SX * X + S)


def moser(S: Number, K_S: Number, n: Number) -> Number:
    """Sⁿ/(K_Sⁿ + Sⁿ), n ≥ 1: half of the maximum at K_S. Moser, The Dynamics of Bacterial Populations (1958).

    Moser writes Sⁿ/(K + Sⁿ); K is K_Sⁿ here, so that the constant is a concentration whatever n.
    """
    return S**n / (K_S**n + S**n)


def tessier(S: Number, K_S: Number) -> Number:
    """1 − exp(−S/K_S). Teissier, Rev. Sci. 80 (1942) 209."""
    return 1.0 - exp(-S / K_S)
