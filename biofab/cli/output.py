"""What a command prints: one JSON object, or the same facts as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    cells = [heads, *([_value(row.get(key)) for key in keys] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(keys))]
    return "\n".join(
        "  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)).rstrip() for line in cells
    )


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
