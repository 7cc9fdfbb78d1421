"""Alternatives with a dynamic model inside: each is given to its own optimiser, and nothing global is claimed.

Branch and bound does not reach through a batch's differential equations (on Chen and Hwang's ethanol with some fifty
variables SCIP was left with a gap of 97 % after half a minute), so that every alternative is optimised by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from processes.choice.errors import ChoiceError
from processes.choice.result import Choice, Ranked
from processes.errors import Infeasible, ProcessError

Progress = Callable[[str], None]
MOST = 64  # alternatives


@dataclass(frozen=True)
class Plan:
    """What an optimiser answers for one alternative."""

    price: float
    values: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


def choose_among(
    question: str,
    alternatives: Mapping[str, Callable[[], Plan]],
    unit: str = "",
    progress: Progress | None = None,
) -> Choice:
    """The cheapest of some alternatives, each optimised by its callable, with the others in the order of price.

    A callable that raises Infeasible or another ProcessError has no plan, and its sentence is kept as the note; without
    a proof that is never called impossible. Raises ChoiceError where there is no alternative or none has a plan.
    Ctrl-C reaches the caller.
    """
    if not 0 < len(alternatives) <= MOST:
        raise ChoiceError(f"question '{question}' has {len(alternatives)} alternatives; expected 1 to {MOST}")
    began = time.perf_counter()
    ranked = []
    for name, optimise in alternatives.items():
        ranked.append(_asked(name, optimise))
        if progress is not None:
            progress(f"{name}: {ranked[-1].note or ranked[-1].price}")
    ranked.sort(key=lambda one: (one.price is None, one.price or 0.0))
    if ranked[0].price is None:
        reasons = "; ".join(f"{one.name}: {one.note}" for one in ranked)
        raise ChoiceError(f"question '{question}': no alternative has a plan ({reasons})")
    seconds = time.perf_counter() - began
    return Choice(question, unit, ranked[0], tuple(ranked[1:]), "local", None, seconds)


def _asked(name: str, optimise: Callable[[], Plan]) -> Ranked:
    options = {"alternative": name}
    try:
        plan = optimise()
    except Infeasible as error:
        return Ranked(options, None, None, "failed", {}, f"no plan keeps its limits: {error}")
    except ProcessError as error:
        return Ranked(options, None, None, "failed", {}, str(error))
    return Ranked(options, plan.price, None, "local", plan.values, plan.note)
