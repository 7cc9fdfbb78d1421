"""``biofab scale``: what a vessel can do, and what a scale-up rule keeps and breaks between a study's two vessels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofab.cli.options import Json, StudyPlace, require
from biofab.cli.output import columns, print_result

if TYPE_CHECKING:
    from biofab.study import Study
    from processes.scale import ScaleCard
    from processes.scale_up.comparison import Comparison
    from processes.scale_up.gradients import Gradients
    from processes.scale_up.limits_at import LimitAt
    from processes.scale_up.operating_point import Culture, State
    from processes.scale_up.scale_down import ScaleDown

app = typer.Typer(
    help="Vessels: what one can do at a point, and what scale-up keeps and breaks.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Our = Annotated[float | None, typer.Option("--our", min=0.1, help="Oxygen uptake, mmol/L/h; 70 % of most by default.")]
Vvm = Annotated[
    float | None, typer.Option("--vvm", min=1e-3, help="Gas per broth and minute; 1, or the supply's most.")
]
Power = Annotated[
    float | None, typer.Option("--power", min=0.1, help="Stirring, W/m3; what the oxygen needs by default.")
]
Plot = Annotated[Path | None, typer.Option("--plot", help="Also a picture, .svg, .png or .html.")]


@app.command()
def show(
    card: Annotated[str, typer.Argument(metavar="SCALE", help="A scale card's name or its .toml.")],
    our: Our = None,
    vvm: Vvm = None,
    power: Power = None,
    celsius: Annotated[float, typer.Option("--celsius", help="Temperature of the broth.")] = 37.0,
    as_json: Json = False,
) -> None:
    """The nine physical limits of one vessel at an operating point, and how far it stands from each."""
    from processes.library import scale
    from processes.scale_up.comparison import facts, usual_point
    from processes.scale_up.limits_at import limits_of_state
    from processes.scale_up.operating_point import UNITS, Culture, state_at

    read = scale(card)
    state = state_at(read, usual_point(read, Culture(our=our or 1.0, celsius=celsius), our, vvm, power))
    limits = limits_of_state(read, state)
    if as_json:
        told: dict[str, Any] = {"scale": read.name, "title": read.title, **facts(state), "units": UNITS}
        print_result(told | {"limits": [limit.to_dict() for limit in limits]}, as_json=True)
        return
    typer.echo("\n\n".join([f"{read.title}\n{_state_text(state)}", _limits_text(limits), *_warnings(limits)]))


@app.command()
def compare(
    study: StudyPlace,
    our: Our = None,
    vvm: Vvm = None,
    power: Power = None,
    uptake: Annotated[
        float, typer.Option("--uptake", min=0.01, help="Glucose uptake of the fed cells, g/g/h, for the gradients.")
    ] = 0.3,
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """From a study's pilot vessel to its production vessel by each scale-up rule: what stays, what breaks."""
    from biofab.cli.options import study_at

    if plot is not None:
        from biofab.pictures.page import require_ending

        require_ending(plot)
        require("matplotlib")
    require("scipy")
    read = study_at(study)
    from biofab.vessels import vessel_of

    small, large = (vessel_of(read, part) for part in ("pilot", "production"))
    found = _compared(small, large, _culture(read), our, vvm, power)
    seen, regime = _seen(found, small, uptake)
    if plot is not None:
        _draw(found, read.name, plot)
    if as_json:
        print_result(_plain(read.name, found, seen, regime), as_json=True)
        return
    typer.echo("\n\n".join(_text(read.name, found, seen, regime)))


def _culture(study: Study) -> Culture:
    """What the study's kinetics say of the broth; an uptake of oxygen is put in later."""
    from processes.library import kinetics_card
    from processes.scale_up.operating_point import Culture

    card = kinetics_card(study.kinetics.card)
    changed = study.kinetics.override

    def value(name: str) -> float:
        return float(changed.get(name, getattr(card, name)).value)

    return Culture(our=1.0, celsius=value("temperature"), heat_per_oxygen=value("heat_per_oxygen"))


def _compared(
    small: ScaleCard, large: ScaleCard, culture: Culture, our: float | None, vvm: float | None, power: float | None
) -> Comparison:
    from processes.scale_up.comparison import compare as side_by_side
    from processes.scale_up.comparison import usual_point

    return side_by_side(small, large, usual_point(small, culture, our, vvm, power))


def _seen(found: Comparison, small: ScaleCard, uptake: float) -> tuple[Gradients, ScaleDown]:
    """What a cell sees in the production vessel run by the first rule, and the pilot's regime that mimics it."""
    from processes.scale_up.gradients import gradients, ring_of
    from processes.scale_up.overflow import ecoli
    from processes.scale_up.scale_down import scale_down

    large = found.rules[0].state
    ring = ring_of(large, ecoli(), uptake)
    seen = gradients(ring, ecoli())
    return seen, scale_down(large, seen, ring.circulation, small, found.pilot.point.volume)


def _plain(name: str, found: Comparison, seen: Gradients, regime: ScaleDown) -> dict[str, Any]:
    return {"study": name, **found.to_dict(), "gradients": seen.to_dict(), "scale_down": regime.to_dict()}


