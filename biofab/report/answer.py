"""The first screen: the answer in one sentence, the four numbers, the batch in one picture, and how to run it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofab.report.material import Material, cooling_power, value_of
from biofab.report.numbers import show, signed, span
from biofab.report.parts import Items, KeyNumber, Picture, Section, Words, picture, table

if TYPE_CHECKING:
    import pandas as pd

# objective: (key in the result, the number's name, unit)
NUMBERS = {
    "cost": ("cost_usd_per_kg", "cost", "USD/kg"),
    "titre": ("titre_g_per_l", "titre", "g/L"),
    "rate": ("productivity_g_per_l_h", "productivity", "g/L/h"),
    "yield": ("yield_g_per_g", "yield", "g/g"),
}
BEST = {"cost": "cheapest plan", "rate": "fastest plan", "titre": "plan of most titre", "yield": "plan of most yield"}
LEAST_SLOPE = 0.005  # per cent per per cent: below it a number limits nothing
OFF = 0.005  # of the largest feed: below it the pump stands, for the reader


def answer(material: Material) -> str | None:
    """The answer in one sentence; None where there is neither plan nor batch."""
    result, plan = material.result, material.plan
    if plan is None or "cost_usd_per_kg" not in result:
        return _of_batch(material, "The pilot plant")
    design, _ = plan
    inputs, best = design["inputs"], BEST[material.objective]
    sure = result.get("interval", {}).get("cost_usd_per_kg")
    price = f"{show(result['cost_usd_per_kg'])} USD per kg" + (f" (95 % interval {span(*sure)})" if sure else "")
    first = _where(material)
    words = [limit["words"] for limit in result.get("limited_by", ())[:2]]
    limited = f"; what limits it most is the {' and the '.join(words)}" if words else ""
    return (
        f"At {first} the {best} makes {material.product} for {price}: grow for {show(inputs['growth_hours'])} h in "
        f"air, produce for {show(inputs['production_hours'])} h under CO₂, and harvest "
        f"{show(result['titre_g_per_l'])} g/L{limited}{_of_batch(material, '; the pilot plant', '') or ''}."
    )


def _of_batch(material: Material, subject: str, end: str = ".") -> str | None:
    """What the pilot plant reached beside its plan; None without a batch."""
    rows = {row["name"]: row for row in material.result.get("plan_against_batch") or ()}
    if "product" not in rows:
        return None
    product = rows["product"]
    reached = product.get("measured")
    reached = product["batch"] if reached is None else reached
    return f"{subject} reached {show(reached)} g/L where its plan said {show(product['plan'])} g/L{end}"


def _where(material: Material) -> str:
    title = material.result.get("scales", {}).get("production", {}).get("title")
    if title:
        volume = material.scale("production").get("volume")
        return f"{show(volume)} m³" if volume else str(title)
    return str(material.plan[0]["scale"]).replace("_", " ") if material.plan else ""


def key_numbers(material: Material) -> list[KeyNumber]:
    """The four numbers of the headline plan, each with its interval and what limits it."""
    result = material.result
    found = []
    for objective, (key, name, unit) in NUMBERS.items():
        if key in result:
            sure = result.get("interval", {}).get(key)
            interval = f"{span(*sure)} (95 %)" if sure else "interval not computed"
            limited, alone = _limited_by(material, objective), _alone(material, objective)
            found.append(KeyNumber(name, show(result[key]), unit, interval, limited, alone))
    return found


def covers(material: Material) -> str:
    """What the intervals cover and leave out; empty where there is none."""
    effects = (material.result.get("uncertainty") or {}).get("effects") or ()
    if not effects or not material.result.get("interval"):
        return ""
    figures = [key for key, name, _ in NUMBERS.values() if name != "cost"]
    alone = [effect for effect in effects if not any(effect[figure] for figure in figures)]
    names = dict.fromkeys("prices" if one["name"].startswith("price_") else one["words"] for one in alone)
    words = "The intervals of titre, productivity and yield cover the strain's constants that move the plan, no more"
    if names:
        words += f"; in the interval of the cost alone are: {', '.join(names)}"
    return f"{words}. What has no spread in its card, such as the number of vessels, is taken as certain."


def _limited_by(material: Material, objective: str) -> str:
    """The two strongest limits of the figure: in the headline plan, or in the plan that is best at it."""
    if objective == material.objective:
        strongest = material.result.get("limited_by", ())
        slopes = [(one["words"], one["elasticity"]) for one in strongest]
    else:
        slopes = [(one["words"], one["elasticity"]) for one in material.limits(f"production_{objective}")]
    return "; ".join(
        f"{words} (+1\u00a0%:\u00a0{signed(slope)}\u00a0%)" for words, slope in slopes[:2] if abs(slope) >= LEAST_SLOPE
    )


def _alone(material: Material, objective: str) -> str:
    """What the figure comes to when it is asked for alone."""
    key, _, unit = NUMBERS[objective]
    best = material.result.get("objectives", {}).get(objective, {}).get(key)
    return "" if best is None or objective == material.objective else f"{show(best)} {unit}"


def course(material: Material) -> Picture | None:
    """The headline plan over time."""
    from biofab.pictures.trajectories import trajectories

    if material.plan is None:
        return None
    design, batch = material.plan
    celsius = value_of(material.result.get("constants", ()), "temperature")
    cooling = None if celsius is None else cooling_power(material.scale("production"), celsius)
    lanes = trajectories(batch, design["limits"], cooling, material.product)
    inputs = design["inputs"]
    label = (
        f"The batch over time: growth until hour {show(inputs['growth_hours'])}, then production; concentrations, "
        "feed, oxygen uptake, dissolved oxygen and heat"
    )
    caption = (
        "The plan over time. Grey bars at the top: hours in which a limit binds, shaded again where it acts. The black "
        "line is the switch from air to CO₂. See when the feed runs, which limit ends the growth, and how production "
        "slows towards the harvest. Teeth of the dissolved oxygen are steps of the stirrer."
    )
    return picture(lanes[0], "course", label, caption)


def recipe(material: Material) -> Section | None:
    """How to feed and when to harvest."""
    if material.plan is None:
        return None
    design, batch = material.plan
    first, last = batch.iloc[0], batch.iloc[-1]
    rows = [list(_row(row)) for row in _stretches(batch)]
    charge = (
        f"Charge {show(first['volume'])} L with {show(first['glucose'])} g/L of glucose, inoculate to "
        f"{show(first['biomass'])} gDW/L. Switch from air to CO₂ at {show(design['inputs']['growth_hours'])} h. "
        f"Harvest {show(last['volume'])} L at {show(float(last['time']))} h with "
        f"{show(last['glucose'])} g/L of glucose left."
    )
    heads = ("phase", "from, h", "to, h", "feed, L/h", "stirrer, kW", "air, m³/h", "CO₂, m³/h")
    found = table("The recipe of the plan; gas at 0 °C and 1 atm", heads, rows, range(1, 7))
    warnings = tuple(design.get("warnings") or ())
    minded = (Words("To be minded of this plan:"), Items(warnings)) if warnings else ()
    return Section("recipe", "How to feed it, and when to harvest", (Words(charge), found, *minded))


def _stretches(batch: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Rows of a phase in which the feed pump runs, or stands, without a break."""
    on = batch["feed"] > OFF * batch["feed"].max()
    number = ((on != on.shift()) | (batch["phase"] != batch["phase"].shift())).cumsum()
    for _, rows in batch.groupby(number, sort=True):
        start = batch["time"].shift().loc[rows.index[0]]
        yield rows.assign(start=0.0 if start != start else start, on=on.loc[rows.index])


def _row(rows: pd.DataFrame) -> Iterator[str]:
    yield str(rows["phase"].iloc[0])
    yield show(float(rows["start"].iloc[0]))
    yield show(float(rows["time"].iloc[-1]))
    yield _range(rows["feed"]) if rows["on"].iloc[0] else "0"
    for column in ("stirrer", "air_flow", "co2_flow"):
        yield _range(rows[column])


def _range(values: pd.Series[float]) -> str:
    low, high = show(float(values.min())), show(float(values.max()))
    return low if low == high else f"{low}–{high}"
