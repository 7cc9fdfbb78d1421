"""A study's plan at the prices of every site there is a card of: as it stands, and made anew for the place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from biofab import facts
from biofab.errors import BadInput
from biofab.planner import planner_of
from biofab.progress import Progress
from biofab.run_folder import RunFolder
from biofab.study import Study


def explore_sites(
    study: Study, scale: str, year: int | None, only: tuple[str, ...], folder: Path, progress: Progress
) -> dict[str, Any]:
    """Cost of the study's plan at each site in USD of ``year`` (each card's own unless given); kept in ``folder``.

    A site's prices take the place of the study's; vessel, capital and strain stay as they are. Raises what a plan
    raises; a site without a plan is told with its reason.
    """
    from processes.design import design_of
    from processes.economics.price_card import price_card
    from processes.economics.site import site, sites
    from processes.uncertainty.fixed_plan import figures_of_fixed

    wanted = only or tuple(sites())
    places = [site(name) for name in wanted]
    if not places:
        raise BadInput("there is no site card; expected one or more in processes/sites")
    planner = planner_of(study, progress)
    progress.step("plan: cost")
    solution = planner.solution(scale, "cost")
    optimiser, problem = planner.optimiser, planner.problem(scale)
    inputs, kept = optimiser.inputs(solution), RunFolder.create(folder, study)
    rows: list[dict[str, Any]] = []
    for place in places:
        progress.step(f"site: {place.name}")
        moved = replace(problem, prices=price_card(place, problem.prices, year))
        row = {"site": place.name, "year": moved.prices.year, "currency": moved.prices.currency}
        row["as_planned_usd_per_kg"] = figures_of_fixed(moved, inputs, optimiser.mesh.points)["cost"]
        optimiser.pose(moved)
        anew = optimiser.again(solution)
        if anew is None:
            rows.append(row | {"failure": "no plan was found with the prices of this site"})
            continue
        design = design_of(optimiser, optimiser.improve(anew), "cost")
        kept.write_design(f"site_{place.name}", design)
        rows.append(row | {"design": f"site_{place.name}"} | facts.pareto_point(design))
    rows.sort(key=lambda one: one.get("cost_usd_per_kg", float("inf")))
    own = {"prices": problem.prices.name, "cost_usd_per_kg": optimiser.value(optimiser.model.cost, solution)}
    result = {"study": study.name, "question": study.question, "explored": "sites", "own": own, "sites": rows}
    kept.write_json("exploration.json", result)
    return result
