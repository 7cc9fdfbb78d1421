"""Where the plan stands: beside published fed-batches, and what limits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from biofab.report.material import OBJECTIVES, Material
from biofab.report.numbers import given, hours, show, signed
from biofab.report.parts import Section, Words, table


def published(material: Material) -> Section | None:
    """The plan beside published fed-batches."""
    rows = material.result.get("published") or ()
    if not rows:
        return None
    names = ("titre_g_per_l", "productivity_g_per_l_h", "yield_g_per_g")
    body = [["this plan", *(show(material.result.get(name)) for name in names), "", ""]]
    body += [[row["what"], *(show(row[name]) for name in names), row["difference"], row["source"]] for row in rows]
    heads = ("fed-batch", "titre, g/L", "productivity, g/L/h", "yield, g/g", "what explains the difference", "source")
    words = Words(
        "Published productivities count the hours of the batch; the plan's counts the turn-round as well.", True
    )
    found = table("The plan beside published fed-batches", heads, body, (1, 2, 3))
    return Section("published", "Beside what has been published", (found, words))


def limits(material: Material) -> Section | None:
    """What limits the plan, in words."""
    rows = material.result.get("limited_by") or ()
    if not rows:
        return None
    figure = OBJECTIVES[material.objective]
    body = [list(_limit(row)) for row in rows]
    words = Words(
        f"How much the {figure} changes for one per cent more of each number, all others the same, at the same active "
        "limits; hours are those in which a limit binds. Prices are left aside here; they are among the uncertainties.",
        True,
    )
    heads = ("number", "value", "unit", f"+1 % changes the {figure} by, %", "binds at, h")
    return Section("limits", "What limits it", (table("Binding limits first", heads, body, (1, 3)), words))


def _limit(row: Mapping[str, Any]) -> Iterator[str]:
    yield row["words"]
    yield given(row["value"])
    yield row["unit"]
    yield signed(row["elasticity"])
    yield hours(row["binding_hours"]) or ("always" if row["binding"] else "")
