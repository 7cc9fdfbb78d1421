"""The organism: what the genome-scale model says of it, and the plan simulated again with the whole model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from biofab.report.material import Material
from biofab.report.numbers import percent, show
from biofab.report.parts import Items, Part, Picture, Section, Words, picture, table


def strain(material: Material) -> Section | None:
    """Genotype, phenotype, stated errors and balances."""
    found = material.result.get("strain") or {}
    if not found:
        return None
    genes, blocked = ", ".join(found["deleted_genes"]), ", ".join(found["blocked_reactions"])
    parts: list[Part] = [
        Words(
            f"Host {found['host']} in {found['medium']}, making {found['product']}. Genes deleted: {genes or 'none'}. "
            f"Reactions blocked: {blocked or 'none'}."
        )
    ]
    drawn = _phenotypes(material)
    if drawn is not None:
        parts.append(drawn)
    parts.append(_errors(found["phenotype"]))
    for phase, one in found["phenotype"].items():
        if one["undecided"]:
            parts.append(
                Words(
                    f"In {phase} equal growth leaves open in places: {', '.join(one['undecided'])}. Taken is: "
                    f"{one['tie_break']}.",
                    quiet=True,
                )
            )
    parts += _balance(material.result.get("balance") or {})
    return Section("strain", "The organism", tuple(parts), page=True)


def _phenotypes(material: Material) -> Picture | None:
    from biofab.pictures.phenotype import growth_map, production_line
    from biofab.pictures.style import new_figure, styled

    stored = material.json("phenotypes.json")
    if stored is None:
        return None
    path = None
    if material.plan is not None:
        growing = material.plan[1].query("phase == 'growth'")
        path = (growing["glucose_uptake"].tolist(), (growing["our"] / growing["biomass"]).tolist())
    with styled():
        left, right = new_figure(180, 82).subplots(1, 2)
        growth_map(stored["growth"], path, left)
        production_line(stored["production"], material.product, right)
    caption = (
        "Left: growth rate over the uptake of glucose and oxygen, 0.2 1/h between contours; black lines are borders of "
        "regions in which the cell does the same thing. See where the plan runs. Right: what the cell gives off "
        "without oxygen; the lines begin where maintenance is paid for."
    )
    return picture(left, "phenotype", "Growth over glucose and oxygen uptake, and secretion without oxygen", caption)


def _errors(phases: Mapping[str, Mapping[str, Any]]) -> Part:
    errors = ("affine_residual", "random_point_error", "growth_error_per_h")
    body = []
    for phase, one in phases.items():
        merged = max(error for output, error in one["merging_error"].items() if output != "growth")
        numbers = [*(one[key] for key in errors), merged, one["merging_error"]["growth"]]
        body.append([phase, show(one["regions"]), *(show(number, 2) for number in numbers)])
    heads = (
        "phase",
        "regions",
        "residual in a region",
        "at random points",
        "growth, 1/h",
        "fluxes, by merging regions",
        "growth, by merging, 1/h",
    )
    title = "Largest errors of the phenotype against the model's own linear programmes, mmol/gDW/h"
    return table(title, heads, body, tuple(range(1, 7)))


def _balance(found: Mapping[str, Any]) -> list[Part]:
    if not found:
        return []
    body = [
        [phase, show(found[phase]["carbon"], 2), show(found[phase]["electrons"], 2)]
        for phase in ("growth", "production")
        if phase in found
    ]
    faults = [*found["imbalances"], *(f"{name} has no formula" for name in found["without_formula"])]
    words = (
        f"{found['checked']:,} reactions of {found['model']} were checked for mass and charge; not balanced: "
        f"{', '.join(map(str, faults)) or 'none'}. Energy from nothing: "
        f"{show(found['energy_from_nothing'])} mmol/gDW/h of ATP."
    )
    closing = table("What goes in and does not come out, as a share", ("phase", "carbon", "electrons"), body, (1, 2))
    return [Words(words), closing]


def recheck(material: Material) -> Section | None:
    """The plans simulated again with every reaction of the model."""
    names = {"recheck": "production plan", "recheck_pilot": "pilot plan"}
    found = {name: material.result[key] for key, name in names.items() if material.result.get(key)}
    if not found:
        return None
    body = []
    for name, check in found.items():
        for figure, unit in (("titre", "g/L"), ("productivity", "g/L/h"), ("yield", "g/g")):
            again = [show(check[tie][figure], 5) for tie in ("stated", "worst", "best")]
            body.append([name, f"{figure}, {unit}", percent(check[figure], 3), *again])
    heads = ("plan", "figure", "difference to the plan", "whole model", "worst tie-break", "best tie-break")
    words, minded = [], []
    for name, check in found.items():
        minded += [f"{name}: {warning}" for warning in check.get("warnings") or ()]
        opened = ", ".join(check["undecided"]) or "none"
        decides = "decides" if check["tie_break_decides"] else "does not decide"
        words.append(
            f"{name}: {check['solved']:,} linear programmes of the whole model, {check['infeasible']:,} of them "
            f"without a solution. Fluxes that equal growth leaves open: {opened}; how that is broken "
            f"{decides} the titre."
        )
    note = (
        "The whole model shares the rate laws with the plan: this certifies the way from the genome to the plan, not "
        "the biology."
    )
    parts: tuple[Part, ...] = (
        table("Plans simulated again with the whole genome-scale model", heads, body, (2, 3, 4, 5)),
    )
    warned = (Words("To be minded:"), Items(tuple(minded))) if minded else ()
    parts = (*parts, *map(Words, words), *warned, Words(note, True))
    return Section("recheck", "The plan checked by the whole genome", parts)
