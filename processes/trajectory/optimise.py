"""The optimiser: several simulated starts on a coarse mesh, the best of them on finer ones until SciPy agrees.

Searches are local: the plan is the best that was found, never proved the best there is. The same seed gives the same
answer; a time limit or Ctrl-C leaves the best found so far.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from processes.trajectory.adapting import adapted, dense, sharper
from processes.trajectory.collocated import Collocated, Solve
from processes.trajectory.errors import NoTrajectory, ProblemInvalid, SimulationFailed
from processes.trajectory.mesh import Mesh, Path
from processes.trajectory.multipliers import limit_values
from processes.trajectory.plan import KEPT_ASIDE, Plan, differences, excess_of, objective_with, reintegrated
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.starts import sizes_of, start_paths
from processes.trajectory.zeros import held_by_zero, without_zero

Progress = Callable[[str], None]
SAME = 1e-6  # relative difference of objectives below which two solves are one
GAIN = 1e-6  # of the objective, for which another sharpening is worth its time
NEAR = 1e-6  # where IPOPT's barrier begins from a trajectory that is a plan already


@dataclass(frozen=True)
class Settings:
    """coarse and fine: (elements, points). carried: how many plans of the coarse mesh go on to the fine one. rounds
    and most_elements end the refinement of the states, sharpenings that of the inputs. seconds: the time limit where
    a question gives none. tolerance: on the states, relative, against the independent integration."""

    starts: int = 8
    coarse: tuple[int, int] = (30, 3)
    fine: tuple[int, int] = (60, 5)
    carried: int = 2
    rounds: int = 6
    sharpenings: int = 2
    seconds: float | None = 45.0
    most_elements: int = 240
    tolerance: float = 1e-4
    coarse_iterations: int = 300
    seed: int = 0


class Optimiser:
    """One problem and its search. `best` holds the best plan so far, `model` the Pyomo model of its mesh."""

    def __init__(
        self,
        problem: DynamicProblem,
        settings: Settings | None = None,
        *,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> None:
        if time_limit is not None and not time_limit > 0.0:
            raise ProblemInvalid(f"the time limit is {time_limit:g} s; expected more than 0")
        self.problem, self.settings = problem, settings or Settings()
        self.time_limit = self.settings.seconds if time_limit is None else time_limit
        self.progress = progress or (lambda _: None)
        self.best: Plan | None = None
        self.collocated: Collocated | None = None
        self.solve: Solve | None = None
        self._began = time.perf_counter()
        self._tried = 0

    @property
    def model(self) -> Any:
        """The Pyomo model of the best plan. Add to it, then `again`."""
        return self.present()[0].model

    def present(self) -> tuple[Collocated, Solve]:
        """The compiled problem of the best plan and its solve. Raises ProblemInvalid before there is one."""
        if self.collocated is None or self.solve is None:
            raise ProblemInvalid(f"{self.problem.name}: nothing has been optimised yet; call optimise first")
        return self.collocated, self.solve

    # -- searching ---------------------------------------------------------------------------------------------------

    def optimise(self) -> Plan:
        """The best plan. Raises LimitsConflict if limits cannot be kept together, else NoTrajectory.

        At a time limit the best so far is returned and its status says so; KeyboardInterrupt passes, and `best` keeps
        it.
        """
        self._began = time.perf_counter()
        try:
            self._search()
        except KeyboardInterrupt:
            self._end("interrupted")
            raise
        if self.best is None:
            raise self._nothing()
        if self._late():
            self._end("time limit")
        return self.best

    def _end(self, status: str) -> None:
        if self.best is not None and self.best.status != "verified":
            self.best = replace(self.best, status=status, seconds=time.perf_counter() - self._began)

    def _nothing(self) -> NoTrajectory:
        if self._late():
            return NoTrajectory(
                f"{self.problem.name}: no trajectory was found within {self.time_limit:g} s; allow more time"
            )
        from processes.trajectory.infeasible import explain

        explain(self.problem, self.settings.seed)
        return NoTrajectory(
            f"{self.problem.name}: the solver ended without a trajectory from any of {self._tried} starts, and no "
            "limit can be blamed for it; check the bounds of the inputs, or ask with more starts"
        )

    def _search(self) -> None:
        found, seen = self._coarse(), list[float]()
        if self.settings.fine == self.settings.coarse and self.settings.rounds == 0:
            return
        fine = self._mesh(self.settings.fine)
        for place, coarse in enumerate(found):
            self.progress(f"plan {place + 1} of {len(found)}: on a finer mesh")
            solve = None if self._late() else self._refined(coarse.path.onto(fine), seen)
            if solve is not None:
                seen.append(solve.result.objective)
        self._release()
        for _ in range(self.settings.sharpenings if not self.problem.steady else 0):
            if self._late() or self.solve is None or not self._sharpened(self.solve):
                return

    def _release(self) -> None:
        """A plan that a zero holds back which physics keeps by itself: searched on without it, then with it again."""
        collocated, solve = self.collocated, self.solve
        best = self.best
        if collocated is None or solve is None or best is None or self._late() or not held_by_zero(collocated, solve):
            return
        self.progress("on without the zeros that hold it back")
        loose = without_zero(collocated, solve, self._left())
        simulated = self._simulated(loose) if loose.success else None
        if simulated is None:
            return
        gain = self.problem.sign * (objective_with(self.problem, simulated, loose.changes) - best.objective)
        if gain > SAME * abs(best.objective):
            self._refined(self._finer(simulated, loose.changes), [], near=True)

    def _simulated(self, solve: Solve) -> Path | None:
        try:
            return reintegrated(self.problem, solve.path, solve.changes)
        except SimulationFailed:
            return None

    def _sharpened(self, solve: Solve) -> bool:
        """Elements beside the larger steps of the inputs cut, for switches at a better time; whether that helped."""
        before = self.best.objective if self.best else 0.0
        path = sharper(self.problem, solve.path, self.settings.most_elements)
        if path is None:
            return False
        self.progress("finer where the inputs step")
        self._refined(self._finer(path, solve.changes), [], near=True)
        gain = self.problem.sign * ((self.best.objective if self.best else 0.0) - before)
        return gain > GAIN * abs(before)

    def _finer(self, path: Path, changes: Mapping[str, float]) -> Path:
        return adapted(self.problem, path, changes, self.settings.tolerance, self.settings.most_elements)

    def _mesh(self, size: tuple[int, int]) -> Mesh:
        if self.problem.steady:
            return Mesh(((1.0,),), 1)
        return Mesh.even(*size, phases=len(self.problem.phases))

    def _coarse(self) -> list[Solve]:
        """The best distinct solves on the coarse mesh, best first."""
        settings, found = self.settings, list[Solve]()
        mesh = self._mesh(settings.coarse)
        paths = start_paths(self.problem, mesh, settings.starts, settings.seed)
        self.sizes = sizes_of(paths)
        collocated = Collocated(self.problem, mesh, self.sizes)
        for place, path in enumerate(paths):
            if self._late():
                break
            self._tried += 1
            solve = collocated.solve(path, iterations=settings.coarse_iterations, time_limit=self._left())
            told = f"{solve.result.objective:.6g}" if solve.success else "no trajectory"
            self.progress(f"start {place + 1} of {len(paths)}: {told}")
            if solve.success:
                found.append(solve)
                self._offer(collocated, solve)
        return self._distinct(found)[: settings.carried]

    def _distinct(self, found: list[Solve]) -> list[Solve]:
        kept: list[Solve] = []
        for solve in sorted(found, key=lambda one: -self.problem.sign * one.result.objective):
            near = [abs(solve.result.objective - other.result.objective) for other in kept]
            if not near or min(near) > SAME * abs(solve.result.objective):
                kept.append(solve)
        return kept

    def _refined(self, path: Path, seen: list[float], near: bool = False) -> Solve | None:
        """A plan from a path, elements cut where its integration needs it until both agree; None if it was ``seen``.

        ``near``: the path is a plan already, of the same inputs on another mesh.
        """
        first = None
        for _ in range(self.settings.rounds + 1):
            collocated = Collocated(self.problem, path.mesh, self.sizes)
            solve = collocated.solve(path, time_limit=self._left(), barrier=NEAR if near else None)
            if near and not solve.success and not self._late():
                solve = collocated.solve(path, time_limit=self._left())
            if not solve.success or any(abs(solve.result.objective - one) < SAME * abs(one) for one in seen):
                return first
            first = first or solve
            plan, elements = self._offer(collocated, solve), path.mesh.elements
            if plan is None:
                return first
            self.progress(f"{elements} × {path.mesh.points}: {plan.objective:.6g}, gap {plan.gap:.1e}")
            if self._late() or plan.status == "verified":
                return first
            path, near = self._finer(plan.path, solve.changes), True
            if path.mesh.elements == elements:
                return first
        return first

    def _offer(self, collocated: Collocated, solve: Solve) -> Plan | None:
        """Re-integrate a solve, and keep it if it is the best; None where the integration fails."""
        try:
            plan = self._plan(collocated, solve)
        except SimulationFailed:
            return None
        if self.best is None or self._better(plan, self.best):
            self.best, self.collocated, self.solve = plan, collocated, solve
        return plan

    def _plan(self, collocated: Collocated, solve: Solve) -> Plan:
        """What the integration makes of a solve. Raises SimulationFailed."""
        problem, changes = self.problem, solve.changes
        simulated = reintegrated(problem, solve.path, changes)
        gap = float(differences(solve.path, simulated).max())
        excess = max(excess_of(problem, one, changes) for one in (simulated, dense(problem, solve.path, changes)))
        kept = gap <= self.settings.tolerance and excess <= KEPT_ASIDE
        return Plan(
            problem, objective_with(problem, simulated, changes), solve.result.objective, gap, excess,
            "verified" if kept else "not verified", simulated, solve.path, limit_values(collocated, solve), changes,
            time.perf_counter() - self._began, self._tried,
        )  # fmt: skip

    def _better(self, plan: Plan, other: Plan) -> bool:
        """A verified plan before one that is not; then one that keeps its limits; then by the objective."""

        def rank(one: Plan) -> tuple[bool, bool, float]:
            return one.status == "verified", one.excess <= KEPT_ASIDE, self.problem.sign * one.objective

        return rank(plan) > rank(other)

    def _left(self) -> float | None:
        if self.time_limit is None:
            return None
        return self.time_limit - (time.perf_counter() - self._began)

    def _late(self) -> bool:
        left = self._left()
        return left is not None and left <= 0.0

    # -- asking again ------------------------------------------------------------------------------------------------

    def again(self, changes: Mapping[str, float] | None = None, *, recompile: bool = False) -> Plan:
        """The best plan's neighbour with other parameters or limits, by name; `recompile` after the model was changed.

        The mesh stays; the plan says whether the re-integration agrees. Raises NoTrajectory if the solver ends without
        one.
        """
        collocated, solve = self.present()
        if recompile:
            collocated.compile()
        fresh = collocated.solve(solve.path if recompile else solve.result, changes, warm=not recompile)
        if not fresh.success:
            fresh = collocated.solve(solve.path, changes)
        if not fresh.success:
            raise NoTrajectory(
                f"{self.problem.name}: no trajectory was found near the present one ({changes or 'as it is'})"
            )
        plan = self._plan(collocated, fresh)
        self.solve, self.best = fresh, plan
        return plan


def optimise(
    problem: DynamicProblem,
    settings: Settings | None = None,
    *,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The best plan that was found for a problem; see `Optimiser`."""
    return Optimiser(problem, settings, time_limit=time_limit, progress=progress).optimise()
