"""What a study's own schema cannot see: names of cards that do not exist, overrides that a card has no place for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from biofab.study_card import Study
from cards.errors import CardError, Fault
from cards.positions import line_of
from cards.quantity import Quantity
from cards.reading import nearest
from plant_io.plant import plants
from processes.costing import PriceCard
from processes.economics.site import DOLLARS, sites
from processes.kinetics import KineticsCard
from processes.library import kinetics_card, kinetics_cards, scale, scales
from processes.scale import Operation, Ownership, Vessel
from processes.transfer.solubility import boiling_temperature
from strains.catalogue.library import hosts, media, products

_Where = tuple[str, ...]
_Found = Iterator[tuple[_Where, str]]


def faults_of(study: Study, text: str, name: str) -> list[Fault]:
    """Every fault of a study whose paths are resolved; ``text`` and ``name`` are its file's, to place the faults."""
    found = [*_unknown_cards(study), *_missing_model(study), *_overrides(study)]
    found = found or [*_scales_as_changed(study)]
    found = found or [*_boils(study)]
    return [Fault(name, line_of(text, where), ".".join(where), message) for where, message in found]


def _unknown_cards(study: Study) -> _Found:
    choices: tuple[tuple[_Where, str, Callable[[], list[str]]], ...] = (
        (("strain", "host"), study.strain.host, hosts),
        (("strain", "product"), study.strain.product, products),
        (("strain", "medium"), study.strain.medium, media),
        (("kinetics", "card"), study.kinetics.card, kinetics_cards),
        (("scale", "pilot"), study.scale.pilot, scales),
        (("scale", "production"), study.scale.production, scales),
        (("plant", "card"), study.plant.card, plants),
        (("site", "name"), study.site.name or DOLLARS, sites),
    )
    for where, chosen, known in choices:
        if Path(chosen).is_absolute():
            if not Path(chosen).is_file():
                yield where, f"no such file: {chosen}"
        elif chosen not in known():
            yield where, f"there is no such card as '{chosen}'{nearest(chosen, known())}"


def _missing_model(study: Study) -> _Found:
    model = study.strain.model
    if model is not None and not model.startswith("cobra:") and not Path(model).is_file():
        yield ("strain", "model"), f"no such file: {model}"


def _overrides(study: Study) -> _Found:
    changes = study.scale.override
    yield from _misfits(("kinetics", "override"), study.kinetics.override, KineticsCard)
    yield from _misfits(("scale", "override", "pilot"), changes.pilot, Vessel, Operation, Ownership)
    yield from _misfits(("scale", "override", "production"), changes.production, Vessel, Operation, Ownership)
    yield from _misfits(("prices",), study.prices, PriceCard)


def _misfits(where: _Where, given: Mapping[str, Quantity], *cards: type[BaseModel]) -> _Found:
    """Overrides that no card has a quantity for, or that its field refuses (unit, bounds)."""
    fields: dict[str, FieldInfo] = {}
    for card in cards:
        fields |= {name: field for name, field in card.model_fields.items() if field.annotation is Quantity}
    for key, quantity in given.items():
        if key not in fields:
            yield (*where, key), f"unknown key{nearest(key, fields)}"
            continue
        kind: Any = Annotated[(Quantity, *fields[key].metadata)]
        try:
            TypeAdapter(kind).validate_python(quantity)
        except ValidationError as error:
            yield (*where, key), _message(error)


def _scales_as_changed(study: Study) -> _Found:
    """Vessels that their overrides turn into something that cannot be, judged as a whole."""
    changes = study.scale.override
    for part, name, changed in (
        ("pilot", study.scale.pilot, changes.pilot),
        ("production", study.scale.production, changes.production),
    ):
        if changed:
            try:
                scale(name).with_changes(changed)
            except ValidationError as error:
                told = [str(word) for word in error.errors()[0]["loc"] if word in changed]
                yield ("scale", "override", part, *told[-1:]), _message(error)


def _boils(study: Study) -> _Found:
    """A broth warmer than water boils at under the head pressure of the vessel."""
    changes = study.scale.override
    for part, name, changed in (
        ("pilot", study.scale.pilot, changes.pilot),
        ("production", study.scale.production, changes.production),
    ):
        try:
            celsius = study.kinetics.override.get("temperature", kinetics_card(study.kinetics.card).temperature).value
            pressure = scale(name).with_changes(changed).vessel.head_pressure.value
        except CardError:  # a card at fault tells its own faults, with its own lines, when it is used
            continue
        boils = boiling_temperature(pressure)
        if celsius >= boils:
            where = ("scale", "override", part, "head_pressure") if "head_pressure" in changed else ("kinetics",)
            yield (
                where,
                f"a broth of {celsius:g} °C boils at {boils:.1f} °C under the {pressure:g} bar of {name}; "
                "lower the temperature or raise head_pressure",
            )


def _message(error: ValidationError) -> str:
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
