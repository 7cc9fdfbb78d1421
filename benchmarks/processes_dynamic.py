"""Dynamic optimisation against what a competent user of CasADi and Pyomo writes, both sides in the same run."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.harness import Row, less_is_better
from processes.collocation import radau
from processes.trajectory.collocated import OPTIONS, Collocated
from processes.trajectory.front import front
from processes.trajectory.mesh import Mesh, Path
from processes.trajectory.optimise import Optimiser, Settings
from processes.trajectory.plan import reintegrated
from processes.trajectory.problem import DynamicProblem, Limit
from processes.trajectory.published import cuthrell_biegler
from processes.trajectory.published.chen_hwang import ethanol
from processes.trajectory.published.cuthrell_biegler import penicillin
from processes.trajectory.sampling import sample
from processes.trajectory.simulate import objective_of
from processes.trajectory.starts import sizes_of, start_paths
from processes.trajectory.values import Values

TIMES = 3


def measure(quick: bool) -> list[Row]:
    """All rows. ``quick``: small meshes, few samples."""
    times = 1 if quick else TIMES
    elements = 10 if quick else 60
    return [
        _penicillin(elements, times),
        *_asked_again(elements // 2, times, samples=4 if quick else 200, points=4 if quick else 20),
        _why_infeasible(times),
    ]


def _best(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    shortest, answer = float("inf"), None
    for _ in range(times):
        since = time.perf_counter()
        answer = work()
        shortest = min(shortest, time.perf_counter() - since)
    return shortest, answer


# -- penicillin: ours and the same collocation in CasADi -------------------------------------------------------------


def _penicillin(elements: int, times: int) -> Row:
    problem, mesh = penicillin(), Mesh.even(elements, 3)
    path = start_paths(problem, mesh, 1, 0)[0]
    sizes = sizes_of([path])

    def ours() -> float:
        collocated = Collocated(problem, mesh, sizes)
        solve = collocated.solve(path)
        return objective_of(problem, reintegrated(problem, solve.path, {}))

    def peer() -> float:
        return objective_of(problem, reintegrated(problem, _casadi(problem, mesh, path, sizes), {}))

    seconds, value = _best(ours, times)
    theirs, other = _best(peer, times)
    row = less_is_better(
        f"penicillin, {elements} × 3, build + solve + re-integrate", seconds, theirs, "CasADi, SX", "s", 0.8
    )
    return replace(row, difference=abs(value - other) / abs(other))


def _casadi(problem: DynamicProblem, mesh: Mesh, path: Path, sizes: Any) -> Path:
    """The same unknowns, rows, bounds, start and options, written in CasADi's scalar expressions."""
    import casadi as ca

    names, points, base = tuple(problem.states), mesh.points, radau(mesh.points)
    x, u = ca.SX.sym("x", len(names)), ca.SX.sym("u")
    p = Values.of(problem.parameters)
    found = cuthrell_biegler.rates(Values(names, ca.vertsplit(x)), Values(["feed"], [u]), p)
    slope = ca.Function("slope", [x, u], [ca.vertcat(*found.values())])
    n, E = len(names), mesh.elements
    states, inputs = ca.SX.sym("X", n, E * points), ca.SX.sym("U", 1, E)
    before, rows = ca.DM(path.initial[0]), []
    for e in range(E):
        columns = ca.horzcat(before, states[:, e * points : (e + 1) * points])
        slopes = ca.horzcat(*[slope(columns[:, k], inputs[e]) for k in range(1, points + 1)])
        length = float(path.hours[0]) * float(mesh.shares[e])
        rows.append(ca.vec((columns @ ca.DM(base.derivative) - length * slopes) / ca.DM(sizes)))
        before = columns[:, -1]
    bounds = [(s.lower, s.upper) for s in problem.states.values()]
    low = np.concatenate([np.tile([b[0] for b in bounds], E * points), np.zeros(E)])
    high = np.concatenate([np.tile([b[1] for b in bounds], E * points), np.full(E, 50.0)])
    begin = np.concatenate([path.states[0, :, :, 1:].transpose(1, 2, 0).ravel(), path.inputs[:, 0]])
    nlp = {"x": ca.vertcat(ca.vec(states), ca.vec(inputs)), "f": -before[1] * before[3], "g": ca.vertcat(*rows)}
    quiet = {**OPTIONS, "print_level": 0, "sb": "yes", "max_iter": 1000}
    solver = ca.nlpsol("solver", "ipopt", nlp, {"print_time": False, "ipopt": quiet})
    answer = solver(x0=begin, lbx=low, ubx=high, lbg=0.0, ubg=0.0)["x"].full().ravel()
    new = path.states.copy()
    new[0, :, :, 1:] = answer[: n * E * points].reshape(E, points, n).transpose(2, 0, 1)
    return Path(mesh, new, answer[n * E * points :][:, None], path.hours, path.decisions)


# -- the same problem asked again ------------------------------------------------------------------------------------


