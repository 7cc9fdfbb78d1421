"""What everything stands on: assumptions with their sources, solver certificates, versions and seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from biofab.report.material import Material, plain_unit, words_of
from biofab.report.numbers import given, percent, show
from biofab.report.parts import Part, Section, Subtitle, Table, Words, table

HEADS = ("number", "value", "unit", "sd", "source")


def assumptions(material: Material) -> Section | None:
    """Every constant with its value, unit, uncertainty and source."""
    result = material.result
    parts: list[Part] = []
    if result.get("constants"):
        parts.append(_cited("Rate constants of the strain", result["constants"]))
    if result.get("prices"):
        parts.append(_cited("Prices", result["prices"]))
    parts += [_cited(scale["title"], scale["values"]) for scale in (result.get("scales") or {}).values()]
    asked = (material.json("study.json") or {}).get("limits") or {}
    rows = [{"name": name, **value} for name, value in asked.items() if value]
    if rows:
        parts.append(_cited("What the study asks", rows))
    return Section("assumptions", "Assumptions and sources", tuple(parts), page=True) if parts else None


def _cited(caption: str, rows: Iterable[Mapping[str, Any]]) -> Table:
    body = [
        [
            f"{row['part']}: {row['name'].replace('_', ' ')}" if "part" in row else words_of(row["name"]),
            given(row["value"]),
            plain_unit(row["unit"]),
            given(row.get("sd")),
            row["source"],
        ]
        for row in rows
    ]
    return table(caption, HEADS, body, (1, 3))


def certificates(material: Material) -> Section | None:
    """How far each plan can be trusted as mathematics."""
    body = []
    for name, design in material.designs().items():
        one = design["certificate"]
        gaps = [percent(one[f"{figure}_gap"], 3) for figure in ("titre", "rate", "yield")]
        bounds = ", ".join(one["at_bound"]) or "no"
        row = [name.replace("_", " "), one["status"].replace("_", " ").lower(), show(one["iterations"])]
        body.append([*row, show(one["violation"], 2), *gaps, show(one["region_gap"], 2), bounds])
    if not body:
        return None
    heads = (
        "plan",
        "solver",
        "iterations",
        "violation",
        "titre gap",
        "productivity gap",
        "yield gap",
        "region gap",
        "at a bound",
    )
    mesh = (material.json("study.json") or {}).get("mesh")
    words = (
        "Gaps: the same inputs integrated again by another method, against the plan. Region gap: the largest shortfall "
        "of the planned growth against the cell's own."
    )
    if mesh:
        words += (
            f" Mesh: {mesh['elements_growth']} finite elements in growth, {mesh['elements_production']} in production, "
            f"{mesh['points']} collocation points each."
        )
    found = table("Solver certificates", heads, body, range(2, 8))
    return Section("certificates", "Solver certificates", (found, Words(words, quiet=True)))


def provenance(material: Material) -> Section | None:
    """What somebody needs to get the same numbers again."""
    found = material.result.get("provenance") or {}
    parts: list[Part] = []
    if found:
        parts.append(
            Words(
                f"Study {found['study']}, seed {found['seed']}. Model {found['model']}, SHA-256 "
                f"{found['model_sha256']}. Python {found['python']} on {found['machine']}."
            )
        )
        versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
        parts.append(Words(f"Versions: {versions}."))
    seconds = material.result.get("seconds") or {}
    if seconds:
        parts.append(Subtitle("Where the time went"))
        rows = [[name, show(value)] for name, value in seconds.items()]
        parts.append(table("Seconds a step", ("step", "s"), rows, (1,)))
    return Section("provenance", "Provenance", tuple(parts)) if parts else None
