"""Where the members of Pyomo components stand in the vectors of a compiled problem."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyomo.common.collections import ComponentMap
from pyomo.core.base.constraint import ConstraintData
from pyomo.core.base.var import VarData

from processes.solvers.errors import SolverFailed
from processes.solvers.symbols import Array

Index = NDArray[np.intp]


class Layout:
    """Positions of unknowns, parameters and constraints; vectorised, and remembered for whole components."""

    def __init__(
        self, unknowns: Sequence[VarData], parameters: Sequence[VarData], constraints: Sequence[ConstraintData]
    ) -> None:
        self._n = len(unknowns)
        self._places = _positions([*unknowns, *parameters])
        self._row_of = _positions(constraints)
        self._remembered = ComponentMap()

    def unknowns(self, variables: Any) -> Index:
        """Positions in x. Raises `SolverFailed` for what is no unknown."""
        index = self._indices(variables, self._place)
        if np.any(index >= self._n):
            bad = next(m for m, i in zip(members(variables), index, strict=True) if i >= self._n)
            known = "a parameter" if bad in self._places else "fixed, or in no active constraint or objective"
            raise SolverFailed(f"{bad.name} is no unknown of the problem: it is {known}")
        return index

    def rows(self, constraints: Any) -> Index:
        """Positions among the constraints. Raises `SolverFailed` for what is none of the problem's."""
        index = self._indices(constraints, self._row)
        if np.any(index < 0):
            bad = next(m for m, i in zip(members(constraints), index, strict=True) if i < 0)
            raise SolverFailed(f"{bad.name} is no constraint of the problem: it was inactive or constant at the build")
        return index

    def values(self, variables: Any, x: Array, p: Array) -> Array:
        """Values of unknowns and parameters; what stands outside the problem has the model's value."""
        index = self._indices(variables, self._place)
        outside = index >= len(self._places)
        # One place more than there are variables, for those outside.
        values = np.append(np.concatenate([x, p]), np.nan)[index]
        if outside.any():
            values[outside] = [model_value(m) for m, out in zip(members(variables), outside, strict=True) if out]
        return values

    def _place(self, variable: VarData) -> int:
        return int(self._places.get(variable, len(self._places)))

    def _row(self, constraint: ConstraintData) -> int:
        return int(self._row_of.get(constraint, -1))

    def _indices(self, components: Any, place: Callable[[Any], int]) -> Index:
        if not hasattr(components, "is_indexed"):
            return np.array([place(member) for member in members(components)], dtype=np.intp)
        if components not in self._remembered:
            self._remembered[components] = np.array([place(m) for m in members(components)], dtype=np.intp)
        found: Index = self._remembered[components]
        return found


class ParameterLayout:
    """Names, order and default values of the parameters."""

    def __init__(self, given: Mapping[str, Any] | Iterable[Any]) -> None:
        groups = _groups(given)
        self.members: tuple[VarData, ...] = tuple(member for group in groups.values() for member in group)
        if len(_positions(self.members)) != len(self.members):
            raise SolverFailed("a variable is given twice among the parameters")
        self._slices: dict[str, slice] = {}
        begin = 0
        for name, group in groups.items():
            self._slices[name] = slice(begin, begin + len(group))
            begin += len(group)
        self._default = np.array([model_value(member) for member in self.members], dtype=np.float64)

    def values(self, given: Mapping[str, ArrayLike] | ArrayLike | None) -> Array:
        """All values in order, from all of them or from some by name. Raises `SolverFailed` for what does not fit."""
        p = self._default.copy()
        if isinstance(given, Mapping):
            for name, numbers in given.items():
                where = self._slice(name)
                p[where] = sized(numbers, where.stop - where.start, name, broadcast=True)
        elif given is not None:
            p[:] = sized(given, len(p), "parameter_values")
        if not np.all(np.isfinite(p)):
            bad = self.members[int(np.flatnonzero(~np.isfinite(p))[0])]
            raise SolverFailed(f"the parameter {bad.name} has no finite value")
        return p

    def _slice(self, name: str) -> slice:
        if name not in self._slices:
            near = difflib.get_close_matches(str(name), self._slices, 1)
            raise SolverFailed(f"no parameter is named {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return self._slices[name]


def members(components: Any) -> list[Any]:
    """The data members of a component, of one member, or of a nested list of them."""
    if hasattr(components, "is_indexed"):
        return list(components.values()) if components.is_indexed() else [components]
    if hasattr(components, "parent_component"):
        return [components]
    return [member for component in components for member in members(component)]


@contextmanager
def unfixed(variables: Iterable[VarData]) -> Iterator[None]:
    """Unfix variables meanwhile: the writer would turn fixed ones into numbers."""
    fixed = [variable for variable in variables if variable.fixed]
    for variable in fixed:
        variable.unfix()
    try:
        yield
    finally:
        for variable in fixed:
            variable.fix()


def model_value(variable: VarData) -> float:
    """The value that the model holds, nan if none."""
    return float("nan") if variable.value is None else float(variable.value)


def sized(values: ArrayLike, size: int, what: str, *, broadcast: bool = False) -> Array:
    """A flat array of this size; `broadcast` lets one number stand for all."""
    array = np.asarray(values, dtype=np.float64).ravel()
    if broadcast and array.size == 1:
        array = np.full(size, array[0])
    if array.size != size:
        raise SolverFailed(f"{what} has {array.size} values; {size} are needed")
    return array


def _groups(given: Mapping[str, Any] | Iterable[Any]) -> dict[str, list[VarData]]:
    # An indexed Var of Pyomo is a mapping too.
    if isinstance(given, Mapping) and not hasattr(given, "is_indexed"):
        return {name: members(group) for name, group in given.items()}
    components: list[Any] = [given] if hasattr(given, "parent_component") else list(given)
    groups: dict[str, list[VarData]] = {}
    for component in components:
        if component.name in groups:
            raise SolverFailed(f"the parameter {component.name} is given twice")
        groups[component.name] = members(component)
    return groups


def _positions(components: Sequence[Any]) -> Any:
    return ComponentMap((component, index) for index, component in enumerate(components))
