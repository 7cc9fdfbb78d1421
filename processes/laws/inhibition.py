"""What is left of a rate in the presence of a product or by-product: 1 without it. Concentrations in g/L."""

from __future__ import annotations

from processes.arithmetic import Number, exp, positive


def linear(P: Number, P_max: Number) -> Number:
    """1 − P/P_max, and 0 beyond P_max. Ghose and Tyagi, Biotechnol. Bioeng. 21 (1979) 1401."""
    return positive(1.0 - P / P_max)


def levenspiel(P: Number, P_max: Number, n: Number) -> Number:
    """(1 − P/P_max)ⁿ, and 0 beyond P_max. Levenspiel, Biotechnol. Bioeng. 22 (1980) 1671."""
    return positive(1.0 - P / P_max) ** n


def luong(P: Number, P_max: Number, n: Number) -> Number:
    """1 − (P/P_max)ⁿ, and 0 beyond P_max. Luong, Biotechnol. Bioeng. 27 (1985) 280."""
    return positive(1.0 - (P / P_max) ** n)


def hyperbolic(P: Number, K_P: Number) -> Number:
    """K_P/(K_P + P): half is left at K_P. Jerusalimsky and Neronova, Dokl. Akad. Nauk SSSR 161 (1965) 1437."""
    return K_P / (K_P + P)


def exponential(P: Number, K_P: Number) -> Number:
    """exp(−P/K_P). Aiba, Shoda and Nagatani, Biotechnol. Bioeng. 10 (1968) 845."""
    return exp(-P / K_P)
