"""The pilot batch: did the plant do what the plan said, what it told of the constants, and what to test next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from biofab import facts
from biofab.report.material import Material, plain_unit, words_of
from biofab.report.numbers import given, show, signed, within
from biofab.report.parts import Items, Part, Picture, Section, Subtitle, Words, picture, table
from processes.limits import LIMITS

if TYPE_CHECKING:
    import pandas as pd

HOW = {
    "strain": "a batch or a shake-flask series that shows it",
    "vessel": "a measurement in the vessel itself",
    "operation": "a trial of that step with real broth",
    "price": "a quotation",
}
MOST = 5
COUNTS = ("samples", "server_history", "missing", "duplicated", "extra", "gaps", "interruptions", "overflows", "tags")


def batch(material: Material) -> Section | None:
    """The pilot batch."""
    parts = [*_course(material), *_comparison(material), *_estimate(material)]
    if not parts:
        return None
    return Section("batch", "Did the pilot plant do what the plan said?", tuple(parts), page=True)


def _course(material: Material) -> Iterator[Part]:
    run, record = material.result.get("run"), material.result.get("record")
    if run:
        late = run["lateness"]
        ended = "ran to its end" if run["state"] == "complete" else f"was stopped: {run['why']}"
        yield Words(
            f"The batch {ended}: {show(run['process_hours'])} h of process time in {show(run['wall_seconds'])} s. "
            f"{show(late['writes'])} timed set-points were written {show(late['mean_s'])} s late on average, "
            f"{show(late['max_s'])} s at most (plant time). Notices of readings out of their bounds: {run['notices']}."
        )
    if record:
        same = record["missing"] == record["duplicated"] == record.get("extra", 0) == 0
        verdict = "equals" if same else "differs from"
        known = [name for name in COUNTS if name in record]
        heads = [name.replace("server_history", "in the server's history") for name in known]
        yield Words(f"The stored record {verdict} the server's own history.")
        yield table(
            "The record beside the server's history", heads, [[show(record[n]) for n in known]], range(len(known))
        )


def _comparison(material: Material) -> Iterator[Part]:
    drawn = _picture(material)
    rows = material.result.get("plan_against_batch") or ()
    if drawn is None and not rows:
        return
    yield Subtitle("Plan, plant and re-fitted model")
    if drawn is not None:
        yield drawn
    if rows:
        measured = any(row.get("measured") is not None for row in rows)
        heads = ["at harvest", "unit", "plan", "re-fitted model", "re-fit against plan, %"]
        body = [
            [
                words_of(row["name"]),
                row["unit"],
                show(row["plan"]),
                show(row["batch"]),
                signed(row["difference_percent"], 1),
            ]
            for row in rows
        ]
        numbers = [2, 3, 4]
        if measured:
            heads.insert(3, "measured")
            body = [[*cells[:3], show(row.get("measured")), *cells[3:]] for cells, row in zip(body, rows, strict=True)]
            numbers = [2, 3, 4, 5]
        yield table("Plan and batch, each at its own harvest", heads, body, numbers)


def _picture(material: Material) -> Picture | None:
    from biofab.pictures.comparison import plan_plant_refit

    if material.pilot is None:
        return None
    plan = material.pilot[1]
    signals, refit, assays = (material.table(f"{name}.parquet") for name in ("batch", "refit", "assays"))
    if signals is None and refit is None and assays is None:
        return None
    plan, refit = facts.with_sum(plan), None if refit is None else facts.with_sum(refit)
    axes = plan_plant_refit(plan, _with_our(signals), assays, refit, material.product, by_product(plan))
    caption = (
        "Grey: the plan. Colour: the plant, points with their error for assays, thin lines for signals. Black: the "
        "model fitted again to this batch, with its 95 % band. See where the plant left the plan, and whether the "
        "re-fitted model follows it."
    )
    return picture(axes[0], "comparison", "Plan, plant and re-fitted model over the hours of the batch", caption)


def by_product(plan: pd.DataFrame) -> str | None:
    """What the laboratory's by-product is of a table: the only one, or the sum of several; None without any."""
    names = facts.by_products(plan)
    return facts.TOGETHER if facts.TOGETHER in names else next(iter(names), None)


def _with_our(signals: pd.DataFrame | None) -> pd.DataFrame | None:
    """Signals with the oxygen uptake rate (mmol/L/h) that the off-gas tells, where air is given."""
    from biofab import off_gas

    needed = ("offgas_o2", "offgas_co2", "air_flow", "weight")
    if signals is None or any(name not in signals for name in needed):
        return signals
    flow = off_gas.molar_flow(signals["air_flow"])
    oxygen, co2 = signals["offgas_o2"] / 100.0, signals["offgas_co2"] / 100.0
    told = (signals["air_flow"] > 5.0) & (signals["weight"] > 1.0) & (oxygen + co2 < 1.0 - off_gas.LEAST_INERT)
    our = off_gas.Analysis(flow, oxygen, co2, signals["weight"]).our.where(told)
    return signals.assign(our=our)