def _draw(found: Comparison, name: str, path: Path) -> None:
    from biofab.pictures.page import save
    from biofab.pictures.scale_up import scale_up_table

    title = f"{name}: from {found.small} to {found.large}"
    caption = "Each limit as a share of what is allowed under each rule; marked: beyond. Left: what moves, as a factor."
    save(scale_up_table(found), path, title, caption, _rules_text(found))


def _text(name: str, found: Comparison, seen: Gradients, regime: ScaleDown) -> list[str]:
    broken = [limit for limit in found.pilot_limits if not limit.kept]
    head = f"{name}: from {found.small} to {found.large} at {found.pilot.point.culture.our:.3g} mmol/L/h of oxygen"
    parts = [f"{head}\npilot\n{_state_text(found.pilot)}"]
    if broken:
        parts.append(f"beyond in the pilot already: {', '.join(map(_passed, broken))}")
    parts += [f"what becomes of it, as a factor (=: kept)\n{_ratios_text(found)}", _broken_text(found)]
    parts += [_gradients_text(found, seen), _regime_text(regime)]
    return parts + _warnings([limit for rule in found.rules for limit in rule.limits])


def _rules_text(found: Comparison) -> str:
    return f"{_ratios_text(found)}\n\n{_broken_text(found)}"


def _ratios_text(found: Comparison) -> str:
    from processes.scale_up.comparison import FOLLOWED

    heads = ["rule (kept)", *(name.replace("_", " ") for name in FOLLOWED)]
    rows = [
        [one.rule.name, *("=" if name in one.kept else f"{one.ratios[name]:.3g}" for name in FOLLOWED)]
        for one in found.rules
    ]
    return columns([heads, *rows])


def _broken_text(found: Comparison) -> str:
    rows = [[one.rule.name, ", ".join(map(_passed, one.broken)) or "nothing"] for one in found.rules]
    return "which limits break (value of limit)\n" + columns(rows)


def _passed(limit: LimitAt) -> str:
    name = limit.name.replace("_", " ")
    return f"{name} {limit.value:.3g} of {limit.limit:.3g} {limit.unit}".rstrip()


def _state_text(state: State) -> str:
    point = state.point
    rows = [
        ["broth", f"{point.volume:.4g} m3, {state.height:.3g} m high"],
        [
            "stirring",
            f"{state.power_per_volume:.4g} W/m3, {60.0 * state.speed:.3g} 1/min, tip {state.tip_speed:.3g} m/s",
        ],
        ["gas", f"{point.gas_flow:.4g} m3/h, {state.vvm:.3g} 1/min, {state.gas_velocity:.3g} m/s"],
        ["kLa", f"{state.kla:.4g} 1/h"],
        [
            "mixing",
            f"{state.mixing_time:.3g} s; oxygen lasts {state.oxygen_time:.3g} s, sugar {state.substrate_time:.3g} s",
        ],
    ]
    return columns(rows)


def _limits_text(limits: Sequence[LimitAt]) -> str:
    rows = [
        [
            limit.name.replace("_", " "),
            f"{limit.value:.4g}",
            f"{limit.limit:.4g} {limit.unit}".rstrip(),
            "beyond" if not limit.kept else f"{100.0 * limit.margin:.0f} % left",
            limit.words,
        ]
        for limit in limits
    ]
    return columns([["limit", "value", "allowed", "", ""], *rows])


def _gradients_text(found: Comparison, seen: Gradients) -> str:
    rule = found.rules[0].rule.name
    return (
        f"round the production vessel (kept: {rule}; feed at one place, constants of E. coli W3110)\n"
        f"  glucose {1000.0 * seen.glucose.min():.3g} to {1000.0 * seen.glucose.max():.3g} mg/L, "
        f"oxygen {1000.0 * seen.oxygen.min():.3g} to {1000.0 * seen.oxygen.max():.3g} µmol/L; "
        f"{100.0 * seen.above_critical:.0f} % of the way above the critical uptake\n"
        f"  costs at most {100.0 * seen.lost_yield:.2f} % of the biomass yield"
    )


def _regime_text(regime: ScaleDown) -> str:
    return (
        f"to see the same in {regime.scale}\n"
        f"  a loop of {regime.loop_volume:.3g} L and {regime.loop_time:.3g} s at {regime.recirculation:.4g} L/h, "
        f"all feed at its inlet, {regime.stirrer:.0f} 1/min in the tank ({regime.power_per_volume:.4g} W/m3)\n"
        f"  or pulses: every {regime.pulse_period:.3g} s feed for {regime.pulse_length:.3g} s"
    )


def _warnings(limits: Sequence[LimitAt]) -> list[str]:
    found = list(dict.fromkeys(warning for limit in limits for warning in limit.warnings))
    by_head: Mapping[str, str] = {warning.partition(" of ")[0]: warning for warning in reversed(found)}
    return ["\n".join(["warnings", *(f"  {warning}" for warning in by_head.values())])] if found else []
