"""Gene rules (gene-protein-reaction associations): which genes a reaction needs."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import Literal

# A gene; ("and", ...) for a complex that needs all its parts; ("or", ...) for isozymes; None where no gene is known.
GeneRule = str | tuple[Literal["and", "or"], tuple["GeneRule", ...]] | None


def from_ast(node: ast.AST | None) -> GeneRule:
    """The rule of a parsed expression: names, ``and``, ``or``, as COBRApy holds it."""
    if node is None:
        return None
    if isinstance(node, ast.Expression):
        return from_ast(node.body)
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.BoolOp):
        word: Literal["and", "or"] = "and" if isinstance(node.op, ast.And) else "or"
        return (word, tuple(from_ast(value) for value in node.values))
    raise ValueError(f"a gene rule holds {type(node).__name__}; expected genes, 'and' and 'or'")


def carried(rule: GeneRule, dead: Collection[str]) -> bool:
    """Whether an enzyme is left when the genes ``dead`` are deleted."""
    if rule is None:
        return True
    if isinstance(rule, str):
        return rule not in dead
    word, parts = rule
    if word == "and":
        return all(carried(part, dead) for part in parts)
    return any(carried(part, dead) for part in parts)


def genes_of(rule: GeneRule) -> frozenset[str]:
    """Genes that a rule names."""
    if rule is None:
        return frozenset()
    if isinstance(rule, str):
        return frozenset([rule])
    return frozenset().union(*(genes_of(part) for part in rule[1]))
