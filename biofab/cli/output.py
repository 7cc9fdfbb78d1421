"""What a command prints: one JSON object, the same facts as a table, or of a plan what an engineer reads first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from biofab.plain_json import plain, to_json

# Endings of keys that tell a unit, longest first.
_UNITS = (
    ("_g_per_l_h", "g/L/h"),
    ("_usd_per_kg", "USD/kg"),
    ("_mmol_per_l_h", "mmol/L/h"),
    ("_kg_per_m3", "kg/m3"),
    ("_g_per_l", "g/L"),
    ("_g_per_g", "g/g"),
    ("_per_h", "1/h"),
    ("_percent", "%"),
    ("_seconds", "s"),
    ("_kwh", "kWh"),
    ("_usd", "USD"),
    ("_m3", "m3"),
    ("_kg", "kg"),
    ("_kw", "kW"),
    ("_h", "h"),
    ("_s", "s"),
    ("_l", "L"),
)


def print_result(result: Mapping[str, Any], *, as_json: bool) -> None:
    """The result on stdout: an object when JSON was asked for, else tables in plain text."""
    text = to_json(result) if as_json else to_text(result)
    print(text)  # noqa: T201  (stdout is where data goes)


def to_text(result: Mapping[str, Any], title: str = "") -> str:
    """Every fact of the result for a reader: plain values in one table, then one table or section per nested part."""
    flat = {key: value for key, value in result.items() if _is_plain(value)}
    parts = [_pairs(flat)] if flat else []
    for key, value in result.items():
        if key in flat or not value:
            continue
        heading = f"{title} / {_words(key)[0]}" if title else _words(key)[0]
        if isinstance(value, Mapping):
            parts.append(_section(heading, value))
        elif all(isinstance(row, Mapping) for row in value):
            parts.append(f"{heading}\n{_table(value)}")
        else:
            parts.append(f"{heading}\n" + "\n".join(f"  {_value(item)}" for item in value))
    return "\n\n".join(parts)


# The four numbers of a plan, the answer first.
_FIGURES = ("cost_usd_per_kg", "titre_g_per_l", "productivity_g_per_l_h", "yield_g_per_g")
_BEST = {
    "cost": "least cost",
    "pareto": "least cost, and the front to the fastest",
    "rate": "most productivity",
    "titre": "most titre",
    "yield": "most yield",
}
_FIGURE = {"rate": "productivity", "pareto": "cost"}  # that the limits' worth is told of, where the word differs
_FRONT = ("productivity_g_per_l_h", *(name for name in _FIGURES if name != "productivity_g_per_l_h"))


def plan_text(result: Mapping[str, Any], folder: Path | None = None) -> str:
    """A plan (``biofab.scaleup.optimise_study``) in a screenful: answer, limits, check, warnings, where the rest is."""
    parts = [_answer(result), *_limits(result["limited_by"], result["objective"])]
    if "pareto" in result:
        rows = [{key: point[key] for key in _FRONT} for point in result["pareto"]]
        parts.append(f"front between productivity and cost\n{_table(rows)}")
    parts += [_recheck(result["recheck"]), *_warnings(result)]
    parts.append(_rest(folder))
    return "\n\n".join(parts)


def _rest(folder: Path | None) -> str:
    if folder is None:
        return "the rest (cost lines, constants, sources): --out DIR keeps it in files, --json prints it"
    return f"the rest is in {folder}; its report: biofab report {folder}"


def _answer(result: Mapping[str, Any]) -> str:
    design, sure = result["design"], result.get("interval", {})
    rows = []
    for key in _FIGURES:
        name, unit = _words(key)
        between = f"   95 %: {_value(sure[key][0])} to {_value(sure[key][1])}" if key in sure else ""
        rows.append(f"  {name:<14}{_value(result[key])} {unit}{between}")
    missing = result.get("uncertainty", {}).get("unsolved")
    if missing:
        rows.append(f"  95 % intervals leave out, as no plan was found with them moved: {', '.join(missing)}")
    inputs = design["inputs"]
    rows.append(f"  {'batch':<14}grow {inputs['growth_hours']:.3g} h, produce {inputs['production_hours']:.3g} h")
    rows.append(f"  {'a year':<14}{design['batches_per_year']:,.0f} batches, {design['tonnes_per_year']:,.0f} t")
    return "\n".join([f"{result['study']} in {design['scale']}: {_BEST[result['objective']]}", *rows])


def _limits(limits: Sequence[Mapping[str, Any]], objective: str) -> list[str]:
    """Limits that bind, then constants, then the down-stream train; empty groups are left out."""
    figure = _FIGURE.get(objective, objective)
    aside = [one for one in limits if one["kind"] == "down-stream"]
    bind = [one for one in limits if one["binding"] and one not in aside]
    others = [one for one in limits if not one["binding"] and one not in aside]
    groups = {"limits that bind": bind, "constants that weigh most": others, "down-stream": aside}
    heading = f"{{}} (and the change of the {figure} for 1 % more of each)"
    return [f"{heading.format(name)}\n{_limit_rows(rows)}" for name, rows in groups.items() if rows]


def _limit_rows(limits: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        (
            str(one["words"]),
            f"{_value(one['value'])} {one['unit']}".strip(),
            f"{one['elasticity']:+.2g} %",
            ", ".join(_hours(span) for span in one["binding_hours"]),
        )
        for one in limits
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row[:3], widths, strict=True)), row[3]]) for row in rows
    ]
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _hours(span: Sequence[float]) -> str:
    return f"{span[0]:.1f}–{span[1]:.1f} h"


def _recheck(check: Mapping[str, Any]) -> str:
    gaps = ", ".join(f"{name} {100.0 * check[name]:+.2g} %" for name in ("titre", "productivity", "yield"))
    ties = "; the choice between equal optima moves it" if check["tie_break_decides"] else ""
    return f"simulated again with the whole genome-scale model: {gaps}{ties}"


def _warnings(result: Mapping[str, Any]) -> list[str]:
    design = result["design"]
    found = [*design["warnings"], *result["recheck"]["warnings"]]
    found += [f"{name} stands at a bound of the model itself" for name in design["certificate"]["at_bound"]]
    return ["\n".join(["warnings", *(f"  {one}" for one in found)])] if found else []


def _section(heading: str, part: Mapping[str, Any]) -> str:
    rows = [{"": key} | dict(value) for key, value in part.items() if isinstance(value, Mapping)]
    if rows and len(rows) == len(part):
        return f"{heading}\n{_table(rows)}"
    return f"{heading}\n{to_text(part, heading)}"


def _pairs(values: Mapping[str, Any]) -> str:
    rows = [(*_words(key), _value(value)) for key, value in values.items()]
    width = max(len(name) for name, _, _ in rows)
    return "\n".join(f"  {name:<{width}}  {value} {unit}".rstrip() for name, unit, value in rows)


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    keys = list(dict.fromkeys(key for row in rows for key, value in row.items() if _is_plain(value)))
    heads = [" ".join(filter(None, (name, f"[{unit}]" if unit else ""))) for name, unit in map(_words, keys)]
    return columns([heads, *([_value(row.get(key)) for key in keys] for row in rows)])


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of as many words each under one another, two blanks between the columns and before the first."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  " + "  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def _words(key: str) -> tuple[str, str]:
    """A key as words and unit: ``titre_g_per_l`` is ("titre", "g/L")."""
    for ending, unit in _UNITS:
        if key.endswith(ending) and len(key) > len(ending):
            return key.removesuffix(ending).replace("_", " "), unit
    return key.replace("_", " "), ""


def _value(value: Any) -> str:
    value = plain(value) if hasattr(value, "item") else value
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_span(item) if _is_span(item) else _value(item) for item in value)
    return str(value)


def _is_span(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2


def _span(value: Sequence[Any]) -> str:
    return "–".join(map(_value, value))


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return False
    if isinstance(value, Sequence) and not isinstance(value, str):
        return len(value) <= 4 and all(not isinstance(item, Mapping | list | tuple) or _is_span(item) for item in value)
    return True
