"""How uptake, growth and production hang together: rates in g/gDW/h or 1/h, yields in g/g."""

from __future__ import annotations

from processes.arithmetic import Number


def pirt(mu: Number, Y_XS: Number, m_S: Number) -> Number:
    """Substrate uptake μ/Y_XS + m_S. Pirt, Proc. R. Soc. B 163 (1965) 224, doi:10.1098/rspb.1965.0069."""
    return mu / Y_XS + m_S


def luedeking_piret(mu: Number, alpha: Number, beta: Number) -> Number:
    """Production α μ + β, α in g/gDW and β in g/gDW/h. Luedeking and Piret, J. Biochem. Microbiol. Technol. Eng. 1
    (1959) 393, doi:10.1002/jbmte.390010406.
    """
    return alpha * mu + beta


def herbert_pirt(mu: Number, q_P: Number, Y_XS: Number, Y_PS: Number, m_S: Number) -> Number:
    """Substrate uptake μ/Y_XS + q_P/Y_PS + m_S: for cells, for product and for maintenance.

    Herbert, in: Recent Progress in Microbiology (1959) 381; Pirt, Principles of Microbe and Cell Cultivation (1975).
    """
    return mu / Y_XS + q_P / Y_PS + m_S


def growth_left(q_S: Number, q_P: Number, Y_XS: Number, Y_PS: Number, m_S: Number) -> Number:
    """Herbert and Pirt's balance the other way round: growth from an uptake, negative where maintenance is not met."""
    return Y_XS * (q_S - q_P / Y_PS - m_S)
