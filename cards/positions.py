"""Where a key stands in a TOML text. Only read when there is a fault to place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

Key = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Line (from 1) of the key ``path``, or of the nearest enclosing key that is written down."""
    lines = _placed(text)
    key = tuple(path)
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


@lru_cache(maxsize=1)  # a card with many faults is parsed once
def _placed(text: str) -> dict[Key, int]:
    return dict(_lines(text))


def _lines(text: str) -> Iterator[tuple[Key, int]]:
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
    elements: dict[Key, int] = {}
    for node in root.children:
        if node.type == "pair":
            yield from _pair(node, ())
        elif node.type in ("table", "table_array_element"):
            header = _key(node.named_children[0])
            if node.type == "table_array_element":
                elements[header] = elements.get(header, -1) + 1
                _restart_below(header, elements)
            prefix = _numbered(header, elements)
            yield prefix, node.start_point[0] + 1
            for child in node.named_children[1:]:
                if child.type == "pair":
                    yield from _pair(child, prefix)


def _restart_below(header: Key, elements: dict[Key, int]) -> None:
    """A new ``[[tags]]`` begins its own count of ``[[tags.limits]]``."""
    for other in [key for key in elements if len(key) > len(header) and key[: len(header)] == header]:
        del elements[other]


def _numbered(key: Key, elements: dict[Key, int]) -> Key:
    """``tags.limits`` below the third ``[[tags]]`` is ``tags, 2, limits``."""
    numbered: list[str | int] = []
    for depth, part in enumerate(key, start=1):
        numbered.append(part)
        if key[:depth] in elements:
            numbered.append(elements[key[:depth]])
    return tuple(numbered)


def _pair(node: Node, prefix: Key) -> Iterator[tuple[Key, int]]:
    parts = [child for child in node.named_children if child.type != "comment"]
    key = prefix + _key(parts[0])
    yield key, node.start_point[0] + 1
    yield from _value(parts[-1], key)


def _value(node: Node, key: Key) -> Iterator[tuple[Key, int]]:
    if node.type == "inline_table":
        for child in node.named_children:
            if child.type == "pair":
                yield from _pair(child, key)
    elif node.type == "array":
        values = [child for child in node.named_children if child.type != "comment"]
        for index, child in enumerate(values):
            yield (*key, index), child.start_point[0] + 1
            yield from _value(child, (*key, index))


def _key(node: Node) -> Key:
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _key(child))
    text = (node.text or b"").decode()
    return (text.strip("\"'") if node.type == "quoted_key" else text,)
