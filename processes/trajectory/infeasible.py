"""Why there is no trajectory: the limits that cannot be kept together, and by how much each would have to give.

The rates and the bounds of the inputs are held; every named limit may give, at a price of its own size. The least sum
of what they give is a problem of its own, compiled once. Searches are local: what is told is a way out that was found.
"""

from __future__ import annotations

from collections.abc import Sequence

from processes.trajectory.collocated import Collocated, Solve
from processes.trajectory.errors import LimitsConflict
from processes.trajectory.limits import NamedLimit
from processes.trajectory.mesh import Mesh, Path
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.starts import sizes_of, start_paths

NOTHING = 1e-5  # of a limit's size
STARTS = 3


def explain(problem: DynamicProblem, seed: int = 0, elements: int = 20) -> None:
    """Raises LimitsConflict with the limits in conflict; returns if every limit can be kept, or nothing was found."""
    mesh = Mesh(((1.0,),), 1) if problem.steady else Mesh.even(elements, 3, len(problem.phases))
    paths = start_paths(problem, mesh, STARTS, seed)
    elastic = Elastic(problem, mesh, paths)
    together = elastic.least(elastic.names)
    if together is None:
        return
    pressed = [name for name, give in elastic.gives(together).items() if give > NOTHING]
    if not pressed:
        return
    taking_part = elastic.taking_part(together)
    alone = {name: give for name in taking_part if (give := elastic.alone(name, together)) is not None}
    raise LimitsConflict(_sentence(problem, elastic, taking_part, alone, together), tuple(taking_part), alone)


class Elastic:
    """The problem with its limits giving, compiled once."""

    def __init__(self, problem: DynamicProblem, mesh: Mesh, paths: list[Path]) -> None:
        self.collocated = Collocated(problem, mesh, sizes_of(paths), elastic=True)
        self.paths = paths
        self.limits: dict[str, NamedLimit] = {one.name: one for one in self.collocated.builder.limits}
        self.names = tuple(self.limits)

    def least(self, giving: Sequence[str], near: Solve | None = None) -> Solve | None:
        """The trajectory in which these limits give least in sum; None if none was found."""
        m, nlp = self.collocated.model, self.collocated.nlp
        for name in self.names:
            nlp.set_bounds(m.give[name], 0.0, None if name in giving else 0.0)
        for start in [near.result] if near is not None else self.paths:
            solve = self.collocated.solve(start, iterations=300)
            if solve.success:
                return solve
        return None

    def gives(self, solve: Solve) -> dict[str, float]:
        """What every limit gives, in its sizes."""
        values = self.collocated.nlp.values_of(self.collocated.model.give, solve.result)
        return dict(zip(self.names, values.tolist(), strict=True))

    def taking_part(self, solve: Solve) -> list[str]:
        """Limits that give, or whose giving would save: those whose price is not free."""
        m, nlp = self.collocated.model, self.collocated.nlp
        gives, found = self.gives(solve), []
        for name in self.names:
            price = 1.0 - float(solve.result.zl[nlp.index_of(m.give[name])])  # of one size, saved by one size
            if gives[name] > NOTHING or price > 1e-3:
                found.append(name)
        return sorted(found, key=lambda name: -gives[name])

    def alone(self, name: str, near: Solve) -> float | None:
        """By how much one limit has to give when all others are kept, in its unit; None if that cannot help."""
        solve = self.least((name,), near)
        if solve is None:
            return None
        give = self.gives(solve)[name]
        return give * self.limits[name].size if give > NOTHING else None


def _sentence(
    problem: DynamicProblem, elastic: Elastic, names: Sequence[str], alone: dict[str, float], together: Solve
) -> str:
    told = " and ".join(elastic.limits[name].say() for name in names)
    one = "cannot be kept" if len(names) == 1 else "cannot be kept together"
    if alone:
        ways = [_way(elastic.limits[name], give) for name, give in alone.items()]
        return f"{problem.name}: {told} {one}; {', or '.join(ways)}"
    gives = elastic.gives(together)
    ways = [
        _way(elastic.limits[name], gives[name] * elastic.limits[name].size) for name in names if gives[name] > NOTHING
    ]
    return f"{problem.name}: {told} {one}; {' and '.join(ways)}"


def _way(limit: NamedLimit, give: float) -> str:
    unit = f" {limit.unit}" if limit.unit else ""
    return f"{limit.name} would have to give {give:.3g}{unit} (to {limit.value + limit.sign * give:.4g}{unit})"
