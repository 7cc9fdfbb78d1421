"""From a design to a recipe: the plan's numbers per working volume become set-points that a plant can take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biofab.errors import BadInput
from biofab.roles import CHARGE, HARVEST, INOCULATE, PRODUCE, SETPOINTS, SIGNALS, Channel, channels
from biofab.running.procedure import INOCULATION as INOCULATION
from biofab.running.procedure import Bounds, End, Operation, Phase, SetPoint, Step
from biofab.running.procedure import Recipe as Recipe
from cards.reading import nearest

if TYPE_CHECKING:
    from plant_io.plant import PlantCard
    from processes.design import Design
    from processes.problem import Problem

LEAST_FEED = 1e-3  # L/h; assumption: what a pump of some 20 L/h cannot meter is none
CHARGE_HOURS = 1.0  # assumption: a vessel that is not full an hour after it was told to fill is a fault
WARM_HOURS = 3.0  # assumption: as for the charge; heating a few hundred litres by 20 K takes about an hour
SATURATE_HOURS = 0.1  # assumption: some ten times the time constant of the gas transfer
SETTLE_HOURS = 0.1  # assumption: time for the last readings and the laboratory sample of the harvest
MIXED_SPEED = 100.0  # 1/min; assumption: keeps a vessel mixed while it is filled or waits to be emptied


@dataclass(frozen=True)
class _Element:
    """Feed in L/h and stirrer speed in 1/min from ``hour`` on."""

    hour: float
    feed: float
    speed: float


def recipe_of(design: Design, problem: Problem, card: PlantCard, unit: str) -> Recipe:
    """The recipe of a design for one unit of a plant.

    Values are in the units of ``biofab.roles``: stirrer power becomes a speed by the scale's power number, flows per
    working volume become L/h and L/min (0 °C, 1 atm). Raises BadInput when the unit lacks a tag, or when the recipe
    asks for more than a tag's limit.
    """
    elements = _elements(design, problem)
    switch = design.inputs.growth_elements
    growth, production = elements[:switch], elements[switch:]
    operations = (
        Operation("prepare", _prepare(design, problem, growth[0])),
        Operation("growth", _growth(design, problem, growth)),
        Operation("production", _production(design, problem, production)),
        Operation("harvest", (_harvest(),)),
    )
    procedure = f"fed-batch of {problem.kinetics.product}, {design.objective} plan"
    recipe = Recipe(procedure, card.name, unit, problem.scale.name, operations)
    check(recipe, card)
    return recipe


def check(recipe: Recipe, card: PlantCard) -> None:
    """Every role of the recipe is a tag of its unit, and every value within that tag's limits. Raises BadInput."""
    found = channels(card, recipe.unit)
    ordered: list[tuple[str, SetPoint | Step]] = []
    for name, phase in recipe.phases():
        ordered += [(f"{name}/{phase.name}", value) for value in phase.ordered()]
    watched = [bounds.role for _, phase in recipe.phases() for bounds in phase.limits]
    watched += [phase.end.role for _, phase in recipe.phases() if phase.end.role is not None]
    for role in (*(value.role for _, value in ordered), *watched):
        if role not in found:
            what = f"plant {card.name}: unit {recipe.unit} has no tag of the role '{role}'"
            raise BadInput(f"{what}, which the recipe needs{nearest(role, found)}")
    for where, value in ordered:
        _within(found[value.role], value.value, where)


def _within(channel: Channel, value: float, where: str) -> None:
    tag, shown = channel.tag, channel.shown(value)
    if not tag.writable or tag.limits is None:
        raise BadInput(f"recipe {where}: {tag.name} cannot be written; expected a writable tag for {channel.role}")
    low, high = tag.limits
    if not low <= shown <= high:
        raise BadInput(
            f"recipe {where}: {tag.name} would be set to {shown:.4g} {tag.unit}, beyond its limits {low:g} to {high:g}"
            "; lower the limits of the study's scale to those of the plant, or take a larger plant"
        )


def _elements(design: Design, problem: Problem) -> list[_Element]:
    from processes.scale import impeller_speed

    volume, inputs = problem.scale.working_volume, design.inputs  # m3
    litres = [1000.0 * volume * float(feed) for feed in inputs.feed]
    rows = zip(inputs.edges()[:-1], litres, inputs.power, strict=True)
    return [
        _Element(
            hour=float(hour),
            feed=feed if feed >= LEAST_FEED else 0.0,
            speed=impeller_speed(problem.scale, float(power) * volume),
        )
        for hour, feed, power in rows
    ]


