"""Published sets of constants: a card for each organism, found because it is there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, create_model, field_validator

from cards.quantity import In, Quantity
from cards.reading import Card, nearest, parse_card, read_text
from processes.errors import CardUnknown
from processes.laws.compose import State, look_up
from processes.laws.models import MODELS, Model

FOLDER = Path(__file__).parent / "sets"


class LawSet(Card):
    """Constants of one organism for one model of `processes.laws.models`, each with unit, uncertainty and source."""

    name: str
    title: str
    model: str
    organism: str
    constants: Any

    @field_validator("model")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in MODELS:
            raise ValueError(f"unknown model '{value}'{nearest(value, list(MODELS))}")
        return value

    def constant(self, name: str) -> Quantity:
        """One constant. Raises CardUnknown with the nearest right word."""
        if name not in MODELS[self.model].constants:
            known = list(MODELS[self.model].constants)
            raise CardUnknown(f"set '{self.name}' has no constant '{name}'{nearest(name, known)}")
        quantity: Quantity = getattr(self.constants, name)
        return quantity

    def values(self) -> dict[str, float]:
        """Every constant in the unit of its model."""
        return {name: self.constant(name).value for name in MODELS[self.model].constants}

    def rates(self, state: State, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Specific rates at a state of floats, arrays or Pyomo expressions; ``changes`` replaces constants.

        Raises ProcessError for a state that lacks what the model takes.
        """
        model = MODELS[self.model]
        for name in model.states:
            look_up(state, name)
        for name in changes or {}:
            self.constant(name)
        return model.rates(state, self.values() | dict(changes or {}))


@dataclass(frozen=True)
class Row:
    """One line of the table of published sets."""

    set: str
    organism: str
    model: str
    constant: str
    value: float
    sd: float | None
    unit: str
    source: str


def law_sets() -> list[str]:
    """Names of the sets that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def law_set(name: str) -> LawSet:
    """A set by name or path. Raises CardUnknown, CardError (file:line: key: what was expected)."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not name.endswith(".toml") and not path.is_file():
        raise CardUnknown(f"no set of constants '{name}'{nearest(name, law_sets())}")
    text = read_text(path)
    return parse_card(_kind(_model_of(text)), text, str(path))


def table() -> list[Row]:
    """Every constant of every set."""
    cards = [law_set(name) for name in law_sets()]
    return [
        Row(card.name, card.organism, card.model, name, quantity.value, quantity.sd, quantity.unit, quantity.source)
        for card in cards
        for name, quantity in ((name, card.constant(name)) for name in MODELS[card.model].constants)
    ]


def _model_of(text: str) -> str:
    """The model that a card names; empty where it cannot be read, which reading it as a card will say."""
    try:
        return str(tomllib.loads(text).get("model", ""))
    except ValueError:
        return ""


@cache
def _kind(name: str) -> type[LawSet]:
    """The card whose constants are those of one model, so that a fault is told at its own line."""
    if name not in MODELS:
        return LawSet
    constants = _constants(MODELS[name])
    return create_model(f"LawSet of {name}", __base__=LawSet, constants=(constants, ...))


def _constants(model: Model) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (Annotated[Quantity, In(unit, gt=0.0)], ...) for name, unit in model.constants.items()
    }
    return create_model(f"constants of {model.name}", __base__=Card, **fields)
