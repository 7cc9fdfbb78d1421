"""A plant's card: its equipment, tags, interlocks and safe state, checked as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from cards.errors import CardError, CardMissing, Fault
from cards.positions import line_of
from cards.reading import Card, nearest, parse_card, read_text
from plant_io.errors import UnknownTag
from plant_io.tags import Interval, Name, Role, Tag

DEFAULT_ENDPOINT = "opc.tcp://127.0.0.1:4840/biofab"
_FOLDER = Path(__file__).parent / "plants"
_Where = list[str | int]


class Clock(Card):
    """Where the server tells the plant's time (DateTime) and its speed (plant seconds a real second)."""

    plant_time: str
    speed: str


class Equipment(Card):
    """A unit of equipment (ISA-88). ``safe_state``: value per role, written in this order to bring the unit to rest."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]
    kind: str
    title: str = ""
    volume_l: Annotated[float, Field(gt=0)]
    safe_state: dict[Role, float] = Field(default_factory=dict)


class InterlockRule(Card):
    """``tag`` may only be written while ``requires`` is GOOD, within bounds, and at most ``fresh_s`` (plant time) old.

    Values in ``unless`` need no condition: it must always be possible to stop.
    """

    tag: Name
    requires: Name
    within: Interval
    fresh_s: Annotated[float, Field(gt=0)] | None = None
    unless: list[float] = Field(default_factory=list)
    reason: Annotated[str, Field(min_length=5)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.within[0] > self.within[1]:
            raise ValueError(f"within: expected low ≤ high, not {list(self.within)}")
        return self


class PlantCard(Card):
    """A plant as this room knows it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    title: str
    virtual: bool
    endpoint: Annotated[str, Field(pattern=r"^opc\.tcp://")] = DEFAULT_ENDPOINT
    namespace_uri: str
    clock: Clock | None = None
    units: Annotated[list[Equipment], Field(min_length=1)]
    tags: Annotated[list[Tag], Field(min_length=1)]
    interlocks: list[InterlockRule] = Field(default_factory=list)

    @property
    def by_name(self) -> dict[str, Tag]:
        """The tags by their names, in the card's order."""
        return {tag.name: tag for tag in self.tags}

    def tag(self, name: str) -> Tag:
        """The tag of that name. Raises UnknownTag with the nearest one."""
        for tag in self.tags:
            if tag.name == name:
                return tag
        raise UnknownTag(f"plant {self.name} has no tag '{name}'{nearest(name, self.by_name)}")

    def equipment(self, name: str) -> Equipment:
        """The unit of equipment of that name. Raises UnknownTag with the nearest one."""
        for unit in self.units:
            if unit.name == name:
                return unit
        raise UnknownTag(f"plant {self.name} has no unit '{name}'{nearest(name, [unit.name for unit in self.units])}")

    def roles(self, unit: str) -> dict[str, Tag]:
        """The tags of one unit of equipment by their roles."""
        self.equipment(unit)
        return {tag.role: tag for tag in self.tags if tag.equipment == unit}


def plants() -> list[str]:
    """Names of the plants that come with the room."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def plant(name: str | Path) -> PlantCard:
    """The plant of that name, or the one written in that TOML file. Raises CardMissing or CardError."""
    text = str(name)
    if isinstance(name, Path) or text.endswith(".toml") or "/" in text:
        return read_plant(Path(name))
    if text not in plants():
        raise CardMissing(text, f"no such plant{nearest(text, plants())}")
    return read_plant(_FOLDER / f"{text}.toml")


def read_plant(path: Path) -> PlantCard:
    """The plant written in ``path``; every fault of the whole card with its line."""
    text = read_text(path)
    card = parse_card(PlantCard, text, str(path))
    faults = [
        Fault(str(path), line_of(text, where), ".".join(map(str, where)), message) for where, message in _crossed(card)
    ]
    if faults:
        raise CardError(faults)
    return card


def _crossed(card: PlantCard) -> Iterator[tuple[_Where, str]]:
    yield from _repeated(card)
    yield from _misplaced(card)
    for index, rule in enumerate(card.interlocks):
        yield from _interlock(card, rule, ["interlocks", index])
    for index, unit in enumerate(card.units):
        yield from _safe_state(card, unit, ["units", index, "safe_state"])


def _repeated(card: PlantCard) -> Iterator[tuple[_Where, str]]:
    keys: list[tuple[str, list[str]]] = [
        ("name", [tag.name for tag in card.tags]),
        ("role", [f"{tag.equipment}.{tag.role}" for tag in card.tags]),
        ("node_id", [tag.node_id or f"no node, tag {index}" for index, tag in enumerate(card.tags)]),
    ]
    for key, values in keys:
        count = Counter(values)
        for index, value in enumerate(values):
            if count[value] > 1 and value in values[:index]:
                yield ["tags", index, key], f"'{value}' is already taken by another tag"
    names = [unit.name for unit in card.units]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield ["units", index, "name"], f"'{name}' is already taken by another unit"


def _misplaced(card: PlantCard) -> Iterator[tuple[_Where, str]]:
    names = [unit.name for unit in card.units]
    for index, tag in enumerate(card.tags):
        if tag.equipment not in names:
            yield ["tags", index, "name"], f"there is no unit '{tag.equipment}'{nearest(tag.equipment, names)}"


def _interlock(card: PlantCard, rule: InterlockRule, where: _Where) -> Iterator[tuple[_Where, str]]:
    for key, name in (("tag", rule.tag), ("requires", rule.requires)):
        if name not in card.by_name:
            yield [*where, key], f"there is no tag '{name}'{nearest(name, card.by_name)}"
    if rule.tag in card.by_name and not card.by_name[rule.tag].writable:
        yield [*where, "tag"], f"'{rule.tag}' is not writable, so there is nothing to lock"


def _safe_state(card: PlantCard, unit: Equipment, where: _Where) -> Iterator[tuple[_Where, str]]:
    roles = {tag.role: tag for tag in card.tags if tag.equipment == unit.name}
    writable = [role for role, tag in roles.items() if tag.writable]
    for role, value in unit.safe_state.items():
        if role not in writable:
            yield [*where, role], f"unit {unit.name} has no writable tag of the role '{role}'{nearest(role, writable)}"
            continue
        low, high = roles[role].limits or roles[role].range
        if not low <= value <= high:
            yield [*where, role], f"{value:g} is outside the limits {low:g} to {high:g} of {roles[role].name}"
