"""A Pareto front between the objective and one more figure, by warm-started solves of one compiled model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from processes.trajectory.collocated import Solve
from processes.trajectory.errors import NoTrajectory, ProblemInvalid
from processes.trajectory.mesh import Mesh
from processes.trajectory.optimise import SAME, Optimiser, Progress, Settings
from processes.trajectory.plan import objective_with, reintegrated
from processes.trajectory.problem import DynamicProblem, EndFunction, Limit
from processes.trajectory.simulate import objective_of
from processes.trajectory.starts import start_paths
from processes.trajectory.values import End

BARRIER = 1e-4  # where warm starts begin: a neighbour on a front is near, not next
FIRST, SECOND = "weight_of_first", "weight_of_second"
ONE = 1e-4  # relative difference of the second objective below which both ends are one plan
LOOSE = 1e3  # sizes of the second objective that its level is away while it does not count
LEVEL = "at the second objective"


@dataclass(frozen=True, eq=False)
class FrontPoint:
    """One plan of a front: both objectives as re-integrated, and what the collocation said."""

    first: float
    second: float
    collocated: float
    solve: Solve


def front(
    problem: DynamicProblem, second: EndFunction, points: int = 20, *, maximise: bool = True,
    settings: Settings | None = None, mesh: tuple[int, int] = (30, 3), progress: Progress | None = None,
) -> list[FrontPoint]:  # fmt: skip
    """Plans between the best of `problem.objective` and the best of `second`, by rising `second`; none beaten.

    Both ends are searched from several starts; the points between are walked from both ends and the better kept.
    Raises ProblemInvalid where both objectives have their best at the same plan, so that there is no front.
    """
    if second is problem.objective:
        raise ProblemInvalid(f"{problem.name}: a front of an objective with itself has one point; give another one")
    if points < 2:
        raise ProblemInvalid(f"{problem.name}: a front of {points} points; expected 2 or more")
    chosen = settings or Settings()
    coarse = replace(chosen, coarse=mesh, fine=mesh, carried=1, rounds=0, sharpenings=0)
    walk = _Walk(_joined(problem, second, maximise, mesh, chosen.seed), second, maximise, coarse, progress)
    return walk.between(points)


def _joined(
    problem: DynamicProblem, second: EndFunction, more: bool, mesh: tuple[int, int], seed: int
) -> DynamicProblem:
    """Both objectives with weights as parameters, and a level for the second: one model serves every point."""
    elements = Mesh(((1.0,),), 1) if problem.steady else Mesh.even(*mesh, phases=len(problem.phases))
    size = abs(objective_of(problem, start_paths(problem, elements, 1, seed)[0], objective=second)) or 1.0
    sense = 1.0 if more == problem.maximise else -1.0

    def both(end: End) -> Any:
        return end.p[FIRST] * problem.objective(end) + end.p[SECOND] * sense / size * second(end)

    level = Limit(second, lower=-LOOSE * size, size=size) if more else Limit(second, upper=LOOSE * size, size=size)
    parameters = {**problem.parameters, FIRST: 1.0, SECOND: 0.0}
    return replace(problem, objective=both, parameters=parameters, terminal={**problem.terminal, LEVEL: level})


class _Walk:
    """Solves along the levels of the second objective."""

    def __init__(
        self, problem: DynamicProblem, second: EndFunction, more: bool, settings: Settings, progress: Progress | None
    ) -> None:
        self.problem, self.second, self.more, self.settings = problem, second, more, settings
        self.progress: Progress = progress or (lambda _: None)
        optimiser = Optimiser(problem, settings)
        optimiser.optimise()
        self.collocated, self.best = optimiser.present()

    def _furthest(self) -> Solve:
        """The best of the second objective, from the first's and from simulations."""
        starts = start_paths(self.problem, self.collocated.mesh, self.settings.starts, self.settings.seed)
        changes = {FIRST: 0.0, SECOND: 1.0}
        solves = [self.collocated.solve(start, changes, iterations=300) for start in (self.best.path, *starts)]
        found = [solve for solve in solves if solve.success]
        if not found:
            raise NoTrajectory(f"{self.problem.name}: the solver ended without a plan for the second objective alone")
        return max(found, key=lambda solve: self.problem.sign * solve.result.objective)

    def between(self, points: int) -> list[FrontPoint]:
        """All points. Where the way leads to a better first end than the one searched, it is walked again."""
        high = self._furthest()
        reach = self._second(high)
        found: list[Solve | None] = []
        for _ in range(2):
            levels = self._levels(reach, points)
            found = self._loosening(high, levels)
            self._tightening(levels, found)
            freed = self.collocated.solve(max((one for one in found if one), key=self._merit, default=self.best).path)
            if not freed.success or not self._beats(freed, self.best):
                break
            self.best = freed
        kept = [self.best, *(solve for solve in found if solve is not None)]
        if len(kept) < 2:
            raise NoTrajectory(f"{self.problem.name}: the solver ended without a plan at every point between the ends")
        return self._undominated([self._point(solve) for solve in kept])

    def _merit(self, solve: Solve) -> float:
        return self.problem.sign * solve.result.objective

    def _levels(self, reach: float, points: int) -> list[float]:
        """Levels of the second objective, from the first end's neighbour to the far end."""
        least = self._second(self.best)
        if abs(reach - least) <= ONE * max(abs(reach), abs(least)):
            raise ProblemInvalid(
                f"{self.problem.name}: both objectives are best at the same plan, so there is no front between them; "
                "give one that costs the other something"
            )
        levels: list[float] = np.linspace(least, reach, points)[1:].tolist()
        levels[-1] -= 1e-6 * (reach - least)  # the very end may be kept by one plan only
        return levels

    def _loosening(self, high: Solve, levels: list[float]) -> list[Solve | None]:
        """From the far end on: the last plan keeps the next level too."""
        far = self.collocated.solve(high.path, {LEVEL: levels[-1]})
        last, found = (far if far.success else high), [far if far.success else None]
        for level in levels[-2::-1]:
            solve = self._at(last, level)
            last = solve or last
            found.append(solve)
        return found[::-1]

    def _tightening(self, levels: list[float], found: list[Solve | None]) -> None:
        """From the first end on, as long as that gives better plans."""
        last = self.best
        for place, level in enumerate(levels):
            solve = self._at(last, level)
            if solve is None or not self._beats(solve, found[place]):
                return
            found[place] = last = solve

    def _beats(self, one: Solve, other: Solve | None) -> bool:
        if other is None:
            return True
        gain = self.problem.sign * (one.result.objective - other.result.objective)
        return gain > SAME * abs(other.result.objective)

    def _at(self, near: Solve, level: float) -> Solve | None:
        solve = self.collocated.solve(near.result, {LEVEL: level}, warm=True, iterations=60, barrier=BARRIER)
        if not solve.success:
            solve = self.collocated.solve(near.path, {LEVEL: level})
        self.progress(f"second objective {level:.5g}: {'solved' if solve.success else 'no plan'}")
        return solve if solve.success else None

    def _second(self, solve: Solve) -> float:
        return objective_of(self.problem, solve.path, objective=self.second)

    def _point(self, solve: Solve) -> FrontPoint:
        simulated = reintegrated(self.problem, solve.path, {})
        second = objective_of(self.problem, simulated, objective=self.second)
        return FrontPoint(objective_with(self.problem, simulated, {}), second, solve.result.objective, solve)

    def _undominated(self, found: list[FrontPoint]) -> list[FrontPoint]:
        more = 1.0 if self.more else -1.0
        kept = [
            one for one in found
            if not any(_beats(other, one, self.problem.sign, more) for other in found if other is not one)
        ]  # fmt: skip
        return sorted(kept, key=lambda point: point.second)


def _beats(one: FrontPoint, other: FrontPoint, first: float, second: float) -> bool:
    gains = first * (one.first - other.first), second * (one.second - other.second)
    return min(gains) >= 0.0 and max(gains) > 0.0
