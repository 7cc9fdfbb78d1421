"""What may be asked, and what is refused with a sentence."""

from __future__ import annotations

import pytest

from processes.choice.errors import ChoiceError
from processes.choice.question import Decision, Option, Question


def option(name: str) -> Option:
    return Option(name, lambda block, m, p: 0.0)


def decision(name: str, *options: str) -> Decision:
    return Decision(name, tuple(map(option, options)))


def test_combinations() -> None:
    asked = Question("q", lambda m: 0.0, (decision("a", "x", "y"), decision("b", "u", "v", "w")))
    found = list(asked.combinations())
    assert len(found) == asked.size() == 6
    assert found[0] == {"a": "x", "b": "u"}
    assert len({tuple(one.values()) for one in found}) == 6


def test_refusals() -> None:
    with pytest.raises(ChoiceError, match="'a' has no options"):
        decision("a")
    with pytest.raises(ChoiceError, match="option 'x' twice"):
        decision("a", "x", "x")
    with pytest.raises(ChoiceError, match="decides nothing"):
        Question("q", lambda m: 0.0, ())
    with pytest.raises(ChoiceError, match="decision 'a' twice"):
        Question("q", lambda m: 0.0, (decision("a", "x"), decision("a", "y")))


def test_the_nearest_right_word() -> None:
    asked = Question("q", lambda m: 0.0, (decision("vessel", "stirred tank", "bubble column"),))
    with pytest.raises(ChoiceError, match="stirred tank"):
        asked.decision("vessel").option("stired tank")
    with pytest.raises(ChoiceError, match="vessel"):
        asked.decision("vesel")
