"""Every law there is, by name."""

from __future__ import annotations

from processes.laws import environment, growth, inhibition, overflow, yields
from processes.laws.law import Argument, Law, Limit

FAR = 1e9  # stands for infinity

_S = Argument("S", "g/L", 0.0, 300.0, 5.0, "up")
_S_HUMP = Argument("S", "g/L", 0.0, 300.0, 5.0, "hump")
_X = Argument("X", "gDW/L", 0.01, 150.0, 10.0, "down")
_P = Argument("P", "g/L", 0.0, 200.0, 20.0, "down")
_T = Argument("T", "celsius", -20.0, 80.0, 30.0, "hump")
_MU = Argument("mu", "1/h", 0.0, 2.0, 0.3, "up")
_Q_P = Argument("q_P", "g/gDW/h", 0.0, 2.0, 0.1, "up")
_Q_S = Argument("q_S", "g/gDW/h", 0.0, 5.0, 1.0, "up")


def _constant(name: str, unit: str, low: float, high: float, typical: float) -> Argument:
    return Argument(name, unit, low, high, typical)


_K_S = _constant("K_S", "g/L", 1e-4, 20.0, 0.2)
_K_P = _constant("K_P", "g/L", 0.1, 200.0, 20.0)
_P_MAX = _constant("P_max", "g/L", 1.0, 200.0, 100.0)
_N = _constant("n", "", 1.0, 5.0, 2.0)
_Y_XS = _constant("Y_XS", "g/g", 0.02, 0.8, 0.5)
_Y_PS = _constant("Y_PS", "g/g", 0.05, 1.2, 0.8)
_M_S = _constant("m_S", "g/gDW/h", 0.0, 0.3, 0.04)
_Q_CRIT = _constant("q_crit", "g/gDW/h", 0.05, 5.0, 0.8)

_ZERO_TO_ONE = (Limit("S", 0.0, lambda _: 0.0), Limit("S", FAR, lambda _: 1.0))
_ONE_TO_ZERO = (Limit("P", 0.0, lambda _: 1.0), Limit("P", FAR, lambda _: 0.0))

_LAWS = (
    Law("monod", growth.monod, "factor", (_S, _K_S), _ZERO_TO_ONE),
    Law(
        "haldane",
        growth.haldane,
        "factor",
        (_S_HUMP, _K_S, _constant("K_I", "g/L", 0.1, 1000.0, 50.0)),
        (Limit("S", 0.0, lambda _: 0.0), Limit("S", FAR, lambda _: 0.0)),
    ),
    Law(
        "contois",
        growth.contois,
        "factor",
        (_S, _X, _constant("K_SX", "g/gDW", 1e-4, 5.0, 0.05)),
        (*_ZERO_TO_ONE, Limit("X", FAR, lambda _: 0.0)),
    ),
    Law("moser", growth.moser, "factor", (_S, _K_S, _N), _ZERO_TO_ONE),
    Law("tessier", growth.tessier, "factor", (_S, _K_S), _ZERO_TO_ONE),
    Law("linear inhibition", inhibition.linear, "factor", (_P, _P_MAX), _ONE_TO_ZERO),
    Law("levenspiel", inhibition.levenspiel, "factor", (_P, _P_MAX, _N), _ONE_TO_ZERO),
    Law("luong", inhibition.luong, "factor", (_P, _P_MAX, _N), _ONE_TO_ZERO),
    Law("hyperbolic inhibition", inhibition.hyperbolic, "factor", (_P, _K_P), _ONE_TO_ZERO),
    Law("exponential inhibition", inhibition.exponential, "factor", (_P, _K_P), _ONE_TO_ZERO),
    Law("pirt", yields.pirt, "rate", (_MU, _Y_XS, _M_S), (Limit("mu", 0.0, lambda c: c["m_S"]),)),
    Law(
        "luedeking-piret",
        yields.luedeking_piret,
        "rate",
        (_MU, _constant("alpha", "g/gDW", 0.0, 20.0, 1.0), _constant("beta", "g/gDW/h", 0.0, 2.0, 0.05)),
        (Limit("mu", 0.0, lambda c: c["beta"]),),
    ),
    Law(
        "herbert-pirt",
        yields.herbert_pirt,
        "rate",
        (_MU, _Q_P, _Y_XS, _Y_PS, _M_S),
        (Limit("mu", 0.0, lambda c: c["q_P"] / c["Y_PS"] + c["m_S"]),),
    ),
    Law(
        "cardinal temperature",
        environment.cardinal_temperature,
        "factor",
        (
            _T,
            _constant("T_min", "celsius", -10.0, 50.0, 5.0),
            _constant("T_opt", "celsius", 10.0, 75.0, 37.0),
            _constant("T_max", "celsius", 15.0, 80.0, 46.0),
        ),
        (Limit("T", 5.0, lambda _: 0.0), Limit("T", 37.0, lambda _: 1.0), Limit("T", 46.0, lambda _: 0.0)),
    ),
    Law(
        "cardinal pH",
        environment.cardinal_ph,
        "factor",
        (
            Argument("pH", "", 0.0, 14.0, 6.0, "hump"),
            _constant("pH_min", "", 1.0, 8.0, 4.4),
            _constant("pH_opt", "", 2.0, 10.0, 7.0),
            _constant("pH_max", "", 4.0, 13.0, 9.0),
        ),
        (Limit("pH", 0.0, lambda _: 0.0), Limit("pH", 7.0, lambda _: 1.0), Limit("pH", 14.0, lambda _: 0.0)),
    ),
    Law(
        "arrhenius",
        environment.arrhenius,
        "rate",
        (
            Argument("T", "celsius", 0.0, 60.0, 30.0, "up"),
            _constant("E_A", "kJ/mol", 20.0, 150.0, 60.0),
            _constant("T_ref", "celsius", 0.0, 80.0, 25.0),
        ),
        (Limit("T", 25.0, lambda _: 1.0),),
    ),
    Law(
        "sharpe-schoolfield",
        environment.sharpe_schoolfield,
        "rate",
        (
            _T,
            _constant("E_A", "kJ/mol", 20.0, 150.0, 60.0),
            _constant("E_D", "kJ/mol", 150.0, 800.0, 300.0),
            _constant("T_D", "celsius", 20.0, 80.0, 42.0),
            _constant("T_ref", "celsius", 0.0, 80.0, 25.0),
        ),
        (Limit("T", 42.0, lambda c: 0.5 * environment.arrhenius(42.0, c["E_A"], c["T_ref"])),),
    ),
    Law(
        "oxygen limitation",
        environment.oxygen_limitation,
        "factor",
        (Argument("C_L", "mmol/L", 0.0, 1.2, 0.05, "up"), _constant("K_O", "mmol/L", 1e-4, 0.1, 0.003)),
        (Limit("C_L", 0.0, lambda _: 0.0), Limit("C_L", FAR, lambda _: 1.0)),
    ),
    Law(
        "respired",
        overflow.respired,
        "rate",
        (_Q_S, _Q_CRIT),
        (Limit("q_S", 0.0, lambda _: 0.0), Limit("q_S", FAR, lambda c: c["q_crit"])),
    ),
    Law("overflown", overflow.overflown, "rate", (_Q_S, _Q_CRIT), (Limit("q_S", 0.0, lambda _: 0.0),)),
)
LAWS = {law.name: law for law in _LAWS}
