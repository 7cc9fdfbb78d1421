"""Which bound of the model a variable of the compressed programme stands for."""

from __future__ import annotations

import numpy as np

from strains.dynamic.program import SHORT, Program

CLOSE = 1e-7  # relative to 1 + its size; a bound this near is the one that is met


def bound_name(program: Program, variable: int, upper: bool) -> tuple[str, str]:
    """Reaction and side ("limit", "lower", "upper") that ``variable`` at its upper or lower bound means."""
    columns = len(program.problem.columns)
    if variable >= columns:
        return _row_name(program, variable - columns)
    reduced = program.reduced
    problem = program.problem
    bound = float(problem.upper[variable] if upper else problem.lower[variable])
    for place in np.flatnonzero(reduced.leader == variable).tolist():
        side = upper == (reduced.ratio[place] > 0)
        own = float(reduced.original.upper[place] if side else reduced.original.lower[place])
        value = reduced.ratio[place] * bound + reduced.shift[place]
        if abs(value - own) <= CLOSE * (1.0 + abs(own)):
            return _reaction(reduced.original.columns[place]), "upper" if side else "lower"
    return _reaction(problem.columns[variable]), "upper" if upper else "lower"


def _row_name(program: Program, row: int) -> tuple[str, str]:
    found = np.flatnonzero(program.moving == row)
    if len(found):
        return program.limited[int(found[0])], "limit"
    entries = program.problem.matrix.tocsr()[row]
    for column in entries.indices.tolist():
        name = program.problem.columns[column]
        if name.startswith(SHORT):
            return name.removeprefix(SHORT), "lower"
    return _reaction(program.problem.columns[int(entries.indices[0])]), "lower"


def _reaction(column: str) -> str:
    return column.removeprefix(SHORT)