def _prepare(design: Design, problem: Problem, first: _Element) -> tuple[Phase, ...]:
    inputs, constants = design.inputs, problem.kinetics.constants
    litres = 1000.0 * problem.scale.working_volume * inputs.v0
    warm = constants.temperature.value
    charge = {
        "feed_setpoint": 0.0,
        "co2_flow_setpoint": 0.0,
        "pressure_setpoint": problem.scale.vessel.head_pressure.value,
        "temperature_setpoint": warm,
        "ph_setpoint": constants.ph.value,
        "charge_volume_setpoint": litres,
        "charge_glucose_setpoint": inputs.g0 * problem.kinetics.substrate_molar_mass,
        "command": CHARGE,
    }
    full = End(CHARGE_HOURS, role="weight", low=0.97 * litres, high=1.2 * litres, unit=SIGNALS["weight"])
    at_temperature = End(WARM_HOURS, role="temperature", low=warm - 0.5, high=warm + 0.5, unit=SIGNALS["temperature"])
    air = {"agitation_setpoint": first.speed, "air_flow_setpoint": _gas(problem, inputs.air)}
    return (
        Phase("charge", _points(charge), full),
        Phase("warm", _points({"agitation_setpoint": MIXED_SPEED}), at_temperature),
        Phase("saturate with air", _points(air), End(SATURATE_HOURS)),
    )


def _growth(design: Design, problem: Problem, elements: list[_Element]) -> tuple[Phase, ...]:
    inputs, first = design.inputs, elements[0]
    end = End(inputs.growth_hours, since=INOCULATION)
    inoculum = {"inoculum_setpoint": problem.scale.operation.inoculum.value, "command": INOCULATE}
    air = {"air_flow_setpoint": _gas(problem, inputs.air), "agitation_setpoint": first.speed}
    limits = _limits(problem)
    return (
        Phase("inoculate", _points(inoculum), End(0.0, since=INOCULATION)),
        Phase("aerate", _points(air), end, _steps(elements, "agitation_setpoint"), limits),
        Phase("feed", _points({"feed_setpoint": first.feed}), end, _steps(elements, "feed_setpoint"), together=True),
    )


def _production(design: Design, problem: Problem, elements: list[_Element]) -> tuple[Phase, ...]:
    inputs, first = design.inputs, elements[0]
    end = End(inputs.growth_hours + inputs.production_hours, since=INOCULATION)
    gas = {
        "command": PRODUCE,
        "air_flow_setpoint": 0.0,
        "co2_flow_setpoint": _gas(problem, inputs.co2),
        "agitation_setpoint": first.speed,
    }
    limits = _limits(problem)
    return (
        Phase("sparge CO2", _points(gas), end, _steps(elements, "agitation_setpoint"), limits),
        Phase("feed", _points({"feed_setpoint": first.feed}), end, _steps(elements, "feed_setpoint"), together=True),
    )


def _harvest() -> Phase:
    stop = {"feed_setpoint": 0.0, "command": HARVEST, "co2_flow_setpoint": 0.0, "agitation_setpoint": MIXED_SPEED}
    return Phase("harvest", _points(stop), End(SETTLE_HOURS))


def _limits(problem: Problem) -> tuple[Bounds, ...]:
    """What an operator keeps an eye on: the vessel's room, and the conditions that the kinetics hold for."""
    litres = 1000.0 * problem.scale.working_volume
    warm, ph = problem.kinetics.constants.temperature.value, problem.kinetics.constants.ph.value
    return (
        Bounds("weight", 0.0, 1.02 * litres, SIGNALS["weight"]),
        Bounds("temperature", warm - 1.0, warm + 1.0, SIGNALS["temperature"]),
        Bounds("ph", ph - 0.3, ph + 0.3, SIGNALS["ph"]),
    )


def _gas(problem: Problem, per_hour: float) -> float:
    """m3 per m3 of working volume and hour as L/min, both at 0 °C and 1 atm."""
    return per_hour * problem.scale.working_volume * 1000.0 / 60.0


def _points(values: Mapping[str, float]) -> tuple[SetPoint, ...]:
    return tuple(SetPoint(role, float(value), SETPOINTS[role]) for role, value in values.items())


def _steps(elements: list[_Element], role: str) -> tuple[Step, ...]:
    return tuple(_changes(elements, role))


def _changes(elements: list[_Element], role: str) -> Iterator[Step]:
    """The changes after the first element."""
    values = [element.feed if role == "feed_setpoint" else element.speed for element in elements]
    for element, before, value in zip(elements[1:], values, values[1:], strict=False):
        if value != before:
            yield Step(element.hour, role, value, SETPOINTS[role])
