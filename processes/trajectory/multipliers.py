"""Multipliers of a solve as values of the limits, over time and in sum."""

from __future__ import annotations

import numpy as np

from processes.trajectory.collocated import Collocated, Solve
from processes.trajectory.limits import NamedLimit
from processes.trajectory.mesh import Array
from processes.trajectory.plan import LimitValue

NEGLIGIBLE = 1e-6  # of the objective for a change of a limit by its size: the barrier's trace on what is not active


def limit_values(collocated: Collocated, solve: Solve) -> tuple[LimitValue, ...]:
    """For every limit the change of the objective when its number rises by one unit."""
    times = collocated.mesh.times(solve.path.hours)
    found = []
    for one in collocated.builder.limits:
        where, parts = _parts(collocated, solve, one, times)
        total = float(parts.sum())
        if abs(total) * one.size <= NEGLIGIBLE * max(abs(solve.result.objective), 1e-12):
            total, parts = 0.0, np.zeros_like(parts)
        found.append(LimitValue(one.name, one.unit, total, where, parts))
    return tuple(found)


def _parts(collocated: Collocated, solve: Solve, one: NamedLimit, times: Array) -> tuple[Array, Array]:
    """Times and parts of the value there, scenarios added."""
    m, nlp = collocated.model, collocated.nlp
    if one.kind == "hours":
        variable = m.hours[one.key]
        if variable.fixed:
            return np.zeros(0), np.zeros(0)
        return times[-1:, -1], solve.result.zu[[nlp.index_of(variable)]]
    if one.kind == "terminal":
        rows = [m.terminal[one.name, s] for s in collocated.builder.scenarios]
        return times[-1:, -1], np.array([float(nlp.dual_of(rows, solve.result).sum())]) * one.sign / one.size
    if one.kind == "path":
        keys = [key for key in m.path if key[0] == one.name]
        duals = nlp.dual_of([m.path[key] for key in keys], solve.result) * one.sign / one.size
        return _by_time(keys, duals, times)
    keys = [key for key in m.state if key[0] == one.key]
    index = [nlp.index_of(m.state[key]) for key in keys]
    return _by_time(keys, (solve.result.zu if one.sign > 0 else solve.result.zl)[index], times)


def _by_time(keys: list[tuple[str, str, int, int]], values: Array, times: Array) -> tuple[Array, Array]:
    where = sorted({(e, k) for _, _, e, k in keys})
    sums = dict.fromkeys(where, 0.0)
    for (_, _, e, k), value in zip(keys, values.tolist(), strict=True):
        sums[e, k] += value
    return np.array([times[place] for place in where]), np.array(list(sums.values()))
