"""Published organisms as compositions of laws: specific rates from a state and the constants of a set.

Every rate is per gDW and hour; cells grow at ``mu``. What a model takes from the state stands in ``MODELS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from processes.arithmetic import Number, positive, smooth_min
from processes.laws.compose import State
from processes.laws.environment import oxygen_limitation
from processes.laws.growth import contois, haldane, monod
from processes.laws.inhibition import hyperbolic
from processes.laws.overflow import respiratory_capacity
from processes.laws.yields import herbert_pirt

Rates = dict[str, Number]
Values = Mapping[str, Number]
WIDTH = 1e-4  # g/gDW/h: how sharp the corner between respiration and overflow is


@dataclass(frozen=True)
class Model:
    """A composition with its constants (name -> unit) and the names that it takes from a state (name -> unit)."""

    name: str
    rates: Callable[[State, Values], Rates]
    states: Mapping[str, str]
    constants: Mapping[str, str]


def _penicillin(state: State, c: Values) -> Rates:
    """Contois growth, Haldane production, maintenance that stops without substrate."""
    X, S = state["X"], state["S"]
    mu = c["mu_max"] * contois(S, X, c["K_SX"])
    q_P = c["q_P_max"] * haldane(S, c["K_P"], c["K_I"])
    maintenance = c["m_S"] * monod(S, c["K_m"])
    return {"mu": mu, "q_S": herbert_pirt(mu, q_P, c["Y_XS"], c["Y_PS"], maintenance), "q_P": q_P}


def _ethanol(state: State, c: Values) -> Rates:
    """Monod with hyperbolic product inhibition, for growth and for production; sugar by growth alone."""
    S, P = state["S"], state["P"]
    mu = c["mu_max"] * monod(S, c["K_S"]) * hyperbolic(P, c["K_P"])
    q_P = c["q_P_max"] * monod(S, c["K_SP"]) * hyperbolic(P, c["K_PP"])
    return {"mu": mu, "q_S": mu / c["Y_XS"], "q_P": q_P}


def _induced(state: State, c: Values) -> Rates:
    """Haldane growth that induction harms and recovery mends; product by the inducer.

    ``shock`` falls from 1 and ``recovery`` rises from 0 at the rate ``k_shock`` once there is inducer.
    """
    S, inducer = state["S"], state["inducer"]
    saturated = S / (c["K_S"] + S + S * S / c["K_I"])
    kept = state["shock"] + state["recovery"] * c["K_R"] / (c["K_R"] + inducer)
    q_P = c["q_P_max"] * saturated * (c["leak"] + inducer) / (c["K_inducer"] + inducer)
    mu = c["mu_max"] * saturated * kept
    k_shock = c["k_shock"] * monod(inducer, c["K_shock"])
    return {"mu": mu, "q_S": mu / c["Y_XS"], "q_P": q_P, "k_shock": k_shock}


def _secreted(state: State, c: Values) -> Rates:
    """Haldane growth, protein made where sugar is short, and secreted as cells grow."""
    from processes.arithmetic import exp

    S = state["S"]
    mu = c["mu_max"] * S / ((S + c["K_S"]) * (S + c["K_I"]))
    q_P = S * exp(-S / c["K_repression"]) / (c["K_P"] + S)
    phi = c["phi_max"] * mu / (c["K_phi"] + mu)
    return {"mu": mu, "q_S": mu / c["Y_XS"], "q_P": q_P, "phi": phi}


def _ecoli_overflow(state: State, c: Values) -> Rates:
    """Glucose beyond the capacity to respire leaves as acetate, which is taken up with the capacity that is left."""
    S, A = state["S"], state["A"]
    built = c["Y_XS_ox"] * c["carbon_X"] / c["carbon_S"]  # of respired glucose, the part that becomes cells
    built_of = c["Y_XS_of"] * c["carbon_X"] / c["carbon_S"]
    built_A = c["Y_XA"] * c["carbon_X"] / c["carbon_A"]
    q_S = c["q_S_max"] * monod(S, c["K_S"]) * hyperbolic(A, c["K_i_S"])
    capacity = c["q_O_max"] * hyperbolic(A, c["K_i_O"])
    q_ox = smooth_min(q_S, respiratory_capacity(capacity, c["Y_OS"], built, c["q_m"]), WIDTH)
    q_of = positive(q_S - q_ox, WIDTH)
    q_O_S = (q_ox - (q_ox - c["q_m"]) * built) * c["Y_OS"]
    left = positive(capacity - q_O_S, WIDTH) / (c["Y_OA"] * (1.0 - built_A))
    q_A = smooth_min(c["q_A_max"] * monod(A, c["K_A"]), left, WIDTH)
    mu = (q_ox - c["q_m"]) * c["Y_XS_ox"] + q_of * c["Y_XS_of"] + q_A * c["Y_XA"]
    made = q_of * (1.0 - built_of) * c["Y_AS"]
    return {"mu": mu, "q_S": q_S, "q_A": made - q_A, "q_O": q_O_S + q_A * (1.0 - built_A) * c["Y_OA"]}


def _yeast_overflow(state: State, c: Values) -> Rates:
    """Sugar beyond the bottleneck of respiration is fermented; ethanol is respired with the capacity that is left."""
    S, E = state["S"], state["E"]
    q_S = c["q_S_max"] * monod(S, c["K_S"])
    capacity = c["q_O_max"] * oxygen_limitation(state["O"], c["K_O"]) * hyperbolic(E, c["K_i_E"])
    q_ox = smooth_min(q_S, capacity / c["Y_OS"], WIDTH)
    q_of = positive(q_S - q_ox, WIDTH)
    q_E = positive(capacity - c["Y_OS"] * q_ox, WIDTH) / c["Y_OE"] * monod(E, c["K_E"])
    mu = c["Y_XS_ox"] * q_ox + c["Y_XS_red"] * q_of + c["Y_XE"] * q_E
    return {"mu": mu, "q_S": q_S, "q_E": c["Y_ES"] * q_of - q_E, "q_O": c["Y_OS"] * q_ox + c["Y_OE"] * q_E}


_RATE, _UPTAKE, _GRAMS, _RATIO = "1/h", "g/gDW/h", "g/L", "g/g"
_SUGAR = {"S": _GRAMS}


def _units(**groups: str) -> dict[str, str]:
    """Units by constant; each group is a unit's name with the constants that have it."""
    units = {"rate": _RATE, "uptake": _UPTAKE, "grams": _GRAMS, "ratio": _RATIO, "carbon": "mol/g", "square": "g/L/h"}
    return {name: units[unit] for unit, names in groups.items() for name in names.split()}


