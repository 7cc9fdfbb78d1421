"""Laws put together: a maximum times its factors is a rate, and rates are the right-hand side of a dynamic model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cards.reading import nearest
from processes.arithmetic import Number
from processes.errors import ProcessError

State = Mapping[str, Number]
Term = Callable[[State], Number]


def bind(law: Callable[..., Any], states: Mapping[str, str] | None = None, **constants: float) -> Term:
    """A law as a function of the state: ``bind(monod, {"S": "glucose"}, K_S=0.2)``.

    ``states`` maps arguments to names of the state; an argument that stands in neither is looked up by its own name.
    """
    import inspect

    arguments = [name for name in inspect.signature(law).parameters if name not in constants]
    places = {name: (states or {}).get(name, name) for name in arguments}
    for name in {*(states or {}), *constants}:
        if name not in inspect.signature(law).parameters:
            known = list(inspect.signature(law).parameters)
            raise ProcessError(f"law '{law.__name__}' has no argument '{name}'{nearest(name, known)}")

    def term(state: State) -> Number:
        return law(**{name: look_up(state, place) for name, place in places.items()}, **constants)

    return term


def look_up(state: State, name: str) -> Number:
    """One number of the state. Raises ProcessError with the nearest right word."""
    if name not in state:
        raise ProcessError(f"the state has no '{name}'{nearest(name, list(state))}")
    return state[name]


def product(maximum: Number, *factors: Term) -> Term:
    """The rate at its best times what each factor leaves of it."""

    def term(state: State) -> Number:
        value = maximum
        for factor in factors:
            value = value * factor(state)
        return value

    return term


@dataclass(frozen=True)
class Composition:
    """Specific rates by name, each a term; a later one may use an earlier one as part of the state.

    ``Composition({"mu": product(0.4, bind(monod, K_S=0.2)), "q_S": bind(pirt, Y_XS=0.5, m_S=0.02)})``: pirt takes its
    ``mu`` from the first.
    """

    terms: Mapping[str, Term]

    def rates(self, state: State) -> dict[str, Number]:
        """Every rate at a state of floats, arrays or Pyomo expressions."""
        known: dict[str, Number] = dict(state)
        for name, term in self.terms.items():
            known[name] = term(known)
        return {name: known[name] for name in self.terms}


def balances(
    rates: Mapping[str, Number], state: State, feed: Number, fed: Mapping[str, float], volume: str = "V"
) -> dict[str, Number]:
    """dC/dt of a fed-batch in g/L/h and dV/dt in L/h: r X + F/V (C_feed − C), with ``rates`` per gDW by concentration.

    ``feed`` in L/h, ``fed`` in g/L; what is not in ``fed`` is not in the feed. X is the cells'.
    """
    cells, dilution = look_up(state, "X"), feed / look_up(state, volume)
    changes = {
        name: rate * cells + dilution * (fed.get(name, 0.0) - look_up(state, name)) for name, rate in rates.items()
    }
    return changes | {volume: feed}
