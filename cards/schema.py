"""What a card's schema expects at a key: the keys beside it, and the unit of its number."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from cards.quantity import FieldsOf, In, Quantity


def keys_at(kind: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that may stand at ``path`` of a card of ``kind``; empty where names are the user's own."""
    model = _model(_at(kind, path)[0])
    return [] if model is None else list(model.model_fields)


def is_quantity(kind: type[BaseModel], path: Sequence[str | int]) -> bool:
    """Whether a number with unit and source is expected at ``path``."""
    model = _model(_at(kind, path)[0])
    return model is not None and issubclass(model, Quantity)


def unit_at(kind: type[BaseModel], path: Sequence[str | int]) -> str | None:
    """Unit in which the quantity at ``path`` is held; None where it may have any."""
    of = [one for one in _at(kind, path[:-1])[1] if isinstance(one, FieldsOf)]
    if of:
        return of[0].unit(str(path[-1]))
    annotation, metadata = _at(kind, path)
    return next((one.unit for one in (*metadata, *_open(annotation)) if isinstance(one, In)), None)


def _at(kind: type[BaseModel], path: Sequence[str | int]) -> tuple[Any, Sequence[Any]]:
    """Annotation and metadata at ``path``, through models, lists and dicts; None where nothing is expected."""
    annotation: Any = kind
    metadata: Sequence[Any] = ()
    for part in path:
        model = _model(annotation)
        if model is None:
            annotation, metadata = _entry(annotation), ()
        elif str(part) in model.model_fields:
            field = model.model_fields[str(part)]
            annotation, metadata = field.annotation, field.metadata
        else:
            return None, ()
    return annotation, metadata


def _model(annotation: Any) -> type[BaseModel] | None:
    return next((one for one in _open(annotation) if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _entry(annotation: Any) -> Any:
    """What a list or a dict holds."""
    held = next((one for one in _open(annotation) if typing.get_origin(one) in (list, tuple, dict)), None)
    arguments = typing.get_args(held)
    if not arguments:
        return None
    return arguments[1] if typing.get_origin(held) is dict else arguments[0]


def _open(annotation: Any) -> Iterator[Any]:
    """The annotation, and what it says without options and annotations around it."""
    yield annotation
    if typing.get_origin(annotation) in (typing.Annotated, typing.Union, types.UnionType):
        for argument in typing.get_args(annotation):
            yield from _open(argument)