_MODELS = (
    Model(
        "penicillin",
        _penicillin,
        _SUGAR | {"X": "gDW/L"},
        _units(rate="mu_max k_P", uptake="q_P_max m_S", grams="K_P K_I K_m", ratio="K_SX Y_XS Y_PS"),
    ),
    Model(
        "ethanol",
        _ethanol,
        _SUGAR | {"P": _GRAMS},
        _units(rate="mu_max", uptake="q_P_max", grams="K_S K_P K_SP K_PP", ratio="Y_XS"),
    ),
    Model(
        "induced protein",
        _induced,
        _SUGAR | {"inducer": _GRAMS, "shock": "", "recovery": ""},
        _units(rate="mu_max k_shock", uptake="q_P_max", grams="K_S K_I K_R leak K_inducer K_shock", ratio="Y_XS"),
    ),
    Model(
        "secreted protein",
        _secreted,
        _SUGAR,
        _units(square="mu_max", rate="phi_max K_phi", grams="K_S K_I K_repression K_P", ratio="Y_XS"),
    ),
    Model(
        "acetate overflow",
        _ecoli_overflow,
        _SUGAR | {"A": _GRAMS},
        _units(
            uptake="q_S_max q_O_max q_A_max q_m",
            grams="K_S K_A K_i_S K_i_O",
            ratio="Y_XS_ox Y_XS_of Y_XA Y_AS Y_OS Y_OA",
            carbon="carbon_S carbon_X carbon_A",
        ),
    ),
    Model(
        "ethanol overflow",
        _yeast_overflow,
        _SUGAR | {"E": _GRAMS, "O": _GRAMS},
        _units(
            uptake="q_S_max q_O_max",
            grams="K_S K_E K_O K_i_E",
            ratio="Y_XS_ox Y_XS_red Y_XE Y_ES Y_OS Y_OE",
        ),
    ),
)
MODELS = {model.name: model for model in _MODELS}
