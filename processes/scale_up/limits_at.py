"""The nine physical limits of a vessel at an operating point: value, limit, margin, ranges that are left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from processes.scale import ScaleCard
from processes.scale_up.operating_point import OperatingPoint, State, radial_stack, state_at
from processes.transfer.correlation import Departure
from processes.transfer.flooding import FLOODING_BORDER
from processes.transfer.hold_up import HOLD_UP_STIRRED
from processes.transfer.impellers import impeller
from processes.transfer.kla import KLA_COALESCING
from processes.transfer.mixing import MIXING_MULTIPLE, MIXING_ONE
from processes.transfer.power import POWER
from processes.transfer.solubility import CARBON_DIOXIDE_SOLUBILITY, OXYGEN_SOLUBILITY


@dataclass(frozen=True)
class LimitAt:
    """One limit. margin: share of the limit that is left, negative beyond it; warnings: ranges that are left."""

    name: str
    words: str
    value: float
    limit: float
    unit: str
    margin: float
    warnings: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the limit holds."""
        return self.margin >= -ROUNDING

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self) | {"kept": self.kept, "warnings": list(self.warnings)}


ROUNDING = 1e-9  # of the limit
MOST_GAS = 0.95  # of the volume; beyond it there is foam and no broth
Row = tuple[str, float, float, str, tuple[Departure, ...]]


def limits_at(scale: ScaleCard, point: OperatingPoint) -> tuple[LimitAt, ...]:
    """The nine limits of ``scale`` at ``point``. Raises OutOfRange."""
    return limits_of_state(scale, state_at(scale, point))


def limits_of_state(scale: ScaleCard, state: State) -> tuple[LimitAt, ...]:
    """The nine limits of a state that is known."""
    found = []
    for name, row in _ROWS.items():
        words, value, limit, unit, departures = row(scale, state)
        margin = (limit - value) / limit if limit > 0.0 else -float("inf")
        warnings = tuple(map(str, departures))
        if name == "flooding" and impeller(scale.impeller).flooding is None:
            warnings += (f"flooding: none is published for '{scale.impeller}'; that of a Rushton turbine is used",)
        found.append(LimitAt(name, words, value, limit, unit, margin, warnings))
    return tuple(found)


def _oxygen(scale: ScaleCard, state: State) -> Row:
    departures = KLA_COALESCING.outside(power_per_volume=state.power_per_volume)
    if scale.kla_measured is None:  # a vessel whose own kLa was measured is not too large for it
        departures += KLA_COALESCING.outside(volume=state.point.volume)
    departures += OXYGEN_SOLUBILITY.outside(celsius=state.point.culture.celsius)
    return (
        "oxygen uptake, of what is transferred",
        state.point.culture.our,
        state.oxygen_transfer,
        "mmol/L/h",
        departures,
    )


def _power(scale: ScaleCard, state: State) -> Row:
    most = scale.vessel.motor_power.value * 1000.0 / state.point.volume
    return "stirring, of the motor", state.power_per_volume, most, "W/m3", POWER.outside(reynolds=state.reynolds)


def _tip(_: ScaleCard, state: State) -> Row:
    return "tip speed, of what cells bear", state.tip_speed, state.point.culture.tip_speed_max, "m/s", ()


def _flooding(scale: ScaleCard, state: State) -> Row:
    ratio = scale.vessel.impeller_diameter.value / scale.vessel.diameter.value
    found = state.dispersion
    words = f"gas flow number, of the one that floods ({found.regime})"
    return words, found.flow_number, found.flooding, "", FLOODING_BORDER.outside(diameter_ratio=ratio)


def _mixing(scale: ScaleCard, state: State) -> Row:
    slenderness = state.height / scale.vessel.diameter.value
    if radial_stack(scale, state.height):
        departures = MIXING_MULTIPLE.outside(height_over_diameter=slenderness)
    else:
        ratio = scale.vessel.impeller_diameter.value / scale.vessel.diameter.value
        departures = MIXING_ONE.outside(height_over_diameter=slenderness, diameter_ratio=ratio)
    shorter = min(state.oxygen_time, state.substrate_time)
    of = "oxygen" if shorter == state.oxygen_time else "substrate"
    return f"mixing time, of the time in which {of} is used up", state.mixing_time, shorter, "s", departures


def _cooling(_: ScaleCard, state: State) -> Row:
    return "heat, of the cooling", state.heat / 1000.0, state.cooling / 1000.0, "kW", ()


def _pco2(_: ScaleCard, state: State) -> Row:
    culture = state.point.culture
    departures = CARBON_DIOXIDE_SOLUBILITY.outside(celsius=culture.celsius)
    return "dissolved CO2, of what cells bear", state.pco2, culture.pco2_max, "bar", departures


def _hold_up(scale: ScaleCard, state: State) -> Row:
    swollen = state.point.volume / (1.0 - min(state.hold_up, MOST_GAS))
    departures = HOLD_UP_STIRRED.outside(power_per_volume=state.power_per_volume, gas_velocity=state.gas_velocity)
    return "broth with its gas, of the room below the foam", swollen, scale.working_volume, "m3", departures


def _pressure(scale: ScaleCard, state: State) -> Row:
    return (
        "pressure at the bottom, of the design",
        state.sparger_pressure,
        scale.vessel.design_pressure.value,
        "bar",
        (),
    )


_ROWS: dict[str, Callable[[ScaleCard, State], Row]] = {
    "oxygen_transfer": _oxygen,
    "power": _power,
    "tip_speed": _tip,
    "flooding": _flooding,
    "mixing": _mixing,
    "cooling": _cooling,
    "pco2": _pco2,
    "hold_up": _hold_up,
    "head_pressure": _pressure,
}
LIMIT_NAMES = tuple(_ROWS)
