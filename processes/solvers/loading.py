"""Values and multipliers of a solution into a Pyomo model, or into Pyomo's results object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyomo.core.base.suffix import active_import_suffix_generator
from pyomo.core.expr.symbol_map import SymbolMap
from pyomo.core.staleflag import StaleFlagManager
from pyomo.environ import value
from pyomo.opt import SolutionStatus, SolverResults
from pyomo.opt.results import Solution

from processes.solvers.symbols import Array


@dataclass(frozen=True)
class SuffixTables:
    """Values of Pyomo's import suffixes, by name, in the order of the variables and of the constraints."""

    variables: dict[str, list[float]]
    constraints: dict[str, list[float]]


def suffix_tables(zl: Array, zu: Array, duals: Array) -> SuffixTables:
    """Multipliers under the names that Pyomo's `ipopt` uses; `rc` is the larger of the two bound multipliers."""
    reduced = np.where(np.abs(zl) >= np.abs(zu), zl, zu)
    return SuffixTables(
        {"ipopt_zL_out": zl.tolist(), "ipopt_zU_out": zu.tolist(), "rc": reduced.tolist()}, {"dual": duals.tolist()}
    )


def load_values(variables: Sequence[Any], values: Sequence[float], eliminated: Sequence[tuple[Any, Any]] = ()) -> None:
    """Give the variables their values; all others of Pyomo's models become stale, as after any solve."""
    StaleFlagManager.mark_all_as_stale()
    for variable, number in zip(variables, values, strict=True):
        variable.set_value(number, skip_validation=True)
    for variable, expression in eliminated:
        variable.set_value(value(expression), skip_validation=True)
    StaleFlagManager.mark_all_as_stale(delayed=True)


def eliminated_values(
    variables: Sequence[Any], values: Sequence[float], eliminated: Sequence[tuple[Any, Any]]
) -> list[tuple[Any, float]]:
    """Values of the variables that a presolve took out, the model keeping the values it has."""
    if not eliminated:
        return []
    touched = [*variables, *(variable for variable, _ in eliminated)]
    before = [(variable, variable.value, variable.stale) for variable in touched]
    load_values(variables, values, eliminated)
    answer = [(variable, float(variable.value)) for variable, _ in eliminated]
    for variable, number, stale in before:
        variable.set_value(number, skip_validation=True)
        variable.stale = stale
    return answer


def load_suffixes(model: Any, variables: Sequence[Any], constraints: Sequence[Any], tables: SuffixTables) -> None:
    """Fill the import suffixes that the model has; what they held before is dropped."""
    for name, suffix in active_import_suffix_generator(model):
        for table, components in ((tables.variables, variables), (tables.constraints, constraints)):
            if name in table:
                suffix.clear_all_values()
                for component, number in zip(components, table[name], strict=True):
                    suffix[component] = number


def store_solution(
    model: Any,
    results: SolverResults,
    status: SolutionStatus,
    variables: Sequence[tuple[Any, float]],
    constraints: Sequence[Any],
    tables: SuffixTables,
) -> None:
    """Put a solution into the results with the symbols that `model.solutions.load_from(results)` reads."""
    symbols, solution = SymbolMap(), Solution()
    solution.status = status
    wanted = [name for name, _ in active_import_suffix_generator(model)]
    of_variables = {_entry_name(name): tables.variables[name] for name in wanted if name in tables.variables}
    of_constraints = {_entry_name(name): tables.constraints[name] for name in wanted if name in tables.constraints}
    for index, (variable, number) in enumerate(variables):
        symbols.addSymbol(variable, f"v{index}")
        rest = {name: column[index] for name, column in of_variables.items() if index < len(column)}
        solution.variable[f"v{index}"] = {"Value": number, **rest}
    for index, constraint in enumerate(constraints):
        symbols.addSymbol(constraint, f"c{index}")
        solution.constraint[f"c{index}"] = {name: column[index] for name, column in of_constraints.items()}
    results.solution.insert(solution)
    results._smap = symbols
    results._smap_id = id(symbols)


def _entry_name(suffix: str) -> str:
    return suffix[0].upper() + suffix[1:]
