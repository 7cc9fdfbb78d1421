"""A question with discrete answers: decisions, each with named options, each a small block of equations."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cards.reading import nearest
from processes.choice.errors import ChoiceError

# (block of the option, shared model, parameters) -> what the option costs, a Pyomo expression or a number
Builder = Callable[[Any, Any, Mapping[str, float]], Any]
Combination = Mapping[str, str]  # decision -> option


@dataclass(frozen=True)
class Option:
    """One alternative.

    ``build(block, shared, parameters)`` puts variables and constraints of its own on ``block``, may constrain those of
    ``shared``, and returns its part of the price. Every variable needs bounds. ``source``: of the parameters.
    """

    name: str
    build: Builder
    parameters: Mapping[str, float] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Decision:
    """Exactly one of these options is taken."""

    name: str
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        names = [option.name for option in self.options]
        if not names:
            raise ChoiceError(f"decision '{self.name}' has no options; expected one or more")
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ChoiceError(f"decision '{self.name}' has the option '{twice}' twice; expected different names")

    def option(self, name: str) -> Option:
        """An option by name. Raises ChoiceError with the nearest right word."""
        for option in self.options:
            if option.name == name:
                return option
        names = [option.name for option in self.options]
        raise ChoiceError(f"decision '{self.name}' has no option '{name}'{nearest(name, names)}")


@dataclass(frozen=True)
class Question:
    """What is shared by every alternative, and what is to be decided; the least price is sought.

    ``shared(model)`` declares bounded variables and constraints on an empty Pyomo model and returns its part of the
    price. ``unit`` is the price's.
    """

    name: str
    shared: Callable[[Any], Any]
    decisions: tuple[Decision, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        names = [decision.name for decision in self.decisions]
        if not names:
            raise ChoiceError(f"question '{self.name}' decides nothing; expected one decision or more")
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ChoiceError(f"question '{self.name}' has the decision '{twice}' twice; expected different names")

    def decision(self, name: str) -> Decision:
        """A decision by name. Raises ChoiceError with the nearest right word."""
        for decision in self.decisions:
            if decision.name == name:
                return decision
        names = [decision.name for decision in self.decisions]
        raise ChoiceError(f"question '{self.name}' has no decision '{name}'{nearest(name, names)}")

    def combinations(self) -> Iterator[Combination]:
        """Every way to take one option of each decision."""
        names = [decision.name for decision in self.decisions]
        for options in itertools.product(*(decision.options for decision in self.decisions)):
            yield {name: option.name for name, option in zip(names, options, strict=True)}

    def size(self) -> int:
        """How many combinations there are."""
        number = 1
        for decision in self.decisions:
            number *= len(decision.options)
        return number
