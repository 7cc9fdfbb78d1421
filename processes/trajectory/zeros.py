"""Lower bounds of zero that hold a plan back.

A state that physics keeps above zero needs no such bound, yet on a coarse mesh the collocation would pass it where the
state falls fast to nothing. The bound then holds the hours or the inputs where they are, and its multiplier says so.
Without the bound some rates have poles: it is loosened only a little, for one solve that the integration judges.
"""

from __future__ import annotations

from processes.trajectory.collocated import Collocated, Solve

ROOM = 0.01  # of a state's size, below zero
ITERATIONS = 100  # of the loosened solve, which may wander off
PRESSED = 1e-3  # of the objective, that a bound moved by a state's size is worth


def held_by_zero(collocated: Collocated, solve: Solve) -> bool:
    """Whether the plan would be another if states could be a little less than nothing."""
    m, nlp = collocated.model, collocated.nlp
    worth = 0.0
    for name in _zeros(collocated):
        index = [nlp.index_of(variable) for variable in m.state[name, :, :, :]]
        worth += float(abs(solve.result.zl[index]).sum()) * collocated.builder.sizes[name]
    return worth > PRESSED * abs(solve.result.objective)


def without_zero(collocated: Collocated, solve: Solve, time_limit: float | None) -> Solve:
    """The solve again, its zeros loosened by a little; the bounds are back afterwards."""
    m, nlp, builder = collocated.model, collocated.nlp, collocated.builder
    try:
        for name in _zeros(collocated):
            nlp.set_bounds(list(m.state[name, :, :, :]), -ROOM * builder.sizes[name], builder.state_bounds(name)[1])
        return collocated.solve(solve.path, solve.changes, iterations=ITERATIONS, time_limit=time_limit)
    finally:
        for name in _zeros(collocated):
            nlp.set_bounds(list(m.state[name, :, :, :]), *builder.state_bounds(name))


def _zeros(collocated: Collocated) -> list[str]:
    return [name for name, state in collocated.problem.states.items() if state.lower == 0.0]