def _asked_again(elements: int, times: int, samples: int, points: int) -> list[Row]:
    problem = ethanol((40.0, 100.0))
    settings = Settings(coarse=(elements, 3), fine=(elements, 3), carried=1, rounds=0, sharpenings=0)
    search = Optimiser(problem, settings)
    search.optimise()
    random = np.random.default_rng(1)
    asked = [
        {"mu": 0.408 * random.uniform(0.95, 1.05), "growth_inhibition": 16.0 * random.uniform(0.95, 1.05)}
        for _ in range(samples)
    ]
    some = asked[: max(2, samples // 10)]
    ours, values = _best(lambda: sample(search, some), times)
    since = time.perf_counter()
    others = [_rebuilt(problem, elements, changes) for changes in some]
    peer = time.perf_counter() - since
    gap = float(np.nanmax(np.abs(values - others) / np.abs(others)))
    return [
        replace(
            less_is_better("next solve, other parameters", ours / len(some), peer / len(some), "rebuilt", "s", 8.0),
            difference=gap,
        ),
        _front(problem, settings, elements, points),
        _sampled(search, problem, elements, asked),
    ]


def _rebuilt(problem: DynamicProblem, elements: int, changes: dict[str, float]) -> float:
    """The model built and solved anew by Pyomo and IPOPT, from a simulation."""
    from pyomo.environ import SolverFactory, value

    import processes.solvers.ipopt  # noqa: F401
    from processes.trajectory.transcription import Builder

    changed, mesh = problem.with_parameters(**changes), Mesh.even(elements, 3)
    path = start_paths(changed, mesh, 2, 0)[1]
    sizes = dict(zip(changed.states, sizes_of([path]).tolist(), strict=True))
    m = Builder(changed, mesh, sizes).model
    for name, s, e, k in m.state:
        m.state[name, s, e, k].set_value(path.states[0, list(changed.states).index(name), e, k], skip_validation=True)
    for name, e in m.input:
        m.input[name, e].set_value(path.inputs[e, 0], skip_validation=True)
    done = SolverFactory("casadi_ipopt", options=dict(OPTIONS)).solve(m, load_solutions=True)
    ok = str(done.solver.termination_condition) == "optimal"
    return float(value(m.objective)) if ok else float("nan")


def _front(problem: DynamicProblem, settings: Settings, elements: int, points: int) -> Row:
    logging.getLogger("pyomo").setLevel(logging.ERROR)

    def hours(end: Any) -> Any:
        return end.hours

    since = time.perf_counter()
    one = replace(settings, starts=2)
    found = front(problem, hours, points, maximise=False, settings=one, mesh=(elements, 3))
    ours = (time.perf_counter() - since) / len(found)
    cold, since = 0, time.perf_counter()
    for point in found:
        limited = replace(problem, terminal={**problem.terminal, "hours end": Limit(hours, upper=point.second)})
        cold += bool(np.isfinite(_rebuilt(limited, elements, {})))
    peer = (time.perf_counter() - since) / max(cold, 1)
    task = f"Pareto front of {len(found)} points, per point"
    return less_is_better(task, ours, peer, f"cold, {cold} converged", "s", 8.0)


_problem: tuple[DynamicProblem, int] | None = None


def _rebuild_in_process(changes: dict[str, float]) -> float:
    if _problem is None:
        raise RuntimeError("a worker without its problem")
    return _rebuilt(*_problem, changes)


def _sampled(search: Optimiser, problem: DynamicProblem, elements: int, asked: list[dict[str, float]]) -> Row:
    global _problem
    since = time.perf_counter()
    values = sample(search, asked, processes=2)
    ours = time.perf_counter() - since
    some = asked[: max(2, len(asked) // 5)]
    _problem = (problem, elements)
    since = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        others = np.array(pool.map(_rebuild_in_process, some))
    peer = (time.perf_counter() - since) / len(some) * len(asked)
    gap = float(np.nanmax(np.abs(values[: len(some)] - others) / np.abs(others)))
    row = less_is_better(f"{len(asked)} samples, two processes", ours, peer, "rebuilt in each", "s", 8.0)
    return replace(row, difference=gap)


# -- why infeasible --------------------------------------------------------------------------------------------------


def _why_infeasible(times: int) -> Row:
    """A stirred vessel at its steady state that is asked for more product than its oxygen allows."""
    from processes.trajectory.errors import LimitsConflict
    from processes.trajectory.infeasible import explain
    from processes.trajectory.published.oxygen_limited import MOST, pyomo_model, vessel

    problem = vessel()

    def ours() -> str:
        try:
            explain(problem)
        except LimitsConflict as conflict:
            if abs(conflict.gives["titre"] - (100.0 - MOST)) < 0.5:
                return str(conflict)
        raise RuntimeError("the conflict was not found")

    def peer() -> None:
        from pyomo.contrib.iis.mis import compute_infeasibility_explanation
        from pyomo.environ import SolverFactory

        import processes.solvers.ipopt  # noqa: F401

        log = logging.getLogger("benchmark.mis")
        log.setLevel(logging.CRITICAL)
        compute_infeasibility_explanation(pyomo_model(), SolverFactory("casadi_ipopt"), logger=log)

    seconds, _ = _best(ours, times)
    theirs, _ = _best(peer, 1)
    return less_is_better("why infeasible", seconds, theirs, "Pyomo, explanation", "s", 50.0)
