"""Where searches start: simulations of the problem with several profiles of its inputs, the same ones for a seed."""

from __future__ import annotations

import numpy as np

from processes.trajectory.errors import SimulationFailed
from processes.trajectory.limits import limits_of
from processes.trajectory.mesh import Array, Mesh, Path
from processes.trajectory.problem import DynamicProblem
from processes.trajectory.simulate import end_of, simulate

ROUGH = 1e-6
SCALES = (1.0, 0.5, 0.25, 0.125, 0.0625, 0.03, 0.01, 0.0)  # of a profile, from its least input up
CYCLES = 4


def start_paths(problem: DynamicProblem, mesh: Mesh, count: int, seed: int) -> list[Path]:
    """``count`` simulated paths whose inputs are scaled back until the states stay within their bounds.

    Raises SimulationFailed if not one profile can be integrated.
    """
    found: list[Path] = []
    failure: SimulationFailed | None = None
    for place in range(count):
        try:
            found.append(_start(problem, mesh, place, seed))
        except SimulationFailed as error:
            failure = error
    if not found and failure is not None:
        raise failure
    return found


def _start(problem: DynamicProblem, mesh: Mesh, place: int, seed: int) -> Path:
    """The largest scale of a profile at which no bound of a state is passed, else that which passes them least."""
    best: tuple[float, Path] | None = None
    failure: SimulationFailed | None = None
    random = np.random.default_rng([seed, place])
    shapes = [shape_of(place, mesh, random) for _ in problem.inputs]
    for scale in SCALES:
        try:
            path = _cycled(problem, mesh, *_choices(problem, mesh, shapes, scale, place))
        except SimulationFailed as error:
            failure = error
            continue
        excess = _excess(problem, path)
        if best is None or excess < best[0]:
            best = (excess, path)
        if excess <= 1e-9:
            break
    if best is None:
        raise failure or SimulationFailed(f"{problem.name}: no profile of the inputs could be integrated")
    return _inside(problem, best[1])


def _cycled(problem: DynamicProblem, mesh: Mesh, inputs: Array, hours: Array, decisions: Array, first: Array) -> Path:
    """A simulation; of a process that repeats itself, the last of a few cycles."""
    path = simulate(problem, mesh, inputs, hours, decisions, first, tolerance=ROUGH)
    again_from = problem.repeat
    for _ in range(CYCLES if again_from is not None else 0):
        begin = path.initial.copy()
        for place, scenario in enumerate(problem.scenario_names):
            end = end_of(problem, path, place, problem.parameters_of(scenario))
            again = {name: end.x[name] for name in problem.states} | dict(again_from(end) if again_from else {})
            for column, (name, state) in enumerate(problem.states.items()):
                begin[place, column] = np.clip(again[name], *state.first) if state.free else begin[place, column]
        path = simulate(problem, mesh, inputs, hours, decisions, begin, tolerance=ROUGH)
    return path


def _choices(
    problem: DynamicProblem, mesh: Mesh, shapes: list[Array], scale: float, place: int
) -> tuple[Array, Array, Array, Array]:
    """Inputs, hours, decisions and the beginning of a start."""
    boxes = list(problem.inputs.values())
    columns = [one.lower + (one.upper - one.lower) * scale * shape for one, shape in zip(boxes, shapes, strict=True)]
    inputs = np.array(columns).T.reshape(mesh.elements, len(boxes))
    share = (0.5, 0.35, 0.65, 0.25, 0.75)[place % 5]
    hours = np.array([low + (high - low) * share for low, high in (phase.span for phase in problem.phases)])
    decisions = np.array([one.lower + (one.upper - one.lower) * share for one in problem.decisions.values()])
    first = [low + (high - low) * share for low, high in (state.first for state in problem.states.values())]
    initial = np.array([*first, *([0.0] * len(problem.integrals))])
    return inputs, hours, decisions, np.tile(initial, (len(problem.scenario_names), 1))


def shape_of(place: int, mesh: Mesh, random: np.random.Generator) -> Array:
    """(E,) a profile between 0 and 1: even, rising, falling, late, early, exponential, then random ramps."""
    t = (np.arange(mesh.elements) + 0.5) / mesh.elements
    shapes = (
        np.full_like(t, 0.4), t, 1.0 - t, np.where(t < 0.4, 0.0, 0.6), np.where(t < 0.5, 0.6, 0.05),
        np.exp(3.0 * (t - 1.0)),
    )  # fmt: skip
    if place < len(shapes):
        return np.asarray(shapes[place])
    knots = random.uniform(0.0, 1.0, 5)
    return np.asarray(np.interp(t, np.linspace(0.0, 1.0, 5), knots))


def _excess(problem: DynamicProblem, path: Path) -> float:
    """How far the states leave their bounds, in their sizes, at the worst; terminal limits on a state counted too."""
    worst = 0.0
    for place, state in enumerate(problem.states.values()):
        values = path.states[:, place]
        size = max(abs(state.upper) if np.isfinite(state.upper) else 1.0, 1e-9)
        worst = max(worst, (float(values.max()) - state.upper) / size, (state.lower - float(values.min())) / size)
    for one in limits_of(problem):
        if one.kind == "terminal" and one.sign > 0:
            end = end_of(problem, path, 0, problem.parameters_of(problem.scenario_names[0]))
            worst = max(worst, (float(problem.terminal[one.key].of(end)) - one.value) / one.size)
    return worst


def _inside(problem: DynamicProblem, path: Path) -> Path:
    """States clipped to their bounds, where a solver may start."""
    states = path.states.copy()
    for place, state in enumerate(problem.states.values()):
        states[:, place] = np.clip(states[:, place], state.lower, state.upper)
    return Path(path.mesh, states, path.inputs, path.hours, path.decisions)


def sizes_of(paths: list[Path]) -> Array:
    """(N,) typical magnitudes of the states and integrals."""
    largest = np.max([np.abs(path.states).max(axis=(0, 2, 3)) for path in paths], axis=0)
    sizes: Array = np.where(largest > 1e-6, largest, 1.0)
    return sizes