def _estimate(material: Material) -> Iterator[Part]:
    found = material.estimated()
    if not found:
        return
    yield Subtitle("What the batch tells of the constants")
    truth = any(one.get("truth") is not None for one in found.values())
    heads = ["constant", "unit", "card", "after the batch", "95 % interval", "does the batch tell it?"]
    if truth:
        heads[5:5] = ["true (virtual plant)", "interval holds it"]
    body = [_parameter(name, one, truth) for name, one in found.items()]
    yield table("Constants before and after the batch", heads, body, (2, 3, 4, 5) if truth else (2, 3, 4))
    if truth:
        yield Words("The true values belong to the virtual plant; the estimate never sees them.", quiet=True)
    unknown = [f"{words_of(name)}: {_untold(one)}" for name, one in found.items() if not one["identified"]]
    if unknown:
        yield Words("What this batch cannot tell:")
        yield Items(tuple(unknown))
    yield from _fit(material.fit())


def _parameter(name: str, one: Mapping[str, Any], truth: bool) -> list[str]:
    told = "yes" if one["identified"] else "no"
    before = given(one["prior"]) + (f" ± {show(one['prior_sd'], 2)}" if one.get("prior_sd") is not None else "")
    after, interval = within(one["value"], *one["ci95"])
    row = [words_of(name), plain_unit(one["unit"]), before, after, interval, told]
    if truth:
        holds = {True: "yes", False: "no"}.get(one.get("holds_truth"), "")  # type: ignore[arg-type]
        row[5:5] = [show(one.get("truth"), 4), holds]
    return row


def _fit(fit: Mapping[str, Any]) -> Iterator[Part]:
    if not fit:
        return
    body = [
        [
            words_of(one["observable"]),
            show(one["points"]),
            show(one["chi2_per_point"]),
            signed(one["mean"]),
            show(one["put_aside"]),
        ]
        for one in fit["residuals"]
    ]
    heads = ("observable", "points", "chi-squared a point", "mean residual, sd", "points put aside")
    yield table("How well the re-fitted model explains what was measured", heads, body, range(1, 5))
    if fit["warnings"]:
        yield Words("What to keep in mind:")
        yield Items(tuple(fit["warnings"]))


def next_tests(material: Material) -> Section | None:
    """What to test next: the largest effects on the cost that are left after the batch, and what it left open."""
    effects = (material.result.get("uncertainty") or {}).get("effects") or ()
    found, units = material.estimated(), material.units()
    known = [effect for effect in effects if found.get(effect["name"], {}).get("identified")][:MOST]
    open_ones = [effect for effect in effects if effect not in known][:MOST]
    named = {effect["name"] for effect in open_ones}
    untold = [
        f"{words_of(name)}: {_untold(one)}"
        for name, one in found.items()
        if not one["identified"] and one.get("kind") != "instrument" and name not in named
    ]
    parts: list[Part] = []
    if known:
        parts += [
            Words("Settled by this batch; plan again with these:"),
            Items(tuple(_settled(e, found) for e in known)),
        ]
    if open_ones:
        lead = "Still open, by what one standard deviation moves the cost:"
        parts += [Words(lead), Items(tuple(_test(effect, found, units) for effect in open_ones))]
    if untold:
        parts += [Words("Of less weight for the cost, but not told by this batch:"), Items(tuple(untold))]
    return Section("next", "What to test next", tuple(parts)) if parts else None


def _settled(effect: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]]) -> str:
    told = found[effect["name"]]
    after, interval = within(told["value"], *told["ci95"])
    return (
        f"{effect['words']}: {after} {plain_unit(told['unit'])} (95 % interval {interval}), where the plan took "
        f"{given(effect['value'])} ± {given(effect['sd'])}, worth {show(abs(effect['cost_usd_per_kg']))} USD/kg"
    )


def _test(effect: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]], units: Mapping[str, str]) -> str:
    name = effect["name"]
    kind = "price" if name.startswith("price_") else LIMITS.get(name, ("", "", "operation"))[2]
    sd = f"{given(effect['sd'])} {units.get(name, '')}".strip()
    told = found.get(name)
    how = f"it takes {HOW.get(kind, HOW['operation'])}" if told is None else _untold(told)
    return f"{effect['words']}: {show(abs(effect['cost_usd_per_kg']))} USD/kg (sd {sd}); {how}"


def _untold(one: Mapping[str, Any]) -> str:
    return str(one.get("words") or "nothing that was measured depends on it enough")
