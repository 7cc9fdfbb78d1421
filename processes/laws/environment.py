"""What temperature, pH and dissolved oxygen leave of a rate: 1 at its best. Temperatures in °C."""

from __future__ import annotations

from processes.arithmetic import Number, exp, within
from processes.transfer.constants import GAS

GAS_CONSTANT = GAS / 1000.0  # kJ/mol/K
KELVIN = 273.15


def cardinal_temperature(T: Number, T_min: float, T_opt: float, T_max: float) -> Number:
    """(T − T_max)(T − T_min)² / {(T_opt − T_min)[(T_opt − T_min)(T − T_opt) − (T_opt − T_max)(T_opt + T_min − 2T)]}.

    1 at T_opt, 0 from T_min down and from T_max up; T_opt above the middle of the two, as it is for microbes.
    Rosso, Lobry and Flandrois, J. Theor. Biol. 162 (1993) 447, doi:10.1006/jtbi.1993.1099.
    """
    t = within(T, T_min, T_max)
    below = T_opt - T_min
    bracket = below * (t - T_opt) - (T_opt - T_max) * (T_opt + T_min - 2.0 * t)
    return (t - T_max) * (t - T_min) ** 2 / (below * bracket)


def cardinal_ph(pH: Number, pH_min: float, pH_opt: float, pH_max: float) -> Number:
    """(pH − pH_min)(pH − pH_max) / {(pH − pH_min)(pH − pH_max) − (pH − pH_opt)²}; 0 outside pH_min to pH_max.

    Rosso, Lobry, Bajard and Flandrois, Appl. Environ. Microbiol. 61 (1995) 610, doi:10.1128/aem.61.2.610-616.1995.
    """
    value = within(pH, pH_min, pH_max)
    product = (value - pH_min) * (value - pH_max)
    return product / (product - (value - pH_opt) ** 2)


def arrhenius(T: Number, E_A: Number, T_ref: float) -> Number:
    """exp(−E_A/R (1/T − 1/T_ref)), E_A in kJ/mol: 1 at T_ref. Arrhenius, Z. Phys. Chem. 4 (1889) 226."""
    return exp(-E_A / GAS_CONSTANT * (1.0 / (T + KELVIN) - 1.0 / (T_ref + KELVIN)))


def sharpe_schoolfield(T: Number, E_A: Number, E_D: Number, T_D: float, T_ref: float) -> Number:
    """Arrhenius over 1 + exp(E_D/R (1/T_D − 1/T)): half of the enzyme is denatured at T_D; energies in kJ/mol.

    Schoolfield, Sharpe and Magnuson, J. Theor. Biol. 88 (1981) 719, its denaturation by heat alone.
    """
    denatured = exp(E_D / GAS_CONSTANT * (1.0 / (T_D + KELVIN) - 1.0 / (T + KELVIN)))
    return arrhenius(T, E_A, T_ref) / (1.0 + denatured)


def oxygen_limitation(C_L: Number, K_O: Number) -> Number:
    """C_L/(K_O + C_L) of dissolved oxygen, mmol/L: Monod's law. Bailey and Ollis, Biochemical Engineering (1986)."""
    return C_L / (K_O + C_L)
