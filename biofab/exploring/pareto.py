"""The front between the cost and another figure of a study's plan, each point a whole design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab import facts
from biofab.errors import BadInput
from biofab.planner import Planner, planner_of
from biofab.progress import Progress
from biofab.run_folder import RunFolder
from biofab.study import Study
from cards.reading import nearest

if TYPE_CHECKING:
    from processes.design import Design
    from processes.optimise import Solution

FLOORS = {"rate": "least_productivity", "titre": "least_titre", "yield": "least_yield"}
FIGURES = ("cost", *FLOORS)
LEAST = 3


def objectives_of(words: str) -> str:
    """The figure beside the cost in ``FIGURE,FIGURE``. BadInput for one twice, or without the cost."""
    names = [word.strip() for word in words.split(",")]
    for name in names:
        if name not in FIGURES:
            raise BadInput(f"--objectives: there is no objective '{name}'{nearest(name, FIGURES)}")
    if len(names) != 2:
        raise BadInput(f"--objectives: expected two, as cost,rate; not {len(names)}")
    if names[0] == names[1]:
        raise BadInput(f"--objectives: {names[0]} against itself is one plan, no front; name two different objectives")
    if "cost" not in names:
        raise BadInput(f"--objectives: {words}: one of the two must be cost; the other one of {', '.join(FLOORS)}")
    return next(name for name in names if name != "cost")


def explore_pareto(
    study: Study, figure: str, points: int, scale: str, folder: Path, progress: Progress
) -> dict[str, Any]:
    """The front of the cost and ``figure``, by rising figure; every point is kept as a design in ``folder``.

    Raises Infeasible, NoPlan, FrontTooShort.
    """
    planner = planner_of(study, progress)
    progress.step(f"front of cost and {figure}")
    designs = planner.pareto(scale, points) if figure == "rate" else _front(planner, scale, figure, points, progress)
    kept = RunFolder.create(folder, study)
    kept.write_kinetics(planner.organism.kinetics)
    for number, design in enumerate(designs):
        kept.write_design(f"pareto_{number:02d}", design)
    result = {
        "study": study.name,
        "question": study.question,
        "explored": "pareto",
        "objectives": ["cost", figure],
        "pareto": [{"design": f"pareto_{i:02d}"} | facts.pareto_point(one) for i, one in enumerate(designs)],
    }
    kept.write_json("exploration.json", result)
    return result


def _front(planner: Planner, scale: str, figure: str, points: int, progress: Progress) -> list[Design]:
    """The cheapest plan at each floor of the figure, from the cheapest plan's own to the most that is possible."""
    from processes.design import design_of

    optimiser, cheapest = planner.optimiser, planner.solution(scale, "cost")
    most = planner.solution(scale, figure)
    m = optimiser.model
    variable = {"titre": m.titre, "yield": m.yield_}[figure]
    low, high = optimiser.value(variable, cheapest), optimiser.value(variable, most)
    found: list[Solution] = [cheapest]
    for place in range(1, points - 1):
        floor = low + (high - low) * place / (points - 1)
        optimiser.pose(planner.problem(scale), {FLOORS[figure]: floor})
        solved = optimiser.again(found[-1])
        progress.advance(place / points)
        if solved is None:
            progress.say(f"no plan was found at a {figure} of {floor:.3g}")
            continue
        found.append(optimiser.improve(solved))
    optimiser.pose(planner.problem(scale))
    return [design_of(optimiser, one, "pareto") for one in _undominated([*found, most], optimiser, variable)]


def _undominated(found: list[Solution], optimiser: Any, variable: Any) -> list[Solution]:
    """Those with more of the figure than any cheaper one, by rising figure."""
    figures = [(optimiser.value(variable, one), optimiser.value(optimiser.model.cost, one), one) for one in found]
    kept, most = [], -float("inf")
    for value, _, one in sorted(figures, key=lambda item: (item[1], -item[0])):
        if value > most:
            kept.append(one)
            most = value
    return kept
