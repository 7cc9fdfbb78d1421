"""The plans beside each other: each objective alone, the front, what a kilogram costs, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from biofab.report.material import OBJECTIVES, Material
from biofab.report.numbers import given, show, signed
from biofab.report.parts import Part, Section, Words, picture, table
from processes.costing import COST_KINDS

FIGURES = ("titre_g_per_l", "productivity_g_per_l_h", "yield_g_per_g", "cost_usd_per_kg")
HEADS = ("titre, g/L", "productivity, g/L/h", "yield, g/g", "cost, USD/kg")


def objectives(material: Material) -> Section | None:
    """Each objective asked for alone."""
    plans: Mapping[str, Mapping[str, Any]] = material.result.get("objectives") or {}
    if not plans:
        return None
    body = []
    for name, plan in plans.items():
        strongest = [one["words"] for one in material.limits(f"production_{name}")[:1]]
        times = (plan["growth_h"], plan["production_h"], plan["biomass_at_switch_g_per_l"], plan["product_t_per_year"])
        figures = [show(plan[figure]) for figure in FIGURES]
        limited = strongest[0] if strongest else None
        body.append([OBJECTIVES.get(name, name), *figures, *map(show, times), limited])
    heads = (
        "best",
        *HEADS,
        "growth, h",
        "production, h",
        "cells at switch, gDW/L",
        "output, t/year",
        "limited most by",
    )
    found = table("The best plan for each objective alone", heads, body, range(1, 9))
    return Section("objectives", "Each objective alone", (found,))


def front(material: Material) -> Section | None:
    """The front between productivity and cost."""
    from biofab.pictures.pareto import pareto

    points = material.result.get("pareto") or ()
    if not points:
        return None
    caption = (
        "Each point is the cheapest plan of its productivity. See how little the first steps to the right cost, and "
        "how steeply the last ones do, while the yield falls."
    )
    label = f"{len(points)} plans from the cheapest to the fastest: cost over productivity"
    body = [[*(show(p[name]) for name in FIGURES), show(p["growth_h"]), show(p["production_h"])] for p in points]
    found = table("The points of the front", (*HEADS, "growth, h", "production, h"), body, range(6))
    return Section("pareto", "Faster or cheaper", (picture(pareto(points), "front", label, caption), found))


def costs(material: Material) -> Section | None:
    """What a kilogram costs, line by line."""
    from biofab.pictures.waterfall import waterfall

    lines: Mapping[str, float] = material.result.get("cost_lines_usd_per_kg") or {}
    if not lines:
        return None
    total = float(material.result["cost_usd_per_kg"])
    kinds = material.result["cost_kinds_usd_per_kg"]
    body = []
    for kind, names in COST_KINDS.items():
        body += [[kind, _line(name), show(lines[name])] for name in names if name in lines]
        if len(names) > 1:
            body.append([kind, "together", show(kinds[kind])])
    body.append(["all", "", show(total)])
    largest = max(lines, key=lambda name: lines[name])
    caption = (
        f"Each bar begins where the one above ends. The largest line is {_line(largest)}; the sums of each kind stand "
        "at the right."
    )
    label = f"Cost of a kilogram by line, {show(total)} USD in all"
    shown = picture(waterfall(lines, COST_KINDS), "waterfall", label, caption)
    found = table("Cost of a kilogram of product recovered", ("kind", "line", "USD/kg"), body, (2,))
    return Section("costs", "What a kilogram costs", (shown, found), page=True)


def _line(name: str) -> str:
    return name.replace("_", " ").replace("co2", "CO₂")


def certainty(material: Material) -> Section | None:
    """How sure the headline is."""
    from biofab.pictures.tornado import MOST, tornado

    found = material.result.get("uncertainty") or {}
    effects = found.get("effects") or ()
    if not effects:
        return None
    units = material.units()
    axes = tornado(effects, float(material.result["cost_usd_per_kg"]), units)
    caption = (
        "What one standard deviation of each uncertain number does to the cost, the plan made anew for the strain's "
        f"constants. See which few numbers decide the width of the interval; drawn: {min(len(effects), MOST)} of them."
    )
    label = "Effect of each uncertain number on the cost, the strongest first"
    body = [[e["words"], given(e["value"]), given(e["sd"]), units.get(e["name"], ""), *_moves(e)] for e in effects]
    heads = ("one sd more of", "value", "sd", "unit", *HEADS)
    parts: list[Part] = [
        picture(axes, "tornado", label, caption),
        table("Change of the four numbers for one standard deviation more", heads, body, (1, 2, 4, 5, 6, 7)),
        Words(
            "First order, the numbers taken as independent; the 95 % intervals are 1.96 standard deviations. For "
            "prices and the vessel the plan is kept, so that they act on the cost alone; that changes nothing of the "
            "cost to first order, but the intervals of titre, productivity and yield leave them out.",
            quiet=True,
        ),
    ]
    if found.get("unsolved"):
        parts.append(Words(f"No plan was found for: {', '.join(found['unsolved'])}; these are not in the intervals."))
    return Section("certainty", "How sure that is", tuple(parts), page=True)


def _moves(effect: Mapping[str, Any]) -> list[str]:
    return [signed(effect[name], decimals) for name, decimals in zip(FIGURES, (1, 2, 3, 3), strict=True)]
